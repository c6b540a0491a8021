import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConfigValue, Rule } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { pointed, projectOf } from "../harness/project.ts";
import { assertLinear, timesOf } from "../harness/work.ts";

const used = rules.filter((one) => one.id === "gpu/limit-missing" || one.id.startsWith("suppression/"));

const pod = (before: string, beside = "") => `apiVersion: v1
kind: Pod
metadata:
  name: lab
spec:
  containers:
    - name: lab
      resources:
${before}        requests:
          nvidia.com/gpu: 1${beside}
`;
const report = (text: string) => projectOf({ "a.yaml": text }, { rules: used, today: "2026-11-24" }).report();
const said = (text: string) =>
  pointed(projectOf({ "a.yaml": text }, { rules: used, today: "2026-11-24" })).map((one) => one.replace(/^\S+ /, ""));

test("a comment on the line above a key covers that key and what is below it", () => {
  const { findings, suppressed } = report(pod("        # drydock-ignore: gpu/limit-missing — the platform's LimitRange gives it\n"));
  assert.deepEqual(findings, []);
  assert.deepEqual(
    suppressed.map((one) => [one.finding.rule, one.by.reason]),
    [["gpu/limit-missing", "the platform's LimitRange gives it"]],
  );
});

test("a comment at the end of the line covers that line, and a topic covers its rules", () => {
  assert.deepEqual(report(pod("", " # drydock-ignore: gpu/* - sandbox")).findings, []);
});

test("an annotation covers the object", () => {
  const text = pod("").replace(
    "  name: lab\nspec",
    '  name: lab\n  annotations:\n    drydock.dev/ignore: "gpu/limit-missing: sandbox"\nspec',
  );
  assert.deepEqual(report(text).findings, []);
});

test("an expired one no longer hides anything, and says so", () => {
  assert.deepEqual(said(pod("        # drydock-ignore: gpu/limit-missing — until the new nodes come until 2026-11-01\n")), [
    "# drydock-ignore: gpu/limit-missing — until the new nodes come until 2026-11-01 This suppression of gpu/limit-missing ended on 2026-11-01; what it hid is shown again. Repair it, or set a new date.",
    "nvidia.com/gpu Container lab requests nvidia.com/gpu without a limit: Kubernetes refuses the pod. Add the limit.",
  ]);
});

test("an unused one is reported", () => {
  const fine = pod("        # drydock-ignore: gpu/limit-missing — sandbox\n").replace("        requests:", "        limits:");
  assert.deepEqual(said(fine), [
    "# drydock-ignore: gpu/limit-missing — sandbox Nothing here breaks gpu/limit-missing: this suppression can go.",
  ]);
});

test("an id that is no rule is reported with the nearest one, and the others of its list count", () => {
  const both = pod("        # drydock-ignore: gpu/limit-mising, gpu/limit-missing — sandbox\n");
  assert.deepEqual(said(both), [
    "# drydock-ignore: gpu/limit-mising, gpu/limit-missing — sandbox There is no rule gpu/limit-mising: nothing is suppressed here. Did you mean gpu/limit-missing?",
  ]);
  assert.deepEqual(said(pod("        # drydock-ignore: training/foo — sandbox\n")).slice(0, 1), [
    "# drydock-ignore: training/foo — sandbox There is no rule training/foo: nothing is suppressed here.",
  ]);
  assert.equal(said(pod("        # drydock-ignore: gpu/* — sandbox\n")).length, 0);
  const annotated = pod("").replace("  name: lab\nspec", '  name: lab\n  annotations:\n    drydock.dev/ignore: "gpus/*: sandbox"\nspec');
  assert.match(said(annotated)[0] ?? "", /There is no rule gpus\/\*: nothing is suppressed here\. Did you mean gpu\/\*\?/);
});

const COUNTED = ["test/harness/project.ts", "rules/gpu/limit-missing.ts"];
type Counted = typeof import("../harness/project.ts") & typeof import("../../rules/gpu/limit-missing.ts");
const reported = ({ projectOf, rule }: Counted, text: string): unknown => projectOf({ "a.yaml": text }, { rules: [rule] }).report();

test("thousands of ids that are no rules are reported, and what each may have meant is looked for once", () => {
  const unknown = (comments: number) =>
    pod(
      Array.from(
        { length: comments },
        (_, i) => `        # drydock-ignore: gpu/limit-${"abcdefghij"[i % 10]}${"klmnop".repeat(i % 20)} — x\n`,
      ).join(""),
    );
  // 20 ids are written, over and over.
  assert.equal(
    timesOf<Counted>("nearestWord", COUNTED, (counted) => reported(counted, unknown(3_000))),
    20,
  );
  assertLinear<Counted>(COUNTED, 500, (counted, size) => reported(counted, unknown(size)));
  const { findings } = projectOf({ "a.yaml": unknown(3_000) }, { rules }).report();
  assert.equal(findings.filter((one) => one.rule === "suppression/unknown-rule").length, 3_000);
});

test("what begins with no id says so, and another tool's comment about another check is left alone", () => {
  assert.match(said(pod("        # drydock-ignore: because I say so\n"))[0] ?? "", /does not begin with the id of a rule/);
  assert.equal(said(pod("        # checkov:skip=CKV_K8S_9999: no\n")).length, 1);
});

test("an end that is no day does not count, and says so", () => {
  assert.match(
    said(pod("        # drydock-ignore: gpu/limit-missing — x until 2027-02-31\n")).join(),
    /2027-02-31 is no day of the calendar/,
  );
  assert.equal(said(pod("        # drydock-ignore: gpu/limit-missing — x until 2027-02-31\n")).length, 2);
});

test("every suppression is listed with what became of it", () => {
  const comments = [
    "gpu/limit-missing — hides",
    "gpu/limit-missing — hides as well",
    "spot/no-retry — hides nothing",
    "gpu/limit-missing — over until 2026-11-01",
    "gpu/limit-missing",
    "gpu/limit-mising — a slip",
  ];
  const text = pod(comments.map((one) => `        # drydock-ignore: ${one}\n`).join(""));
  const project = projectOf(
    { "a.yaml": text },
    { rules, today: "2026-11-24", config: { rules: { "spot/*": "off" }, ignore: [{ rule: "gpu/*", kind: "Job", reason: "y" }] } },
  );
  assert.deepEqual(
    project
      .report()
      .suppressions.map(({ at, carrier, ids, state, hides }) => `${at.file}:${at.range.start.line} ${carrier} ${ids} ${state} ${hides}`),
    [
      "a.yaml:9 comment gpu/limit-missing used 1",
      "a.yaml:10 comment gpu/limit-missing used 0",
      "a.yaml:11 comment spot/no-retry idle 0",
      "a.yaml:12 comment gpu/limit-missing expired 0",
      "a.yaml:13 comment gpu/limit-missing no reason 0",
      "a.yaml:14 comment gpu/limit-mising unknown 0",
      "drydock.yaml:1 config gpu/* (kind Job) unused 0",
    ],
  );
});

test("without a reason it does not count", () => {
  assert.equal(said(pod("        # drydock-ignore: gpu/limit-missing\n")).length, 2);
});

const COMMENT = "        # drydock-ignore: gpu/limit-missing — sandbox\n";
const FINE = pod(COMMENT).replace("        requests:", "        limits:");
const under = (files: Readonly<Record<string, string>>, config: ConfigValue, all: readonly Rule[] = used) => {
  const project = projectOf(files, { rules: all, today: "2026-11-24", config });
  return { project, said: project.report().findings.map((one) => `${one.file}:${one.range.start.line} ${one.rule} ${one.data.ids}`) };
};

test("a rule that did not run leaves nobody unused", () => {
  assert.deepEqual(under({ "a.yaml": FINE }, {}).said, ["a.yaml:9 suppression/unused gpu/limit-missing"]);
  assert.deepEqual(under({ "a.yaml": FINE }, { rules: { "gpu/limit-missing": "off" } }).said, []);
  assert.deepEqual(under({ "a.yaml": FINE }, { overrides: [{ kind: "Pod", rules: { "gpu/limit-missing": "off" } }] }).said, []);
  const inPreview = used.map((one) => ({
    ...one,
    variants: Object.fromEntries(Object.entries(one.variants).map(([name, variant]) => [name, { ...variant, preset: "preview" as const }])),
  }));
  const config: ConfigValue = { preview: false, rules: { "suppression/unused": "info" } };
  assert.deepEqual(under({ "a.yaml": FINE }, config, inPreview).said, []);
  assert.deepEqual(under({ "a.yaml": FINE }, { ...config, preview: true }, inPreview).said.length, 1);
  const both = FINE.replace("gpu/limit-missing", "gpu/limit-missing, spot/no-retry");
  assert.deepEqual(
    under({ "a.yaml": both }, { rules: { "spot/no-retry": "off" } }, rules).said.filter((one) => one.includes("suppression")),
    [],
  );
});

test("a topic is wanted where only preview holds back what it hides", () => {
  const held = used.map((one) =>
    one.id === "gpu/limit-missing"
      ? {
          ...one,
          variants: Object.fromEntries(
            Object.entries(one.variants).map(([name, variant]) => [name, { ...variant, preset: "preview" as const }]),
          ),
        }
      : one,
  );
  const running = { ...(rules.find((one) => one.id === "gpu/limit-missing") as Rule), id: "gpu/other", check: () => undefined };
  const topic = COMMENT.replace("gpu/limit-missing", "gpu/*");
  assert.deepEqual(under({ "a.yaml": pod(topic) }, { preview: false }, [...held, running]).said, []);
  assert.deepEqual(under({ "a.yaml": FINE.replace(COMMENT, topic) }, { preview: false }, [...held, running]).said, [
    "a.yaml:9 suppression/unused gpu/*",
  ]);
  const ignore = [{ rule: "gpu/*", reason: "sandbox" }];
  assert.deepEqual(under({ "a.yaml": pod("") }, { preview: false, ignore }, [...held, running]).said, []);
});

test("of two suppressions over one finding both are used, also one in the configuration", () => {
  const twice = `# drydock-ignore-file: gpu/* — all of it\n${pod(COMMENT)}`;
  const { said: all, project } = under({ "a.yaml": twice }, { ignore: [{ rule: "gpu/limit-missing", path: "*.yaml", reason: "sandbox" }] });
  assert.deepEqual(all, []);
  assert.deepEqual(
    project.report().suppressed.map((one) => one.by.reason),
    ["all of it"],
  );
});

test("what the configuration ignores is judged as well: at its first line, where all that it governs was asked about", () => {
  const ignore = [
    { rule: "gpu/limit-missing", path: "b", reason: "sandbox" },
    { rule: "gpu/limit-missing", kind: "Job", reason: "sandbox" },
    { rule: "gpu/limit-missing", reason: "old nodes", until: "2026-11-01" },
    { rule: "spot/no-retry", reason: "does not run here" },
  ];
  const { said: all, project } = under({ "a.yaml": pod(""), "b/a.yaml": pod("") }, { ignore });
  assert.deepEqual(all, [
    "a.yaml:10 gpu/limit-missing undefined",
    "drydock.yaml:1 suppression/expired gpu/limit-missing",
    "drydock.yaml:1 suppression/unused gpu/limit-missing (kind Job)",
  ]);
  const inPart = project.report((path) => path === "a.yaml" || path === "drydock.yaml").findings;
  assert.deepEqual(
    inPart.map((one) => one.rule),
    ["gpu/limit-missing", "suppression/expired"],
  );
  assert.deepEqual(
    project.report((path) => path === "a.yaml").findings.map((one) => one.rule),
    ["gpu/limit-missing"],
  );
});

test("thousands of suppressions over thousands of findings are put together without a look at each for each", () => {
  const item = `  - ${pod(COMMENT).trimEnd().replaceAll("\n", "\n    ")}\n`;
  const covered = (times: number) =>
    `${"# drydock-ignore-file: gpu/limit-missing — x\n".repeat(times)}apiVersion: v1\nkind: List\nitems:\n${item.repeat(times)}`;
  assertLinear<Counted>(COUNTED, 500, (counted, size) => reported(counted, covered(size)));
  const { findings, suppressed } = report(covered(3_000));
  assert.deepEqual([findings.length, suppressed.length], [0, 3_000]);
});

test("a comment in a manifest that is a text hides what is found there, and is used", () => {
  const inner = (indent: string) =>
    pod(COMMENT)
      .split("\n")
      .map((line) => (line === "" ? "" : indent + line))
      .join("\n");
  const files = {
    "a.yaml": `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata:\n  name: w\nspec:\n  templates:\n  - resource:\n     manifest: |\n${inner("      ")}`,
    "a.tf": `resource "kubernetes_manifest" "a" {\n  manifest = yamldecode(<<-EOT\n${inner("    ")}  EOT\n  )\n}\n`,
  };
  const { said: all, project } = under(files, {});
  assert.deepEqual(all, []);
  assert.deepEqual(
    project.report().suppressed.map(({ finding }) => finding.file),
    ["a.tf", "a.yaml"],
  );
});
