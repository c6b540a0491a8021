// Reading a tree back as plain data: for oracles and for the edit contract. Rules never see this; they read Places.
import { deref, isMergeKey, type MapNode, type Node, type Problem, type Scalar, type ScalarNode } from "./node.ts";
import { AliasBudget } from "./yaml/aliases.ts";
import { goYaml2Key, mismatch, resolveGoYaml2, resolveYaml3 } from "./yaml/scalars.ts";

export type Resolve = (node: ScalarNode) => Scalar;

/**
 * The data of a node, as kubectl's JSON has it: of equal keys the last wins, merge keys (`<<`) count as if their entries were
 * written where the `<<` stands, and integers beyond 2^53 are bigint. What cannot be data (a map as a key, `.nan`, aliases without
 * end) is pushed to `problems` and read as null.
 */
export function toJson(node: Node | undefined, resolve: Resolve, problems: Problem[] = []): unknown {
  if (!node) return null;
  const reading: Reading = { resolve, problems, budget: new AliasBudget(), depth: 0, aliases: 0, stopped: false };
  return read(reading, node);
}

/** Deeper than any document nests; only aliases to aliases get here. */
const MAX_DEPTH = 1000;

interface Reading {
  readonly resolve: Resolve;
  readonly problems: Problem[];
  readonly budget: AliasBudget;
  depth: number;
  aliases: number;
  stopped: boolean;
}

function read(reading: Reading, node: Node): unknown {
  if (!enter(reading, node)) return null;
  reading.depth++;
  const value = readInside(reading, node);
  reading.depth--;
  return value;
}

function readInside(reading: Reading, node: Node): unknown {
  switch (node.kind) {
    case "scalar":
      return scalar(reading, node);
    case "list":
      return node.items.map((item) => read(reading, item));
    case "map": {
      const entries = new Map<string, unknown>();
      readMap(reading, node, entries);
      // Not an object literal: `__proto__` is an ordinary key.
      return Object.fromEntries(entries);
    }
    case "alias": {
      reading.aliases++;
      const value = read(reading, deref(node));
      reading.aliases--;
      return value;
    }
    case "open":
      refuse(reading, "this value is not known", node);
      return null;
  }
}

function readMap(reading: Reading, map: MapNode, into: Map<string, unknown>): void {
  // To go-yaml 3 what is written wins over what is merged, wherever the `<<` stands.
  const first = reading.resolve === resolveYaml3 ? map.entries.filter(({ key }) => isMergeKey(key)) : [];
  for (const { value } of first) merge(reading, value, into);
  for (const { key, value } of map.entries) {
    if (isMergeKey(key)) {
      if (first.length === 0) merge(reading, value, into);
      continue;
    }
    const name = keyOf(reading, key);
    const data = read(reading, value);
    if (name === undefined) refuse(reading, "this cannot be the key of a map", key);
    else into.set(name, data);
  }
}

/** Of a list of maps the first wins: they are laid over each other from the last on. */
function merge(reading: Reading, value: Node, into: Map<string, unknown>): void {
  const target = deref(value);
  const sources = target.kind === "list" && value.kind !== "alias" ? [...target.items].reverse() : [value];
  for (const source of sources) {
    const from = deref(source);
    if (from.kind !== "map") {
      refuse(reading, "only maps can be merged", source);
      continue;
    }
    if (!enter(reading, source)) return;
    const isAlias = source.kind === "alias" ? 1 : 0;
    reading.depth++;
    reading.aliases += isAlias;
    if (isAlias) enter(reading, from);
    readMap(reading, from, into);
    reading.aliases -= isAlias;
    reading.depth--;
  }
}

function keyOf(reading: Reading, key: Node): string | undefined {
  enter(reading, key);
  const node = deref(key);
  if (node.kind !== "scalar") return undefined;
  if (reading.resolve !== resolveGoYaml2) {
    const value = reading.resolve(node);
    return value === null ? undefined : String(value);
  }
  scalar(reading, node);
  return goYaml2Key(node);
}

function scalar(reading: Reading, node: ScalarNode): Scalar {
  const value = reading.resolve(node);
  if (reading.resolve === resolveGoYaml2 && mismatch(node)) refuse(reading, `the text is not of the type ${node.tag}`, node);
  return value;
}

/** Counts one value. False where reading stops: too many through aliases, or too deep. */
function enter(reading: Reading, node: Node): boolean {
  if (reading.stopped) return false;
  if (reading.depth <= MAX_DEPTH && reading.budget.count(reading.aliases > 0)) return true;
  reading.stopped = true;
  const { start, end } = node;
  reading.problems.push({ kind: "limit", message: "aliases repeat too much here", span: { start, end } });
  return false;
}

function refuse(reading: Reading, message: string, { start, end }: Node): void {
  reading.problems.push({ kind: "syntax", message, span: { start, end } });
}
