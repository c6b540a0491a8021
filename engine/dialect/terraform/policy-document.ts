// `data "aws_iam_policy_document"` in the form of the JSON policy that it gives, every value at its place in the HCL (E18). Policies
// that it takes over make the list of statements longer where they are known and open where they are not.

import { entryAt } from "../../model/table.ts";
import type { HclExpression } from "../../syntax/hcl/node.ts";
import { type Entry, findEntry, type Node } from "../../syntax/node.ts";
import { lowerBlock } from "./blocks.ts";
import { attributeOf, type Declared } from "./module.ts";
import { asList, asMap, decoded, isOpen, listAt, mapAt, type Spot, scalarAt, textValue, withEncoding } from "./nodes.ts";
import type { Scope } from "./scope.ts";

/** `evaluate` reads the documents that this one is built on. */
export function policyDocument(declared: Declared, scope: Scope, evaluate: (expression: HclExpression, scope: Scope) => Node): Node {
  const body = lowerBlock([{ block: declared.block, document: declared.document }, ...declared.overrides], scope);
  const spot = placeOf(body);
  const statements: Node[] = [];
  let open = body.open === true;
  for (const name of ["source_policy_documents", "override_policy_documents", "source_json", "override_json"]) {
    const source = attributeOf(declared.block.body, name)?.value;
    if (!source) continue;
    const taken = takenStatements(evaluate(source, scope));
    statements.push(...taken.statements);
    open ||= taken.open;
  }
  const own = findEntry(body, "statement");
  if (own) {
    const list = asList(own.value);
    statements.push(...(list?.items ?? [own.value]).map(statement));
    open ||= list ? list.open === true : isOpen(own.value);
  }
  const entries: Entry[] = [
    { key: scalarAt(spot, "Version"), value: findEntry(body, "version")?.value ?? scalarAt(spot, "2012-10-17") },
    { key: own?.key ?? scalarAt(spot, "Statement"), value: listAt(own ? placeOf(own.value) : spot, statements, open) },
  ];
  return withEncoding(mapAt(spot, entries.map(named)), "json");
}

/** The key keeps its place and gets the name that it has in the JSON. */
const named = ({ key, value }: Entry): Entry =>
  key.kind === "scalar" && key.text === "statement" ? renamed({ key, value }, "Statement") : { key, value };

const renamed = ({ key, value }: Entry, name: string): Entry => ({
  key: key.kind === "scalar" ? { ...key, text: name, value: name } : key,
  value,
});

function takenStatements(node: Node): { statements: readonly Node[]; open: boolean } {
  const documents = asList(node)?.items ?? [node];
  const statements: Node[] = [];
  let open = isOpen(node);
  for (const document of documents) {
    const map = asMap(decoded(document));
    const list = map && findEntry(map, "Statement")?.value;
    if (!list) open = true;
    else {
      statements.push(...(asList(list)?.items ?? [list]));
      open ||= isOpen(list);
    }
  }
  return { statements, open };
}

const NAMES: Readonly<Record<string, string>> = {
  sid: "Sid",
  effect: "Effect",
  actions: "Action",
  not_actions: "NotAction",
  resources: "Resource",
  not_resources: "NotResource",
};

function statement(node: Node): Node {
  const map = asMap(node);
  if (!map) return node;
  const entries: Entry[] = [];
  for (const entry of map.entries) {
    const key = textValue(entry.key) ?? "";
    const name = entryAt(NAMES, key);
    if (name) entries.push(renamed(entry, name));
    else if (key === "principals") entries.push(renamed({ key: entry.key, value: principals(entry.value) }, "Principal"));
    else if (key === "not_principals") entries.push(renamed({ key: entry.key, value: principals(entry.value) }, "NotPrincipal"));
    else if (key === "condition") entries.push(renamed({ key: entry.key, value: conditions(entry.value) }, "Condition"));
  }
  if (!findEntry(map, "effect")) entries.push({ key: scalarAt(placeOf(map), "Effect"), value: scalarAt(placeOf(map), "Allow") });
  return mapAt(placeOf(map), entries, map.open);
}

/** Without the block behind it: an argument of that block has another name than the key of the policy. */
const placeOf = ({ document, start, end, provenance }: Node): Spot => ({
  document: document as Spot["document"],
  start,
  end,
  ...(provenance && { provenance }),
});

/** Blocks of `type` and `identifiers` as `{ AWS: […] }`; type "*" is everybody. */
function principals(node: Node): Node {
  const blocks = asList(node)?.items ?? [node];
  const entries: Entry[] = [];
  let open = isOpen(node);
  for (const block of blocks) {
    const map = asMap(block);
    const type = map && findEntry(map, "type");
    const identifiers = map && findEntry(map, "identifiers");
    const name = type && textValue(type.value);
    if (!type || !identifiers || name === undefined) open = true;
    else entries.push({ key: { ...type.value, ...(type.value.kind === "scalar" && { text: name }) }, value: identifiers.value });
  }
  return mapAt(placeOf(node), entries, open);
}

/** Blocks of `test`, `variable` and `values` as `{ StringEquals: { "aws:x": […] } }`. */
function conditions(node: Node): Node {
  const tests = new Map<string, Entry[]>();
  let open = isOpen(node);
  for (const block of asList(node)?.items ?? [node]) {
    const map = asMap(block);
    const test = map && textValue(findEntry(map, "test")?.value ?? node);
    const variable = map && findEntry(map, "variable");
    const values = map && findEntry(map, "values");
    if (test === undefined || !variable || !values || textValue(variable.value) === undefined) open = true;
    else tests.set(test, [...(tests.get(test) ?? []), { key: variable.value, value: values.value }]);
  }
  const spot = placeOf(node);
  const entries = [...tests].map(([test, inner]): Entry => ({ key: scalarAt(spot, test), value: mapAt(spot, inner) }));
  return mapAt(spot, entries, open);
}
