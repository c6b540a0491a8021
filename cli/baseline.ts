// A baseline: the findings that a team knows of and will not look at today. It holds fingerprints, which survive moved, renamed and
// reformatted files, and beside them what people need to read it. One finding a line, in an order of its own, so that it merges well.
import {
  deref,
  type FileProblem,
  type Finding,
  findEntry,
  lineIndex,
  type Node,
  parseJsonDocument,
  type Report,
  resolveJson,
  resourceLabel,
  toJson,
} from "../engine/api.ts";
import { hash } from "../host/workspace.ts";
import { asJson } from "./reporters/as-json.ts";

export interface Baseline {
  readonly entries: readonly BaselineEntry[];
}

export interface BaselineEntry {
  readonly rule: string;
  /** As people call it; only the fingerprint is compared. */
  readonly resource: string;
  /** Where it was, from the root of the workspace; of several equal ones those that are still there are the known ones. */
  readonly file: string;
  readonly fingerprint: string;
  /** How often it is known in the file. */
  readonly count: number;
}

export const BASELINE_NAME = "drydock-baseline.json";
const VERSION = 1;

/** What a baseline can know: a finding, or a text that is broken and of ours. What kept a run from being complete is never excused. */
type Known = Finding | FileProblem;

interface Item {
  readonly of: Known;
  readonly rule: string;
  readonly resource: string;
  readonly file: string;
  readonly fingerprint: string;
}

function itemsOf({ findings, problems }: Pick<Report, "findings" | "problems">): readonly Item[] {
  return [
    ...findings.map((of): Item => {
      const { rule, ref, file, fingerprint } = of;
      return { of, rule, resource: ref.kind === "" ? "" : resourceLabel(ref), file, fingerprint };
    }),
    ...problems.flatMap((of): readonly Item[] => {
      const { kind, message, file } = of;
      if (kind !== "syntax" && kind !== "limit") return [];
      return [{ of, rule: kind, resource: "", file, fingerprint: hash(JSON.stringify([kind, message])) }];
    }),
  ];
}

export function baselineOf(report: Pick<Report, "findings" | "problems">): Baseline {
  const entries = new Map<string, BaselineEntry>();
  for (const { of: _, ...item } of itemsOf(report)) {
    const key = keyOf(item);
    entries.set(key, { ...item, count: (entries.get(key)?.count ?? 0) + 1 });
  }
  return { entries: [...entries.values()].sort(inOrder) };
}

const keyOf = ({ fingerprint, file }: Pick<Item, "fingerprint" | "file">): string => `${fingerprint}\n${file}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Not by file: a file that moves takes no entry with it. */
const inOrder = (a: BaselineEntry, b: BaselineEntry): number =>
  compare(a.rule, b.rule) || compare(a.resource, b.resource) || compare(a.fingerprint, b.fingerprint) || compare(a.file, b.file);

export function baselineText({ entries }: Baseline): string {
  const lines = entries.map(({ rule, resource, file, fingerprint, count }) => {
    const entry = { rule, ...(resource === "" ? {} : { resource }), file, fingerprint, ...(count > 1 ? { count } : {}) };
    return `    ${asJson(entry).replace(/\n\s*/g, " ").trim()}`;
  });
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  return `{\n  "version": ${VERSION},\n  "findings": ${list}\n}\n`;
}

/** What is wrong with the text of a baseline, and where. */
export interface BaselineProblem {
  readonly problem: string;
  readonly line: number;
  readonly column: number;
}

export function readBaseline(text: string): Baseline | BaselineProblem {
  const lines = lineIndex(text);
  const wrong = (problem: string, at: number): BaselineProblem => ({ problem, ...lines.positionAt(at) });
  const { root, problems } = parseJsonDocument(text);
  const [broken] = problems;
  if (broken) return wrong(`This is no JSON: ${broken.message}`, broken.span.start);
  if (root?.kind !== "map") return wrong('A baseline is an object with "version" and "findings".', 0);
  const version = findEntry(root, "version")?.value;
  if (!version || toJson(version, resolveJson) !== VERSION)
    return wrong(`A baseline has "version": ${VERSION}; this one was not made by this version of Drydock.`, version?.start ?? root.start);
  const list = findEntry(root, "findings")?.value;
  if (list?.kind !== "list") return wrong('"findings" has to be a list.', list?.start ?? root.start);
  const entries: BaselineEntry[] = [];
  for (const item of list.items) {
    const entry = entryOf(item);
    if (typeof entry === "string") return wrong(entry, item.start);
    entries.push(entry);
  }
  return { entries };
}

const FINGERPRINT = /^[0-9a-f]{32}$/;

function entryOf(node: Node): BaselineEntry | string {
  const item = deref(node);
  if (item.kind !== "map") return 'A known finding is an object with "rule", "file" and "fingerprint".';
  const value = toJson(item, resolveJson) as Readonly<Record<string, unknown>>;
  const { rule, resource = "", file, fingerprint, count = 1 } = value;
  if (typeof fingerprint !== "string" || !FINGERPRINT.test(fingerprint)) return '"fingerprint" has to be 32 hexadecimal digits.';
  if (typeof rule !== "string" || typeof file !== "string" || typeof resource !== "string")
    return '"rule", "resource" and "file" have to be texts.';
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1) return '"count" has to be a number from 1.';
  return { rule, resource, file, fingerprint, count };
}

export interface Compared {
  /** Also for the same finding of another report over the same texts. */
  isKnown(one: Known): boolean;
  /** How many are known, and how many are not. */
  readonly known: number;
  readonly fresh: number;
  /** What is known and was not found, with the number that is too many. */
  readonly stale: readonly BaselineEntry[];
}

/**
 * Equal findings are counted. Where there are more of them than are known, those in files that the baseline names are the known ones,
 * and then the first: they moved. `isUnread`: a file that is there and was not looked at, so that nothing can have moved out of it.
 */
export function compareWith(
  { entries }: Baseline,
  report: Pick<Report, "findings" | "problems">,
  isUnread: (file: string) => boolean = () => false,
): Compared {
  const items = itemsOf(report);
  /** How many are still to be found: by fingerprint, then by file. */
  const left = new Map<string, Map<string, number>>();
  for (const { fingerprint, file, count } of entries) {
    const files = left.get(fingerprint) ?? new Map<string, number>();
    left.set(fingerprint, files.set(file, (files.get(file) ?? 0) + count));
  }
  const known = new Set<string>();
  const take = (item: Item, files: Map<string, number>, file: string) => {
    const count = files.get(file) ?? 0;
    if (count === 0) return;
    known.add(placeOf(item.of));
    if (count > 1) files.set(file, count - 1);
    else files.delete(file);
  };
  for (const item of items) take(item, left.get(item.fingerprint) ?? new Map(), item.file);
  for (const item of items) {
    const files = left.get(item.fingerprint);
    if (!files || known.has(placeOf(item.of))) continue;
    for (const file of files.keys()) {
      if (isUnread(file)) continue;
      take(item, files, file);
      break;
    }
  }
  return {
    isKnown: (one) => known.has(placeOf(one)),
    known: known.size,
    fresh: items.length - known.size,
    stale: entries.flatMap((entry) => {
      const count = left.get(entry.fingerprint)?.get(entry.file) ?? 0;
      // Two entries of one file are one.
      left.get(entry.fingerprint)?.delete(entry.file);
      return count > 0 ? [{ ...entry, count }] : [];
    }),
  };
}

/** What tells one finding of a run from all others. */
function placeOf(one: Known): string {
  const { file, span } = one;
  return JSON.stringify("rule" in one ? [file, span, one.rule, one.variant, one.fingerprint] : [file, span, one.kind, one.message]);
}
