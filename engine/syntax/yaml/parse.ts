// The door of YAML: the text of one document to its tree. Parsing never throws; what is wrong is a problem with a span.
// Ordinary text takes the fast path; one scanner and one tree builder read the rest, also repaired text, to the very same trees.
// Scalars stay text, the dialects say what they mean.
import type { Node, Problem, Tree } from "../node.ts";
import { aliasExcess } from "./aliases.ts";
import { type Built, buildTree } from "./build.ts";
import { openAround } from "./doubts.ts";
import { readOrStop } from "./fast.ts";
import { forbiddenTab } from "./gaps.ts";
import { backTo, type Doubt, type Patched, unpatched } from "./patch.ts";
import { type FastRead, repair } from "./repair.ts";
import { LONG, repairNear } from "./repair-near.ts";
import { type Failure, MAX_DEPTH, type Scanned, scanPatched } from "./scan.ts";

/** UTF-16 code units of one document. */
const MAX_LENGTH = 16 * 1024 * 1024;

const MAX_NODES = 1_000_000;

/** One document, as `splitYaml` cuts it. Offsets count from its start. */
export function parseYamlDocument(text: string): Tree {
  const read = readOrStop(text);
  return typeof read === "number" ? parseAnyYaml(text, read) : read;
}

/** The same without the fast path, which is measured by it. `stop`: the offset where that one gave up, if it was asked. */
export function parseAnyYaml(text: string, stop?: number): Tree {
  const limit = tooLarge(text);
  if (limit) return broken(limit);
  const start = prepare(text);
  const near = stop !== undefined && text.length > LONG && start.text === text ? repairNear(text, stop) : undefined;
  if (near) return treeOf(near.read, "repaired", text, near.problem);
  const scanned = scanPatched(start);
  if ("events" in scanned) return treeOf(scanned, "parsed", text);
  if (scanned.isLimit) return broken(tooDeep(start, scanned));
  const repaired = repair(start, scanned);
  if (!repaired.read) return broken(repaired.problem);
  return treeOf(repaired.read, "repaired", text, repaired.problem);
}

/**
 * The text as the scanner gets it. A document ends at a line "..."; what follows is not read by kubectl either. A byte order mark
 * behind a "---" is the start of what was a file of its own. NEL is a line break to kubectl.
 */
function prepare(text: string): Patched {
  let result = text;
  const end = text.includes("...") ? /(?:^|[\r\n])\.\.\.(?=[ \t\r\n]|$)/.exec(text) : null;
  if (end && end.index > 0) result = `${text.slice(0, end.index)}\n`;
  const mark = result.lastIndexOf("\ufeff");
  if (mark > 0 && /^---[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)$/.test(result.slice(0, mark))) {
    // A line break in its place: what follows must stay at column 0.
    result = `${result.slice(0, mark).replace(/[^\r\n]/g, " ")}\n${result.slice(mark + 1)}`;
  }
  return unpatched(result.includes("\u0085") ? result.replaceAll("\u0085", "\n") : result);
}

function treeOf(read: Scanned | FastRead, state: "parsed" | "repaired", text: string, shown?: Problem): Tree {
  const { patched } = read;
  const built = "tree" in read ? builtFast(read) : buildTree(patched.text, read.events);
  const tab = shown ? undefined : forbiddenTab(patched.text, built.root);
  if (tab) built.problems.push(tab);
  if (patched.insertions.length > 0) mapBack(built, patched);
  if (patched.doubts.length > 0 && built.root) openAround(built.root, patched.doubts, text);
  const problems = shown ? [shown, ...built.problems] : built.problems;
  if (built.nodes > MAX_NODES) return broken(limitProblem(`the document has more than ${MAX_NODES} values: it is not read`, 0));
  if (built.aliases > 0 && built.root && aliasExcess(built.root)) {
    return broken(limitProblem("aliases (`*name`) repeat so much here that Kubernetes refuses the document", built.root.start));
  }
  return { root: built.root, state, problems, duplicates: certain(built.duplicates, patched.doubts) };
}

/** The fast path knows neither problems nor aliases, and cannot reach the limit on nodes. */
const builtFast = ({ tree: { root, duplicates } }: FastRead): Built => ({
  root,
  duplicates: [...duplicates],
  problems: [],
  nodes: 0,
  aliases: 0,
});

/** A line that was moved, or text that held another key, may be all that makes two keys of one map. */
function certain(duplicates: Tree["duplicates"], doubts: readonly Doubt[]): Tree["duplicates"] {
  if (duplicates.length === 0 || doubts.length === 0) return duplicates;
  const rising = [...doubts].sort((a, b) => a.start - b.start);
  return duplicates.filter(({ key, first }) => (rising[indexBefore(rising, key.end)]?.end ?? -1) < first.start);
}

/** Of the last that starts before `offset`; -1 where none does. */
function indexBefore(rising: readonly Doubt[], offset: number): number {
  let low = 0;
  for (let high = rising.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as Doubt).start < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Spans of the patched text become spans of the original one. Every node is visited once: aliases point, they do not hold. */
function mapBack(built: Built, patched: Patched): void {
  const move = (span: { start: number; end: number }): void => {
    span.start = backTo(patched, span.start);
    span.end = backTo(patched, span.end);
  };
  const visit = (node: Node): void => {
    move(node);
    if (node.kind === "map") {
      for (const { key, value } of node.entries) {
        visit(key);
        visit(value);
      }
    } else if (node.kind === "list") for (const item of node.items) visit(item);
  };
  if (built.root) visit(built.root);
  for (const { span } of built.problems) move(span as { start: number; end: number });
}

function tooLarge(text: string): Problem | undefined {
  if (text.length <= MAX_LENGTH) return undefined;
  return limitProblem(`the document is longer than ${MAX_LENGTH / 1024 / 1024} million characters: it is not read`, 0);
}

const tooDeep = (patched: Patched, { offset }: Failure): Problem =>
  limitProblem(`collections are nested deeper than ${MAX_DEPTH} levels here: the document is not read`, backTo(patched, offset));

const limitProblem = (message: string, start: number): Problem => ({ kind: "limit", message, span: { start, end: start } });

const broken = (problem: Problem): Tree => ({ root: undefined, state: "broken", problems: [problem], duplicates: [] });
