// docs/configuration.md: its examples load without a word, every key is described, and the order that it gives is the one that holds
// (test/rule/config.test.ts goes through it step by step).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { globProblem } from "../../engine/text/glob.ts";
import { readConfigText } from "../../host/config-file.ts";
import { rules } from "../../rules/index.ts";
import schema from "../../schemas/drydock.schema.json" with { type: "json" };

const page = readFileSync("docs/configuration.md", "utf8");
const ids = rules.map(({ id }) => id);
const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)]
  .map(([, text = ""]) => text)
  .filter((text) => !/^resources:/m.test(text));

test("every example of the page is a configuration without a mistake", () => {
  assert.ok(examples.length >= 10);
  for (const example of examples) assert.deepEqual(readConfigText("drydock.yaml", example, ids).problems, [], example);
});

test("every key of the schema is on the page, and in an example unless nothing asks for it", () => {
  const shown = new Set(examples.flatMap((example) => Object.keys(readConfigText("drydock.yaml", example, ids).file.value)));
  for (const key of Object.keys(schema.properties)) {
    assert.match(page, new RegExp(`^### .*\\b${key}\\b`, "m"), key);
    if (key !== "kubernetes" && key !== "root") assert.ok(shown.has(key), key);
  }
  for (const list of ["ignore", "overrides", "units", "roles"] as const)
    for (const key of Object.keys(schema.properties[list].items.properties)) assert.ok(page.includes(key), `${list}.${key}`);
});

test("the presets and the forms of globs on the page are those that there are", () => {
  for (const preset of schema.definitions.preset.enum) assert.match(page, new RegExp(`^\\| \`${preset}\``, "m"));
  for (const glob of ["!a", "(a|b)", "{1..3}"]) assert.notEqual(globProblem(glob), undefined);
});
