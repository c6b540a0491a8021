// The outline of a file: its resources, their pod templates and containers; the blocks of a Terraform file. Document by document, so
// that what cannot be read just now can keep the outline that it had.
import { writtenOf } from "../dialect/cloudformation/written.ts";
import type { FileReading } from "../dialect/read-file.ts";
import { summarise } from "../facet/accelerator-use.ts";
import { containersOf } from "../facet/containers.ts";
import type { FacetSettings } from "../facet/facet.ts";
import { type PodTemplate, podTemplates } from "../facet/pod-templates.ts";
import { type HourlyPrice, priceOf } from "../facet/price.ts";
import { Place } from "../model/place.ts";
import type { WorkloadSummary } from "../model/record.ts";
import type { Resource } from "../model/resource.ts";
import type { HclBlock } from "../syntax/hcl/node.ts";
import { isHclTree } from "../syntax/hcl/parse.ts";
import { deref, type Origin } from "../syntax/node.ts";
import type { Span } from "../text/source.ts";
import type { Ground } from "./ground.ts";
import { outermostSpan } from "./locate.ts";

export interface OutlineItem {
  /** What it is: a kind ("Job"), a type ("aws_eks_node_group"), a block ("variable"), "pods" or "container". */
  readonly kind: string;
  readonly role: "workload" | "object" | "pods" | "container" | "block";
  /** Never empty. */
  readonly name: string;
  readonly detail: string;
  readonly span: Span;
  /** What names it; lies within `span`. */
  readonly anchor: Span;
  /** What a workload asks for in all. */
  readonly accelerators: WorkloadSummary["accelerators"];
  /** What that costs, where it is known. */
  readonly price?: HourlyPrice;
  readonly children: readonly OutlineItem[];
}

/** Spans are those of the file. */
export interface DocumentOutline extends Span {
  /** Nothing of it could be read: its items are not known. */
  readonly isBroken: boolean;
  readonly items: readonly OutlineItem[];
}

export function outlineOf(ground: Ground, path: string): readonly DocumentOutline[] {
  const reading = ground.reading(path);
  if (!reading || "problem" in reading) return [];
  const settings = ground.settings(path);
  const tops = nested(ground.written(path), settings);
  return reading.documents.map(({ document: { start, end, tree }, class: documentClass }) => ({
    start,
    end,
    isBroken: tree.state === "broken",
    items:
      documentClass === "terraform" ? blocksIn(reading) : tops.filter(({ span }) => span.start >= start && span.start < Math.max(end, 1)),
  }));
}

/** Objects that another one carries stand in it. */
function nested(resources: readonly Resource[], settings: FacetSettings): readonly OutlineItem[] {
  const carried = new Map<string | undefined, Resource[]>();
  for (const one of resources) {
    const known = carried.get(one.carrier);
    if (known) known.push(one);
    else carried.set(one.carrier, [one]);
  }
  const itemOf = (resource: Resource): OutlineItem => {
    const templates = podTemplates.of(resource, settings);
    const pods = templates.length === 1 ? templates.flatMap(containersIn) : templates.flatMap(podsIn);
    const children = [...pods, ...(carried.get(resource.id) ?? []).map(itemOf)];
    const summary = summarise(templates, settings);
    const price = summary && priceOf(resource, settings);
    return objectItem(resource, summary && { accelerators: summary.accelerators, ...(price ? { price } : {}) }, children);
  };
  return (carried.get(undefined) ?? []).map(itemOf);
}

function objectItem(
  resource: Resource,
  asks: Pick<OutlineItem, "accelerators" | "price"> | undefined,
  children: readonly OutlineItem[],
): OutlineItem {
  const { ref, document, anchor } = resource;
  const body = writtenOf(resource)?.body;
  const root = deref(resource.root);
  const whole = outermostSpan({ document: root.document ?? document, start: (body ?? root).start, end: (body ?? root).end });
  const naming = outermostSpan(anchor);
  return item({
    kind: ref.kind,
    role: asks ? "workload" : "object",
    name: ref.name ?? (ref.generateName === undefined ? ref.kind : `${ref.generateName}…`),
    detail: ref.kind,
    span: { start: Math.min(whole.start, naming.start), end: Math.max(whole.end, naming.end) },
    anchor: nameSpan(resource) ?? naming,
    ...asks,
    children,
  });
}

/** The name of a Kubernetes object, where it is written in the same file as the object. */
export function nameSpan(resource: Resource): (Span & { readonly path: string }) | undefined {
  if (resource.class !== "kubernetes") return undefined;
  const origin = originOf(Place.root(resource).at("metadata", "name"));
  const span = origin && outermostSpan(origin);
  return span?.path === resource.document.source.path ? span : undefined;
}

export const originOf = ({ node, document, hasNode }: Place): Origin | undefined =>
  node && hasNode ? { document, start: node.start, end: node.end } : undefined;

/** Pods that are filled in later have no place of their own. */
function podsIn(template: PodTemplate): readonly OutlineItem[] {
  const [spec, base] = [originOf(template.spec), originOf(template.base)];
  if (!spec) return [];
  const anchor = outermostSpan(spec);
  const span = base ? outermostSpan(base) : anchor;
  const name = template.component === "" ? "pod" : template.component;
  return [
    item({
      kind: "pods",
      role: "pods",
      name,
      detail: "pods",
      span,
      anchor: keySpan(template.base) ?? anchor,
      children: containersIn(template),
    }),
  ];
}

/** The key that names a map, or the value of the merge key of an item. */
function keySpan(place: Place): Span | undefined {
  const { step, entry, document } = place;
  if (typeof step === "object") {
    const name = originOf(place.at(step.by));
    return name && outermostSpan(name);
  }
  return entry && outermostSpan({ document, start: entry.key.start, end: entry.key.end });
}

function containersIn(template: PodTemplate): readonly OutlineItem[] {
  return containersOf(template).flatMap(({ place, name, kind }) => {
    const origin = originOf(place);
    if (!origin) return [];
    const span = outermostSpan(origin);
    const detail = kind === "app" ? "container" : `${kind} container`;
    const anchor = keySpan(place) ?? span;
    return [item({ kind: "container", role: "container", name: name === "" ? "container" : name, detail, span, anchor, children: [] })];
  });
}

/** An outline is a tree of text: whatever names a thing, or is in it, lies in its span. */
function item(made: Omit<OutlineItem, "accelerators"> & Partial<Pick<OutlineItem, "accelerators">>): OutlineItem {
  let { start, end } = made.span;
  for (const span of [made.anchor, ...made.children.map((child) => child.span)]) {
    start = Math.min(start, span.start);
    end = Math.max(end, span.end);
  }
  return { accelerators: [], ...made, span: { start, end } };
}

function blocksIn({ documents }: FileReading): readonly OutlineItem[] {
  return documents.flatMap(({ document }) => {
    const items = isHclTree(document.tree) ? document.tree.syntax.body.items : [];
    return items.filter((one) => one.kind === "block").map(blockItem);
  });
}

/** `resource "aws_vpc" "main"` is called main, and is an aws_vpc. */
function blockItem({ type, typeSpan, labels, start, end }: HclBlock): OutlineItem {
  const last = labels.at(-1);
  return item({
    kind: type,
    role: "block",
    name: last?.text || type,
    detail: [type, ...labels.slice(0, -1).map((label) => label.text)].join(" "),
    span: { start, end },
    anchor: last ?? typeSpan,
    children: [],
  });
}
