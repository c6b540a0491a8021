// Resources for tests of the lower layers: one document, go-yaml scalars, list keys as the test says. Nothing is classified.

import { yamlWriter } from "../../engine/edit/yaml-writer.ts";
import type { Path, Step } from "../../engine/model/address.ts";
import type { Operation } from "../../engine/model/operation.ts";
import type { Dialect, DocumentClass, Resource, Writer } from "../../engine/model/resource.ts";
import { parseJsonDocument } from "../../engine/syntax/json.ts";
import type { Document, Node } from "../../engine/syntax/node.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { resolveGoYaml2, resolveJson } from "../../engine/syntax/yaml/scalars.ts";
import { splitYaml } from "../../engine/syntax/yaml/split.ts";
import { applyEdits } from "../../engine/text/edits.ts";
import type { Language, Source } from "../../engine/text/source.ts";

export interface ResourceOptions {
  readonly class?: DocumentClass;
  /** The merge key of the list below each key: `{ containers: "name" }`. */
  readonly listKeys?: Readonly<Record<string, string>>;
  readonly language?: Language;
  /** The document of the text, counted from 0. */
  readonly document?: number;
  readonly path?: string;
  readonly writer?: Writer;
}

const LIST_KEYS = { containers: "name", env: "name", volumes: "name" };

export function testDialect(listKeys: Readonly<Record<string, string>> = LIST_KEYS, writer: Writer = yamlWriter): Dialect {
  return {
    name: "test",
    scalar: (node) => (node.value === undefined ? resolveGoYaml2(node) : resolveJson(node)),
    placeKind: () => "plain",
    listKey: (_, path) => {
      const last = path.at(-1);
      return typeof last === "string" ? listKeys[last] : undefined;
    },
    writer,
  };
}

/** The documents of a source, parsed. */
export function documentsOf(source: Source): Document[] {
  const spans = source.language === "yaml" ? splitYaml(source.text) : [{ start: 0, end: source.text.length }];
  return spans.map(({ start, end }) => {
    const text = source.text.slice(start, end);
    return { source, start, end, tree: source.language === "json" ? parseJsonDocument(text) : parseYamlDocument(text) };
  });
}

/** A resource that is one document of the text. Throws where that cannot be read: the test is wrong then. */
export function resourceFrom(text: string, options: ResourceOptions = {}): Resource {
  const language = options.language ?? "yaml";
  const path = options.path ?? `test.${language}`;
  const document = documentsOf({ id: path, path, language, text })[options.document ?? 0];
  if (!document?.tree.root) throw new Error(`no document in ${JSON.stringify(text)}`);
  return resourceOf(document, document.tree.root, options);
}

export function resourceOf(document: Document, root: Node, options: ResourceOptions = {}): Resource {
  return {
    id: `${document.source.id}#${options.document ?? 0}`,
    class: options.class ?? "kubernetes",
    ref: { group: "", kind: "Test", name: "test" },
    apiVersion: "v1",
    dialect: testDialect(options.listKeys, options.writer),
    document,
    root,
    anchor: { document, start: root.start, end: root.end },
  };
}

/** `spec.containers[name=a].args[0]`, with keys that hold dots in quotes: `limits["nvidia.com/gpu"]`. */
export function pathOf(text: string): Path {
  const steps: Step[] = [];
  const step = /\["([^"]*)"\]|\[(\d+)\]|\[(\w+)=([^\]]*)\]|([^.[\]]+)/g;
  for (const [, quoted, index, by, is, key] of text.matchAll(step)) {
    if (index !== undefined) steps.push(Number(index));
    else if (by !== undefined) steps.push({ by, is: is as string });
    else steps.push((quoted ?? key) as string);
  }
  return steps;
}

/** The text after the operations, or why they were refused, as "refused: …". */
export function editedText(resource: Resource, operations: readonly Operation[]): string {
  const result = resource.dialect.writer.lower(resource, operations);
  if ("refused" in result) return `refused: ${result.refused}`;
  return applyEdits(
    resource.document.source.text,
    result.map(({ edit }) => edit),
  );
}
