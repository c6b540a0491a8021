// A record of what the API server refused is about an example that still stands in the rule's page or in test/cases, as it was sent.
// The server itself is asked by npm run test:api.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rules } from "../../rules/index.ts";
import { candidatesOf, inputsOf } from "../cluster/api/candidates.ts";
import { readRecords } from "../cluster/api/records.ts";

const records = readRecords(process.cwd());

for (const id of new Set(records.map(({ rule }) => rule))) {
  test(`${id}: what the API server refused is what the cases show`, () => {
    const rule = rules.find((one) => one.id === id);
    assert.ok(rule, `test/labels/oracles.json names ${id}, which does not exist`);
    const candidates = candidatesOf(process.cwd(), rule, rules);
    const stale = records.filter(
      (record) =>
        record.rule === id &&
        !candidates.some((one) => {
          const { at, hashes } = inputsOf(one);
          return one.finding.variant === record.variant && one.case === record.case && at === record.at && hashes.includes(record.hash);
        }),
    );
    assert.deepEqual(
      stale.map((one) => `${one.case}, ${one.at}`),
      [],
      `these examples have changed since: npm run test:api -- ${id} --record`,
    );
  });
}
