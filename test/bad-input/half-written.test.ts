// Unknown is never a finding, however a text is broken: in each of these manifests the limit is written, and then something happens to
// one line of it. Who says that it is missing is wrong, but where the text is still YAML and says so.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDocument } from "yaml";
import { rules } from "../../rules/index.ts";
import { projectOf } from "../harness/project.ts";
import { hostileTexts } from "./hostile-manifests.ts";

const about = rules.filter(({ id }) => id === "gpu/limit-missing" || id === "schema/duplicate-key");
const GPU = "nvidia.com/gpu";

const documentOf = (text: string) => parseDocument(text, { version: "1.1", merge: true, uniqueKeys: false, logLevel: "silent" });

const isRefused = (text: string): boolean => documentOf(text).errors.length > 0;

/** Whether another reader of YAML, which repairs nothing, finds a container that has a request and certainly no limit. */
function lacksLimit(text: string): boolean {
  const document = documentOf(text);
  if (document.errors.length > 0 || document.contents === null) return false;
  const { containers } = plain(plain(readable(document))?.spec) ?? {};
  if (!Array.isArray(containers)) return false;
  return containers.some((one) => {
    const resources = plain(plain(one)?.resources);
    const limits = resources?.limits;
    if (plain(resources?.requests)?.[GPU] == null || !hasPlainKeys(one) || !hasPlainKeys(resources)) return false;
    return limits == null || (plain(limits) !== undefined && !Object.hasOwn(limits, GPU) && hasPlainKeys(limits));
  });
}

/** Undefined where it refuses the document after all: an alias of nothing, something else than a map that is merged. */
function readable(document: ReturnType<typeof documentOf>): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

const plain = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

/** No placeholder, half a marker or half a merge stands for a key. */
const hasPlainKeys = (value: unknown): boolean => Object.keys(plain(value) ?? {}).every((key) => /^[\w./-]+$/.test(key));

const texts = [...hostileTexts()];
let said: ReturnType<typeof report> | undefined;
const report = () => projectOf(Object.fromEntries(texts.map((text, i) => [`${i}.yaml`, text])), { rules: about }).report();
const textsWith = (rule: string): readonly string[] => {
  said ??= report();
  const files = new Set(said.findings.flatMap((one) => (one.rule === rule ? [one.file] : [])));
  return [...files].map((file) => texts[Number.parseInt(file, 10)] as string);
};

test("a limit that is written is not missed, whatever happens to one line", () => {
  const spoken = textsWith("gpu/limit-missing");
  const right = spoken.filter(lacksLimit);
  assert.deepEqual(
    spoken.filter((text) => !right.includes(text)),
    [],
  );
  assert.ok(texts.length > 5000 && right.length > 10, `${texts.length} texts, ${right.length} of them without a limit`);
});

test("a key is not given twice because a repair put two lines together", () => {
  const spoken = textsWith("schema/duplicate-key");
  assert.deepEqual(spoken.filter(isRefused), []);
  assert.ok(spoken.length > 0);
});

test("none of it fails inside", () => {
  said ??= report();
  assert.deepEqual(
    said.problems.filter(({ kind }) => kind === "internal"),
    [],
  );
});
