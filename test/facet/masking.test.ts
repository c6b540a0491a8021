// Whatever the rule about credentials reports is masked, in every notation that a reader of YAML knows, and nothing of it is printed.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sensitiveSpans } from "../../engine/facet/sensitive.ts";
import type { Source } from "../../engine/text/source.ts";
import { rule } from "../../rules/iam/secret-in-plain-text.ts";
import { rules } from "../../rules/index.ts";
import { drydock } from "../cli/command.ts";
import { projectOf } from "../harness/project.ts";
import { inFolder } from "../host/folder.ts";

const PASSWORD = "Hunter3Pass";
/** Each stands under `env:`, at the column of its items. */
const NOTATIONS: Readonly<Record<string, string>> = {
  "a folded block": "- name: DB_PASSWORD\n  value: >-\n    Hunter3Pass",
  "a literal block": "- name: DB_PASSWORD\n  value: |-\n    Hunter3Pass",
  "a block with a comment": "- name: DB_PASSWORD\n  value: >2- # of the database\n    Hunter3Pass",
  "an anchor": "- name: DB_PASSWORD\n  value: &x Hunter3Pass",
  "a tag": "- name: DB_PASSWORD\n  value: !!str Hunter3Pass",
  "a tag and an anchor": '- name: DB_PASSWORD\n  value: !!str &x "Hunter3Pass"',
  "an anchor at the name": "- name: &n DB_PASSWORD\n  value: Hunter3Pass",
  "the next line": "- name: DB_PASSWORD\n  value:\n    Hunter3Pass",
  "the next line, in quotes": '- name: DB_PASSWORD\n  value:\n    "Hunter3Pass"',
  "a comment before it": "- name: DB_PASSWORD\n  value: # of the database\n    Hunter3Pass",
  "a comment line between": "- name: DB_PASSWORD\n  # of the database\n  # and no other\n  value: Hunter3Pass",
  "a blank line between": "- name: DB_PASSWORD\n\n\n  value: Hunter3Pass",
  "the other order": "- value: >-\n    Hunter3Pass\n\n  # its name\n  name: DB_PASSWORD",
  "a name in a block": "- name: >-\n    DB_PASSWORD\n  value: Hunter3Pass",
  "keys between": "- name: DB_PASSWORD\n  other: 1\n  value: Hunter3Pass",
  "an explicit key": "- ? name\n  : DB_PASSWORD\n  ? value\n  : Hunter3Pass",
  "flow style over lines": "- { name: DB_PASSWORD,\n\n    # its value\n    value:\n      Hunter3Pass }",
  "an alias": "- name: SOME_WORD\n  value: &x Hunter3Pass\n- name: DB_PASSWORD\n  value: *x",
  "a merge key": "- &one\n  name: OTHER\n  value: Hunter3Pass\n- <<: *one\n  name: DB_PASSWORD",
  "an escape": '- name: DB_PASSWORD\n  value: "Hunter3\\x50ass"',
};
const pod = (env: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: a\n      image: registry.example/a:1\n      env:\n${env.replace(/^(?=.)/gm, "        ")}\n`;

describe("masking of what the rule about credentials reports", () => {
  for (const [notation, env] of Object.entries(NOTATIONS)) {
    test(`${notation}: the place is sensitive`, () => {
      const text = pod(env);
      const project = projectOf({ "pod.yaml": text }, { rules: [rule] });
      const { findings } = project.report();
      assert.ok(findings.length > 0, text);
      for (const { span } of findings) assert.ok(isMasked(project.sensitive("pod.yaml"), span), text.slice(span.start, span.end));
      const at = text.search(/Hunter3/);
      assert.ok(isMasked(project.sensitive("pod.yaml"), { start: at, end: at + PASSWORD.length }));
    });

    test(`${notation}: the fingerprint does not know the password`, () => {
      const printsOf = (text: string) => {
        const { findings } = projectOf({ "pod.yaml": text }, { rules }).report();
        return findings.map((one) => one.fingerprint);
      };
      assert.deepEqual(printsOf(pod(env)), printsOf(pod(env).replace("Hunter3", "Banana8")));
    });
  }

  for (const words of [[], ["--format", "json"], ["--format", "sarif"], ["--diff"], ["--diff-all"]]) {
    test(`nothing of it is printed by lint ${words.join(" ")}`, () =>
      inFolder(Object.fromEntries(Object.values(NOTATIONS).map((env, i) => [`${i}.yaml`, pod(env)])), async (cwd) => {
        for (const columns of [undefined, 100]) {
          const { out, err } = await drydock(["lint", ...words], { cwd, ...(columns ? { columns } : {}) });
          assert.match(out + err, /secret-in-plain-text|repaired in|Nothing to repair/);
          assert.doesNotMatch(out + err, /Hunter3/);
        }
      }));
  }
});

test("a patch of a variable that is named in another file is masked as well", () => {
  const project = projectOf(
    {
      "kustomization.yaml": "resources: [pod.yaml]\npatches:\n  - path: patch.yaml\n    target: { kind: Pod }\n",
      "pod.yaml": pod("- name: DB_PASSWORD\n  value: ''"),
      "patch.yaml": "- op: replace\n  path: /spec/containers/0/env/0/value\n  value: Hunter3Pass\n",
    },
    { rules: [rule] },
  );
  const { findings } = project.report();
  assert.deepEqual(
    findings.map(({ file }) => file),
    ["patch.yaml"],
  );
  for (const { file, span } of findings) assert.ok(isMasked(project.sensitive(file), span));
});

describe("masking in trees", () => {
  const masked = (text: string, language: Source["language"] = "yaml"): string =>
    sensitiveSpans({ id: "a", path: "a", language, text })
      .map(({ start, end }) => text.slice(start, end))
      .join("\n");

  test("covers keys of maps, words of commands and texts with escapes", () => {
    const texts = [
      "db:\n  password:\n    # its password\n    Hunter3Pass",
      "db:\n  password: |\n    Hunter3Pass\n",
      "redisPassword:\n  # of Redis\n  value: >-\n    Hunter3Pass",
      "args:\n  - --api-key\n  # its key\n  - >-\n    Hunter3Pass",
      "args:\n  - |\n    serve --api-key \\\n      Hunter3Pass\n",
      'args: ["serve --a \\"b\\"\\n--api-key \\\n  Hunter3Pass"]',
      "- op: add\n  path: /data/DB_PASSWORD\n  value: >-\n    Hunter3Pass",
    ];
    for (const text of texts) assert.match(masked(text), /Hunter3Pass/, text);
  });

  test("covers manifests in Terraform", () => {
    const text = `resource "kubectl_manifest" "a" {\n  yaml_body = <<-E\n${pod(NOTATIONS["a folded block"] as string)}  E\n}\n`;
    assert.match(masked(text, "hcl"), /Hunter3Pass/);
  });

  test("leaves what has no such name", () => {
    const texts = [
      "containers:\n  - name: api-token\n    imagePullPolicy: IfNotPresent\n    workingDir: reinforcement",
      "- name: DB_PASSWORD\n  valueFrom: { secretKeyRef: { name: reinforcement, key: reinforcement } }",
      "command: [serve, --api-key, --reinforcement]",
    ];
    for (const text of texts) assert.equal(masked(text), "", text);
  });

  test("takes time in proportion to the text", () => {
    const long = `- &a "${"password=Hunter3Pass ".repeat(5000)}"\n${"- password: *a\n".repeat(10_000)}`;
    const pieces = [
      long,

      "<<A\n",
      "- name: DB_PASSWORD\n  value: >-\n    Hunter3Pass\n",
      "- &a { name: x_password, value: *a }\n",
      "- --api-key\n",
    ];
    for (const language of ["yaml", "hcl"] as const) {
      for (const piece of pieces) {
        const before = process.cpuUsage().user;
        masked(`# password\n${piece.repeat(Math.max(1, 300_000 / piece.length))}`, language);
        assert.ok(process.cpuUsage().user - before < 3_000_000, `${language}: ${piece.slice(0, 40)}`);
      }
    }
  });
});

const isMasked = (spans: readonly { start: number; end: number }[], { start, end }: { start: number; end: number }): boolean =>
  spans.some((one) => one.start <= start && end <= one.end);
