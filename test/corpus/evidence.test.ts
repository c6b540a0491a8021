// Every preset and every error of a rule is earned, and what a user would see on real files is judged (npm run evidence).
import assert from "node:assert/strict";
import { test } from "node:test";
import { rules } from "../../rules/index.ts";
import { checkEvidence } from "../../tools/evidence/check.ts";
import { corpusFolder, runOnCorpus } from "../../tools/evidence/corpus.ts";
import { readEvidence } from "../../tools/evidence/level.ts";

test("every preset is earned and every finding on the corpus that it shows is labelled", (t) => {
  const folder = corpusFolder(process.cwd());
  if (folder === undefined) return t.skip("needs the shared folder");
  const { findings } = runOnCorpus(folder, rules);
  assert.ok(findings.length > 0, "no rule found anything on the corpus");
  assert.deepEqual(checkEvidence(rules, findings, readEvidence(process.cwd())).complaints, []);
});
