// JSON in a text (C17): policies and definitions that are written as a string, mostly with a Sub. They become trees whose places are
// those inside the string. What is no JSON before it is filled in stays a text.
import { parseJsonDocument } from "../../syntax/json.ts";
import { type Document, deref, type Entry, keyText, type MapNode, type Node, type ScalarNode } from "../../syntax/node.ts";
import { derivedSource } from "../../syntax/segments.ts";
import { type Call, callOf, type Scope } from "./scope.ts";
import { substitute } from "./text.ts";

const DOCUMENTS = new Set([
  "PolicyDocument",
  "AssumeRolePolicyDocument",
  "KeyPolicy",
  "ResourcePolicy",
  "RepositoryPolicyText",
  "AccessPolicies",
  "DefinitionString",
  "PipelineDefinitionBody",
]);

/** The tree inside the entry's text; undefined where the entry holds no such text. */
export function embeddedDocument(scope: Scope, { key, value }: Entry): Node | undefined {
  if (!DOCUMENTS.has(keyText(key) ?? "") || value.kind === "alias") return undefined;
  const call = callOf(scope.template, value);
  const text = call ? (call.name === "Sub" ? deref(call.argument) : undefined) : value;
  if (text?.kind !== "scalar" || !/^\s*\{/.test(text.text) || !scope.spend(text.text.length)) return undefined;
  const document = documentIn(scope.template.document, text);
  const root = document.tree.state === "parsed" ? document.tree.root : undefined;
  if (root?.kind !== "map") return undefined;
  return { ...(call ? filledMap(scope, call, root) : root), document };
}

function documentIn(parent: Document, text: ScalarNode): Document {
  return { source: derivedSource(parent, text, "json"), start: 0, end: text.text.length, tree: parseJsonDocument(text.text) };
}

/** A key that is filled in may be any key. */
const filledMap = (scope: Scope, call: Call, map: MapNode): MapNode => ({
  ...map,
  entries: map.entries.map(({ key, value }) => ({ key, value: filled(scope, call, value) })),
  ...(map.entries.some(({ key }) => keyText(key)?.includes("${")) ? { open: true } : {}),
});

function filled(scope: Scope, call: Call, node: Node): Node {
  if (node.kind === "map") return filledMap(scope, call, node);
  if (node.kind === "list") return { ...node, items: node.items.map((item) => filled(scope, call, item)) };
  if (node.kind !== "scalar" || !node.text.includes("${")) return node;
  return substitute(scope, { name: call.name, label: call.label, argument: node, node, start: node.start, end: node.end });
}
