// The objects in a case's files, each as the text that a user would send, and the pods that their templates describe.
import { Document, isMap, isSeq, parseDocument } from "yaml";
import { splitYaml } from "../../../engine/api.ts";
import type { Head, Manifest } from "./server.ts";

export type Step = string | number;

export interface FileObject extends Manifest {
  /** Of the text within its file. */
  readonly start: number;
  readonly end: number;
  readonly document: Document;
  /** kubectl keeps one of two equal keys before it sends anything, so that the server never sees the other. */
  readonly hasEqualKeys: boolean;
}

/** Objects with a kind, in order, those of a List one by one. A text with holes is taken as it is: the server says what it thinks of them. */
export function objectsIn(file: string, text: string): readonly FileObject[] {
  const isJson = file.endsWith(".json");
  if (!isJson && !/\.ya?ml$/.test(file)) return [];
  const spans = isJson ? [{ start: 0, end: text.length }] : splitYaml(text);
  return spans.flatMap(({ start, end }): readonly FileObject[] => {
    const own = text.slice(start, end);
    const document = parseDocument(own, { version: "1.1", logLevel: "silent" });
    const hasEqualKeys = document.errors.some(({ code }) => code === "DUPLICATE_KEY");
    const head = headOf(document);
    if (!head) return [];
    if (head.kind === "List") return itemsOf(document, start, hasEqualKeys);
    return [{ text: own, type: isJson ? "application/json" : "application/yaml", head, start, end, document, hasEqualKeys }];
  });
}

/** kubectl sends each item by itself. */
function itemsOf(list: Document, offset: number, hasEqualKeys: boolean): readonly FileObject[] {
  const items = list.getIn(["items"]);
  if (!isSeq(items)) return [];
  return items.items.flatMap((item): readonly FileObject[] => {
    if (!isMap(item)) return [];
    const value = item.toJS(list) as unknown;
    const document = new Document(value);
    const head = headOf(document);
    const [start = 0, end = 0] = item.range ?? [];
    if (!head) return [];
    return [
      { text: JSON.stringify(value), type: "application/json", head, start: offset + start, end: offset + end, document, hasEqualKeys },
    ];
  });
}

function headOf(document: Document): Head | undefined {
  const read = (...path: readonly string[]) => {
    const value = isMap(document.contents) ? document.getIn(path) : undefined;
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const apiVersion = read("apiVersion");
  const kind = read("kind");
  if (apiVersion === undefined || kind === undefined) return undefined;
  return { apiVersion, kind, name: read("metadata", "name"), namespace: read("metadata", "namespace") };
}

/** A step of an address as it is in the document: items by their index. */
export function plainPath(document: Document, path: readonly (Step | { readonly by: string; readonly is: string })[]): readonly Step[] {
  const plain: Step[] = [];
  for (const step of path) plain.push(typeof step === "object" ? indexOf(document, plain, step) : step);
  return plain;
}

/** An item that is not there has the index of one that would be added. */
function indexOf(document: Document, list: readonly Step[], { by, is }: { readonly by: string; readonly is: string }): number {
  const items = document.getIn(list);
  if (!isSeq(items)) return 0;
  const at = items.items.findIndex((item) => isMap(item) && String(item.get(by)) === is);
  return at < 0 ? items.items.length : at;
}

export interface TemplatePod extends Manifest {
  /** Where in the object that stands which the pod has at `within`. */
  readonly at: readonly Step[];
  readonly within: readonly Step[];
}

/** The pod that the innermost template around a path describes, else one whose container has the resources that the path is in. */
export function podAround({ document, head }: FileObject, path: readonly Step[]): TemplatePod | undefined {
  const make = (at: readonly Step[], within: readonly Step[], spec: unknown, metadata: object, isStrict: boolean): TemplatePod => {
    const named = { name: "pod", ...metadata, ...(head.namespace === undefined ? {} : { namespace: head.namespace }) };
    const pod = { apiVersion: "v1", kind: "Pod", metadata: named, spec };
    return {
      text: JSON.stringify(pod),
      type: "application/json",
      head: { ...head, apiVersion: "v1", kind: "Pod", name: "pod" },
      isStrict,
      at,
      within,
    };
  };
  for (let depth = path.length; depth > 0; depth--) {
    const at = path.slice(0, depth);
    const value = document.getIn(at);
    if (!isMap(value)) continue;
    if (isSeq(value.get("containers"))) {
      const isTemplate = at.at(-1) === "spec" && depth > 1;
      const beside = isTemplate ? document.getIn([...at.slice(0, -1), "metadata"]) : undefined;
      const { labels, annotations } = (isMap(beside) ? beside.toJS(document) : {}) as Record<string, unknown>;
      // What is no template but holds a pod's fields among its own (KServe) has fields that no pod has.
      return make(at, ["spec"], value.toJS(document), { labels, annotations }, isTemplate);
    }
    if (!RESOURCES.has(at.at(-1))) continue;
    const container = { name: "main", image: "registry.example/main:1", resources: value.toJS(document) as unknown };
    if (!hasTemplateAbove(document, at)) return make(at, ["spec", "containers", 0, "resources"], { containers: [container] }, {}, true);
  }
  return undefined;
}

/** Fields whose value an operator copies into a container as it stands (TrainJob, KServe). */
const RESOURCES = new Set<Step | undefined>(["resources", "resourcesPerNode"]);

const hasTemplateAbove = (document: Document, path: readonly Step[]): boolean =>
  path.some((_, depth) => {
    const above = document.getIn(path.slice(0, depth));
    return isMap(above) && isSeq(above.get("containers"));
  });
