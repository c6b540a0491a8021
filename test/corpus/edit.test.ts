// The edit contract on real files: random operations at random places, seeded. Each is refused or right: the data read back are those
// that the same change makes of the data before, no comment outside of what was removed is lost, and no line changes that does not have to.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lineEnd, skipGap } from "../../engine/edit/lines.ts";
import type { Path } from "../../engine/model/address.ts";
import type { Json, Operation } from "../../engine/model/operation.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { parseJsonDocument } from "../../engine/syntax/json.ts";
import { type Document, isMergeKey, type Node } from "../../engine/syntax/node.ts";
import { toJson } from "../../engine/syntax/to-json.ts";
import { commentsOf } from "../../engine/syntax/yaml/comments.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { splitYaml } from "../../engine/syntax/yaml/split.ts";
import { applyEdits } from "../../engine/text/edits.ts";
import type { Language, Span, TextEdit } from "../../engine/text/source.ts";
import { documentsOf, resourceOf, testDialect } from "../harness/resource.ts";

const corpus = join(process.env.DRYDOCK_SHARED ?? join(process.cwd(), "../shared"), "corpus/dev");
const SEED = Number(process.env.DRYDOCK_SEED ?? 20261124);
const PER_DOCUMENT = 24;

test("random operations on the corpus are right or refused", (t) => {
  if (!existsSync(corpus)) return t.skip("needs the shared folder");
  const random = randomFrom(SEED);
  const right = new Map<string, number>();
  const refused = new Map<string, number>();
  const wrong: string[] = [];
  for (const [file, text] of corpusFiles()) {
    const language: Language = file.endsWith(".json") ? "json" : "yaml";
    const documents = documentsOf({ id: file, path: file, language, text });
    for (const [index, document] of documents.entries()) {
      const { tree } = document;
      if (tree.state !== "parsed" || tree.problems.length > 0 || !tree.root || document.end - document.start > 200_000) continue;
      const places = placesOf(text.slice(document.start, document.end), tree.root);
      const data = dataOf(document);
      for (let i = 0; i < PER_DOCUMENT; i++) {
        const trial = trialAt(random, places, data);
        if (!trial) continue;
        const result = attempt(resourceOf(document, tree.root), trial, documents, index);
        const counts = typeof result === "object" ? refused : right;
        const name = typeof result === "object" ? result.refused : trial.name;
        if (typeof result === "string") wrong.push(`${file} document ${index}: ${result}\n${JSON.stringify(trial.operations)}`);
        else counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
  }
  const sum = (counts: Map<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
  t.diagnostic(`${sum(right)} right ${JSON.stringify(Object.fromEntries(right))}`);
  t.diagnostic(`${sum(refused)} refused ${JSON.stringify(Object.fromEntries([...refused].sort((a, b) => b[1] - a[1])))}`);
  assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} wrong`);
  assert.ok(sum(right) >= 20_000, `${sum(right)} operations were made`);
});

function* corpusFiles(): Generator<readonly [string, string]> {
  const files = readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((file) => /\.(ya?ml|json)$/.test(file));
  for (const file of files.sort()) {
    if (!statSync(join(corpus, file)).isFile()) continue;
    yield [file, readFileSync(join(corpus, file), "utf8").replace(/^\uFEFF/, "")];
  }
}

interface At {
  readonly path: Path;
  readonly node: Node;
  /** From the key or item to the end of the value, relative to the document. */
  readonly start: number;
  readonly end: number;
  readonly inFlow: boolean;
}

function placesOf(text: string, root: Node): At[] {
  const places: At[] = [
    { path: [], node: root, start: root.start, end: root.end, inFlow: text[root.start] === "{" || text[root.start] === "[" },
  ];
  for (let i = 0; i < places.length; i++) {
    const { path, node, inFlow: around } = places[i] as At;
    const inFlow = around || ((node.kind === "map" || node.kind === "list") && node.flow);
    if (node.kind === "list") {
      let end = node.start;
      for (const [index, item] of node.items.entries()) {
        const start = skipGap(text, node.flow ? end + 1 : end);
        places.push({ path: [...path, index], node: item, start, end: item.end, inFlow });
        end = Math.max(item.end, start + 1);
      }
    }
    if (node.kind === "map") {
      for (const { key, value } of node.entries) {
        if (key.kind !== "scalar" || isMergeKey(key)) continue;
        places.push({ path: [...path, key.text], node: value, start: key.start, end: Math.max(key.end, value.end), inFlow });
      }
    }
  }
  return places;
}

const dataOf = ({ tree }: Document): Json => toJson(tree.root, testDialect({}).scalar) as Json;

interface Trial {
  readonly name: string;
  readonly operations: readonly Operation[];
  readonly expected: Json;
  /** Stretches whose comments may go, and whose lines may change. */
  readonly gone: readonly At[];
  /** Operations by index mean something else on the new text. */
  readonly once: boolean;
}

const STRINGS = [
  "x",
  "yes",
  "8",
  "",
  "a: b",
  "#x",
  "- x",
  "it's",
  'say "x"',
  "one\ntwo\n",
  "one\n\n  two",
  "{{x}}",
  "ü, [x]",
  "10Gi",
  "1:30",
  "  x",
  "x:",
  "0x1F",
  "*x",
];
const KEYS = ["added", "nvidia.com/gpu", "true", "8", "a b", "x:y", "#k"];

function valueFrom(random: () => number, depth = 0): Json {
  const kind = random();
  if (kind < 0.5) return STRINGS[Math.floor(random() * STRINGS.length)] as string;
  if (kind < 0.65) return Math.floor(random() * 100);
  if (kind < 0.75) return random() < 0.5;
  if (kind < 0.8 || depth > 2) return null;
  const items = Array.from({ length: Math.floor(random() * 3) }, () => valueFrom(random, depth + 1));
  return kind < 0.9 ? items : Object.fromEntries(items.map((item, i) => [`k${i}`, item]));
}

const isMap = (value: unknown): value is Record<string, Json> => typeof value === "object" && value !== null && !Array.isArray(value);

function trialAt(random: () => number, places: readonly At[], data: Json): Trial | undefined {
  const pick = () => places[Math.floor(random() * places.length)] as At;
  const at = pick();
  const value = valueFrom(random);
  const kind = random();
  const address = (path: Path) => ({ resource: "test", path, part: "value" }) as const;
  const present = read(data, at.path);
  if (present === undefined) return undefined;
  if (random() < 0.25) return severalAt(random, places, data);
  if (kind < 0.25) {
    if (at.path.length === 0 || isMap(value)) return undefined;
    const operations = [{ op: "set", at: address(at.path), value }] as const;
    return { name: "set", operations, expected: changed(data, at.path, () => value), gone: [at], once: false };
  }
  if (kind < 0.5) {
    const keys = random() < 0.5 ? [KEYS[Math.floor(random() * KEYS.length)] as string] : ["added1", "added2"];
    if (!isMap(present) || keys.some((key) => key in present)) return undefined;
    const operations = keys.map((key) => ({ op: "set", at: address([...at.path, key]), value }) as const);
    return {
      name: "insert",
      operations,
      expected: keys.reduce((all, key) => changed(all, [...at.path, key], () => value), data),
      gone: [],
      once: false,
    };
  }
  if (kind < 0.65) {
    if (!Array.isArray(present)) return undefined;
    const operations = [{ op: "addItem", at: address(at.path), item: value }] as const;
    const isThere = present.some((item) => isSame(item, value));
    return {
      name: "append",
      operations,
      expected: changed(data, at.path, (list) => (isThere ? list : [...(list as Json[]), value]) as Json),
      gone: [],
      once: false,
    };
  }
  if (kind < 0.85) {
    const more = random() < 0.3 ? [pick()] : [];
    const all = [at, ...more].filter(({ path }) => path.length > 0);
    const isApart = all.length === 1 || (!startsWith(at.path, all[1]?.path ?? []) && !startsWith(all[1]?.path ?? [], at.path));
    if (all.length === 0 || !isApart || all.some(({ path }) => read(data, path) === undefined)) return undefined;
    const operations = all.map(({ path }) => ({ op: "unset", at: address(path) }) as const);
    return {
      name: "delete",
      operations,
      expected: without(
        data,
        all.map(({ path }) => path),
      ),
      gone: all,
      once: all.some(({ path }) => typeof path.at(-1) === "number"),
    };
  }
  const target = pick();
  const there = read(data, target.path);
  if (!isMap(there) || "carried" in there || startsWith(target.path, at.path) || at.path.length === 0) return undefined;
  const to = [...target.path, "carried"];
  const copied = changed(data, to, () => present);
  const isCopy = kind < 0.93;
  const operations = [{ op: isCopy ? "copy" : "move", from: address(at.path), at: address(to) }] as const;
  const once = !isCopy && typeof at.path.at(-1) === "number";
  return {
    name: isCopy ? "copy" : "move",
    operations,
    expected: isCopy ? copied : without(copied, [at.path]),
    gone: isCopy ? [] : [at],
    once,
  };
}

/** Two to four changes at once, none above another. */
function severalAt(random: () => number, places: readonly At[], data: Json): Trial | undefined {
  const near = Math.floor(random() * places.length);
  const chosen: { readonly at: At; readonly path: Path; readonly operation: Operation }[] = [];
  let expected = data;
  const deleted: Path[] = [];
  for (let i = 0; i < 2 + random() * 3; i++) {
    const at = places[
      Math.min(places.length - 1, random() < 0.6 ? near + Math.floor(random() * 8) : Math.floor(random() * places.length))
    ] as At;
    const present = read(data, at.path);
    const kind = random();
    const key = kind < 0.3 ? `new${i}` : undefined;
    if (present === undefined || at.path.length === 0 || (key !== undefined && !isMap(present))) continue;
    const path = key === undefined ? at.path : [...at.path, key];
    if (chosen.some((one) => startsWith(one.path, path) || startsWith(path, one.path))) continue;
    const value = valueFrom(random);
    if (key === undefined && kind < 0.65 && isMap(value)) continue;
    const address = { resource: "test", path, part: "value" } as const;
    if (key === undefined && kind > 0.65) deleted.push(path);
    else expected = changed(expected, path, () => value);
    chosen.push({
      at,
      path,
      operation: key === undefined && kind > 0.65 ? { op: "unset", at: address } : { op: "set", at: address, value },
    });
  }
  if (chosen.length < 2) return undefined;
  return {
    name: "several",
    operations: chosen.map(({ operation }) => operation),
    expected: without(expected, deleted),
    gone: chosen.filter(({ path }) => read(data, path) !== undefined).map(({ at }) => at),
    once: deleted.some((path) => typeof path.at(-1) === "number"),
  };
}

function attempt(
  resource: Resource,
  trial: Trial,
  documents: readonly Document[],
  index: number,
): string | { readonly refused: string } | undefined {
  const { document } = resource;
  const { text, language } = document.source;
  const result = resource.dialect.writer.lower(resource, trial.operations);
  if ("refused" in result) return { refused: result.refused.replace(/\(.*\)|`.*`|key .* is/g, "…") };
  const edits = result.map(({ edit }) => edit);
  const after = applyEdits(text, edits);
  const spans = language === "json" ? [{ start: 0, end: after.length }] : splitYaml(after);
  if (spans.length !== documents.length) return "the number of documents changed";
  const span = spans[index] as Span;
  const own = after.slice(span.start, span.end);
  const now: Document = {
    source: { ...document.source, text: after },
    ...span,
    tree: language === "json" ? parseJsonDocument(own) : parseYamlDocument(own),
  };
  if (now.tree.state !== "parsed" || now.tree.problems.length > 0 || !now.tree.root)
    return `does not read: ${JSON.stringify(now.tree.problems)}\n${excerpt(after, edits)}`;
  if (!isSame(dataOf(now), trial.expected)) return `reads as something else\n${excerpt(after, edits)}`;
  const isMove = trial.name === "move";
  if (language === "yaml" && !keepsComments(document, now, isMove ? [] : trial.gone)) return `a comment is lost\n${excerpt(after, edits)}`;
  if (!isWithin(document, edits, trial)) return `other lines change\n${excerpt(after, edits)}`;
  if (trial.once) return undefined;
  const second = resource.dialect.writer.lower(resourceOf(now, now.tree.root), trial.operations);
  return "refused" in second || second.length > 0
    ? `the second time is different: ${JSON.stringify(second).slice(0, 300)}\n${excerpt(after, edits)}`
    : undefined;
}

function keepsComments(before: Document, after: Document, gone: readonly At[]): boolean {
  const text = before.source.text.slice(before.start, before.end);
  const kept = commentsOf(text, before.tree).filter(({ start }) => !gone.some((at) => start >= at.start && start < lineEnd(text, at.end)));
  const left = commentsOf(after.source.text.slice(after.start, after.end), after.tree).map((comment) => comment.text);
  for (const { text: comment } of kept) {
    const at = left.indexOf(comment);
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return true;
}

/**
 * What is deleted lies on the lines of what was named, with a line break or a comma; behind a dash also what leads to the next key.
 * Elsewhere only a null or empty brackets give way. What is inserted with line breaks is whole lines, outside of brackets.
 */
function isWithin(document: Document, edits: readonly TextEdit[], { gone }: Trial): boolean {
  const text = document.source.text.slice(document.start, document.end);
  const allowed = gone.map((at) => ({ from: before(text, at), to: behind(text, at, gone.length > 1) }));
  return edits.every(({ start, end }) => {
    const from = start - document.start;
    const to = end - document.start;
    const isCovered = allowed.some((one) => from >= one.from && to <= one.to) || isCoveredByAll(allowed, from, to);
    return isCovered || /^(?:\s|null|~|\{\s*\}|\[\s*\])*$/i.test(text.slice(from, to));
  });
}

function isCoveredByAll(allowed: readonly { from: number; to: number }[], from: number, to: number): boolean {
  let at = from;
  for (const one of allowed.toSorted((a, b) => a.from - b.from)) if (one.from <= at) at = Math.max(at, one.to);
  return at >= to;
}

/** The end of what is visible before `at`, on its line or on the line before. */
function before(text: string, { start: at, inFlow }: At): number {
  let start = at;
  while (start > 0 && /[\s,-]/.test(text[start - 1] as string)) start--;
  return inFlow ? start : Math.max(start, text.lastIndexOf("\n", at - 1) - 1);
}

/** The end of the line, with its break; where something goes from the middle of a line, up to what is visible next. */
function behind(text: string, at: At, several: boolean): number {
  const end = lineEnd(text, at.end);
  const isInLine = several || at.inFlow || /[^ ]/.test(text.slice(text.lastIndexOf("\n", at.start - 1) + 1, at.start));
  return isInLine ? end + (/^[\s,]*/.exec(text.slice(end))?.[0].length ?? 0) : end + 2;
}

function excerpt(text: string, edits: readonly TextEdit[]): string {
  const start = edits[0]?.start ?? 0;
  return `${JSON.stringify(edits)}\n${text.slice(Math.max(0, start - 200), start + 300)}`;
}

function read(data: Json, path: Path): Json | undefined {
  let at: Json | undefined = data;
  for (const step of path) {
    if (Array.isArray(at) && typeof step === "number") at = (at as Json[])[step];
    else if (isMap(at) && typeof step === "string" && Object.hasOwn(at, step)) at = at[step];
    else return undefined;
  }
  return at;
}

function changed(data: Json, [step, ...rest]: Path, change: (value: Json) => Json): Json {
  if (step === undefined) return change(data);
  if (Array.isArray(data)) return data.map((item, i) => (i === step ? changed(item, rest, change) : item));
  const map = data as Record<string, Json>;
  return { ...map, [step as string]: changed(map[step as string] ?? null, rest, change) };
}

/** The data without what lies at the paths, all of them read on the data as they are. */
function without(data: Json, paths: readonly Path[]): Json {
  const here = new Set(paths.filter((path) => path.length === 1).map(([step]) => step));
  const below = (step: string | number) => paths.filter((path) => path.length > 1 && path[0] === step).map((path) => path.slice(1));
  if (Array.isArray(data)) return data.flatMap((item, i) => (here.has(i) ? [] : [without(item, below(i))]));
  if (!isMap(data)) return data;
  return Object.fromEntries(Object.entries(data).flatMap(([key, value]) => (here.has(key) ? [] : [[key, without(value, below(key))]])));
}

const startsWith = (path: Path, prefix: Path): boolean => prefix.every((step, i) => path[i] === step);

function isSame(a: unknown, b: unknown): boolean {
  const text = (value: unknown) =>
    JSON.stringify(value, (_, inner) =>
      typeof inner === "bigint"
        ? `${inner}n`
        : isMap(inner)
          ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
          : inner,
    );
  return text(a) === text(b);
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
