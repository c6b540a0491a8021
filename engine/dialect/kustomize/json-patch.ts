// JSON patches (RFC 6902) on trees. An operation that does not fit is a problem at the operation; those before it stay applied.
import type { MapNode, ScalarNode } from "../../syntax/node.ts";
import { toJson } from "../../syntax/to-json.ts";
import { resolveGoYaml2 } from "../../syntax/yaml/scalars.ts";
import { asList, asMap, type Complain, changed, get, itemsAt, type Located, originAt, set, textAt, unset, withItems } from "./tree.ts";

const OPS = ["add", "remove", "replace", "move", "copy", "test"] as const;
type Op = (typeof OPS)[number];

/** `patch`: a list of operations. Nodes that an operation writes keep the patch's document. */
export function applyJsonPatch(root: Located, patch: Located, complain: Complain): Located {
  let result = root;
  for (const operation of itemsAt(patch)) {
    const next = apply(result, operation);
    if (typeof next === "string") {
      complain(next, get(operation, "path") ?? operation);
      return result;
    }
    result = next;
  }
  return result;
}

function apply(root: Located, operation: Located): Located | string {
  const op = textAt(operation, "op");
  const path = textAt(operation, "path");
  if (!isOp(op)) return `The operation is ${op ?? "missing"}; there are ${OPS.join(", ")}.`;
  if (path === undefined) return "The operation has no path.";
  const steps = pointer(path);
  if (!steps) return `The path "${path}" does not begin with "/".`;
  const where = get(operation, "path") as Located;
  switch (op) {
    case "remove":
      return change(root, steps, { do: "remove", where });
    case "test":
      return test(root, steps, get(operation, "value"), path);
    case "add":
    case "replace":
      return change(root, steps, { do: op, where, value: get(operation, "value") ?? absentValue(operation) });
    case "move":
    case "copy":
      return transfer(root, steps, operation, where, op);
  }
}

const isOp = (text: string | undefined): text is Op => OPS.some((op) => op === text);

function absentValue({ node, document }: Located): Located {
  return { node: { kind: "scalar", start: node.start, end: node.end, text: "", value: null, style: "computed" }, document };
}

function transfer(root: Located, to: readonly string[], operation: Located, where: Located, op: "move" | "copy"): Located | string {
  const from = textAt(operation, "from");
  const steps = from === undefined ? undefined : pointer(from);
  if (!steps) return `The operation ${op} needs a path in "from".`;
  const value = find(root, steps);
  if (!value) return `Nothing is at "${from}".`;
  const without = op === "copy" ? root : change(root, steps, { do: "remove", where: get(operation, "from") as Located });
  return typeof without === "string" ? without : change(without, to, { do: "add", where, value });
}

function test(root: Located, steps: readonly string[], expected: Located | undefined, path: string): Located | string {
  const found = find(root, steps);
  const same = JSON.stringify(sortedJson(found)) === JSON.stringify(sortedJson(expected));
  return same ? root : `The test fails: "${path}" has another value.`;
}

/** The JSON value with sorted keys, so that two orders of keys are one value. */
function sortedJson(at: Located | undefined): unknown {
  const sort = (value: unknown): unknown => {
    if (typeof value === "bigint") return value.toString();
    if (Array.isArray(value)) return value.map(sort);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, one]) => [key, sort(one)]));
  };
  return at ? sort(toJson(at.node, resolveGoYaml2)) : null;
}

/** "/a~1b/0" → ["a/b", "0"]; undefined: it is no pointer. */
function pointer(path: string): readonly string[] | undefined {
  if (path === "") return [];
  if (!path.startsWith("/")) return undefined;
  return path
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function find(root: Located, steps: readonly string[]): Located | undefined {
  let at: Located | undefined = root;
  for (const step of steps) {
    const list = asList(at);
    at = list ? itemsAt(list)[indexOf(step, list.node.items.length, false) ?? -1] : get(at, step);
    if (!at) return undefined;
  }
  return at;
}

type Change =
  | { readonly do: "add" | "replace"; readonly where: Located; readonly value: Located }
  | { readonly do: "remove"; readonly where: Located };

function change(at: Located, steps: readonly string[], how: Change): Located | string {
  const [step, ...rest] = steps;
  if (step === undefined) return how.do === "remove" ? "The whole object cannot be removed by a JSON patch." : how.value;
  let failure: string | undefined;
  const result = changed(at, (here) => {
    const list = asList(here);
    const map = asMap(here);
    const next = list
      ? changeItem(list, step, rest, how)
      : map
        ? changeEntry(map, step, rest, how)
        : `Nothing can be below a single value (at "${step}").`;
    if (typeof next !== "string") return next;
    failure = next;
    return here;
  });
  return failure ?? result;
}

function changeEntry(map: Located<MapNode>, step: string, rest: readonly string[], how: Change): Located | string {
  const existing = get(map, step);
  if (rest.length > 0) {
    if (!existing) return `Nothing is at "${step}": a JSON patch does not create what lies above.`;
    const next = change(existing, rest, how);
    return typeof next === "string" ? next : next.node === existing.node ? map : set(map, step, next, keyFor(step, how.where));
  }
  // Kustomize's library takes the `replace` of a key that is not there for an `add`.
  if (how.do === "remove") return existing ? unset(map, step, originAt(how.where)) : `Nothing is at "${step}" to remove.`;
  return set(map, step, how.value, keyFor(step, how.where));
}

/** A key that exists only as the end of the operation's path. */
function keyFor(step: string, { node, document }: Located): Located<ScalarNode> {
  return { node: { kind: "scalar", start: node.start, end: node.end, text: step, value: step, style: "computed" }, document };
}

function changeItem(list: Parameters<typeof withItems>[0], step: string, rest: readonly string[], how: Change): Located | string {
  const items = itemsAt(list);
  const inserts = rest.length === 0 && how.do === "add";
  const index = indexOf(step, items.length, inserts);
  if (index === undefined) return `"${step}" is no index of a list with ${items.length} items.`;
  if (inserts) return withItems(list, items.toSpliced(index, 0, how.value));
  if (rest.length === 0)
    return withItems(list, how.do === "remove" ? items.toSpliced(index, 1) : items.toSpliced(index, 1, (how as { value: Located }).value));
  const next = change(items[index] as Located, rest, how);
  return typeof next === "string" ? next : withItems(list, items.toSpliced(index, 1, next));
}

/** An index that exists, or where an item may be inserted ("-" is the end); negative ones count from the end, as in Kustomize. */
function indexOf(step: string, length: number, inserts: boolean): number | undefined {
  const limit = inserts ? length : length - 1;
  if (step === "-") return inserts ? length : undefined;
  if (!/^-?\d{1,6}$/.test(step)) return undefined;
  const index = Number(step);
  const at = index < 0 ? index + length + (inserts ? 1 : 0) : index;
  return at >= 0 && at <= limit ? at : undefined;
}
