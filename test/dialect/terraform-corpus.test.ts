// Real Terraform: every module of the corpus evaluates, and random changes at random places read back as the same change made on data.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { FileAccess } from "../../engine/dialect/dialect.ts";
import { readFile } from "../../engine/dialect/read-file.ts";
import { buildTerraform } from "../../engine/dialect/terraform/build.ts";
import { terraformDialect } from "../../engine/dialect/terraform/dialect.ts";
import type { Path } from "../../engine/model/address.ts";
import type { Json, Operation, SourceEdit } from "../../engine/model/operation.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { parseHcl } from "../../engine/syntax/hcl/parse.ts";
import type { Node } from "../../engine/syntax/node.ts";
import { applyEdits } from "../../engine/text/edits.ts";
import { editInParent, toOutermost } from "../../engine/text/source.ts";

const corpus = join(process.env.DRYDOCK_SHARED ?? join(process.cwd(), "../shared"), "corpus/dev");
/** More than the usual number for a longer search. */
const CHANGES = Number(process.env.DRYDOCK_CHANGES ?? 1000);

const textOf = (path: string) => readFileSync(join(corpus, path), "utf8").replace(/^\uFEFF/, "");
const terraformFiles = () =>
  readdirSync(corpus, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".tf") && statSync(join(corpus, path)).isFile())
    .sort();

test("every module of the corpus evaluates, and every node lies in its text", (t) => {
  if (!existsSync(corpus)) return t.skip("needs the shared folder");
  const files: FileAccess = {
    documents: (path) => (existsSync(join(corpus, path)) ? readFile(path, textOf(path), false).documents : undefined),
    list: (folder) => (existsSync(join(corpus, folder)) ? readdirSync(join(corpus, folder)).sort() : []),
  };
  const folders = new Set(terraformFiles().map((path) => path.slice(0, path.lastIndexOf("/"))));
  let resources = 0;
  for (const folder of folders) {
    const unit = buildTerraform(folder, files, { roots: [] });
    resources += unit.resources.length;
    const ids = new Set(unit.resources.map((one) => one.id));
    assert.equal(ids.size, unit.resources.length, folder);
    for (const { root } of unit.resources) checkSpans(root, folder);
  }
  assert.ok(resources > 2000, `${resources} resources`);
});

function checkSpans(node: Node, folder: string): void {
  const document = node.document;
  assert.ok(document, `${folder}: every node names its document`);
  const { start, end, source } = toOutermost(document.source, { start: document.start + node.start, end: document.start + node.end });
  assert.ok(start >= 0 && start <= end && end <= source.text.length, `${source.path}: ${start}–${end}`);
  if (node.kind === "list") for (const item of node.items) checkSpans(item, folder);
  if (node.kind === "map") for (const entry of node.entries) checkSpans(entry.value, folder);
}

test("random changes of real files: right, or refused", (t) => {
  if (!existsSync(corpus)) return t.skip("needs the shared folder");
  const random = generator(7);
  const paths = terraformFiles().filter((path) => /^(?:resource|module|data) /m.test(textOf(path)));
  const counts = { right: 0, refused: 0 };
  while (counts.right + counts.refused < CHANGES) {
    const path = pick(random, paths) as string;
    const outcome = tryChange(textOf(path), path, random);
    if (outcome) counts[outcome]++;
  }
  assert.ok(counts.right > counts.refused / 2, JSON.stringify(counts));
  t.diagnostic(JSON.stringify(counts));
});

/** One random operation on one file, read alone. */
function tryChange(text: string, path: string, random: () => number): "right" | "refused" | undefined {
  // The content of a dynamic block and the body of a resource with for_each stand for several at once.
  const isOne = (one: Resource) => one.class === "terraform" && !/dynamic "|for_each/.test(text.slice(one.root.start, one.root.end));
  const resource = pick(random, unitOf(text).filter(isOne));
  const places = resource ? placesOf(resource.root) : [];
  const place = pick(random, places);
  if (!resource || !place) return undefined;
  const operation = randomOperation(resource, place, random);
  const about = `${path} ${JSON.stringify(operation)}`;
  const { writer } = resource.dialect;
  if (writer.refuses(resource, operation) !== undefined) return "refused";
  const result = writer.lower(resource, [operation]);
  assert.ok(!("refused" in result), about);
  const after = applyEdits(text, result.map(outermost));
  assert.deepEqual(parseHcl(after).problems, [], about);
  const again = unitOf(after).find((one) => one.id === resource.id);
  assert.ok(again, about);
  assert.deepEqual(asTexts(dataOf(again.root)), asTexts(expected(dataOf(resource.root), operation)), about);
  if (operation.op !== "unset") {
    const kept = new Set(commentsOf(after));
    for (const comment of commentsOf(text)) assert.ok(kept.has(comment), `${about}: ${comment}`);
  }
  const repeated = writer.lower(again, [operation]);
  // What is taken away may still be there where a map is open: then there is nothing to be done a second time.
  const isSettled = "refused" in repeated ? operation.op === "unset" : applyEdits(after, repeated.map(outermost)) === after;
  assert.ok(isSettled, `${about}: twice`);
  return "right";
}

const outermost = ({ source, edit }: SourceEdit) => {
  const outer = source.derived ? editInParent(source, edit) : edit;
  assert.ok(outer, `the edit maps to the file: ${JSON.stringify([source.id, edit, source.derived?.segments.slice(0, 40)])}`);
  return outer;
};

const commentsOf = (text: string) => parseHcl(text).comments.map(({ start, end }) => text.slice(start, end));

const unitOf = (text: string): readonly Resource[] => {
  const files: FileAccess = {
    documents: (path) => (path === "main.tf" ? readFile(path, text, false).documents : undefined),
    list: () => ["main.tf"],
  };
  return buildTerraform("", files, { roots: [""] }).resources;
};

interface Found {
  readonly path: Path;
  readonly node: Node;
}

function placesOf(node: Node, path: Path = []): Found[] {
  // Names of arguments, which are no values.
  if (path.at(-1) === "ignore_changes") return [];
  // A policy document without an effect allows: taking it away leaves the default.
  if (path.at(-1) === "Effect") return [];
  const here = path.length > 0 ? [{ path, node }] : [];
  if (node.kind === "list") return [...here, ...node.items.flatMap((item, index) => placesOf(item, [...path, index]))];
  if (node.kind !== "map") return here;
  return [...here, ...node.entries.flatMap(({ key, value }) => (key.kind === "scalar" ? placesOf(value, [...path, key.text]) : []))];
}

function randomOperation(resource: Resource, { path, node }: Found, random: () => number): Operation {
  const at = { resource: resource.id, path, part: "value" as const };
  const value = pick(random, [true, 8, "a b", 'q"${x}', -1]) as Json;
  if (node.kind === "map" && random() < 0.7) {
    const nested = random() < 0.3;
    return { op: "set", at: { ...at, path: [...path, "zz_new"] }, value: nested ? { inner: value, other: 1 } : value };
  }
  if (node.kind === "list" && random() < 0.7) return { op: "addItem", at, item: value };
  return random() < 0.3 && typeof path.at(-1) === "string" ? { op: "unset", at } : { op: "set", at, value };
}

/** Known values as data; anything else as a word for what it is. */
function dataOf(node: Node): unknown {
  if (node.kind === "scalar") return terraformDialect.scalar(node);
  if (node.kind === "list") return [...node.items.map(dataOf), ...(node.open ? ["…"] : [])];
  if (node.kind === "map") {
    const entries = node.entries.map(({ key, value }) => [key.kind === "scalar" ? key.text : "?", dataOf(value)] as const);
    return { ...Object.fromEntries(entries), ...(node.open ? { "…": true } : {}) };
  }
  return node.kind === "open"
    ? `<${node.open} ${node.hole?.text ?? ""} ${(node.options ?? []).map((option) => JSON.stringify(dataOf(option)))}>`
    : "alias";
}

/** `8` and "8" are the same: which of them is written is for the writer to choose. */
function asTexts(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(asTexts);
  if (typeof data !== "object" || data === null) return String(data);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, asTexts(value)]));
}

function expected(data: unknown, operation: Operation): unknown {
  const change = (node: unknown, path: Path): unknown => {
    const [step, ...rest] = path;
    if (step === undefined) {
      // `8` and "8" are the same, so that what is written stays.
      const same = (one: unknown, two: unknown) => typeof one !== "object" && String(one) === String(two);
      if (operation.op === "set") return same(node, operation.value) ? node : operation.value;
      if (operation.op !== "addItem") return node;
      return (node as unknown[]).some((one) => same(one, operation.item)) ? node : [...(node as unknown[]), operation.item];
    }
    if (Array.isArray(node)) return node.map((item, index) => (index === step ? change(item, rest) : item));
    const map = { ...(node as Record<string, unknown>) };
    if (rest.length === 0 && operation.op === "unset") delete map[String(step)];
    else map[String(step)] = change(map[String(step)], rest);
    return map;
  };
  return change(data, operation.at.path);
}

/** Mulberry32: the same numbers on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const pick = <T>(random: () => number, from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
