// What a fix may not do: repair one thing and break another at the same place.
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../engine/api.ts";
import { Place } from "../../engine/model/place.ts";
import { containers, defineRule, kind, type Rule, set, text, unset } from "../../engine/rule-api.ts";
import { projectOf } from "../harness/project.ts";
import { assertLinear } from "../harness/work.ts";

const POD =
  "apiVersion: v1\nkind: Pod\nmetadata:\n  name: lab\nspec:\n  containers:\n    - name: main\n      image: a:1\n    - name: side\n      image: b:1\n      stdin: true\n";

const common = { since: "0.0.0", practice: [], aliases: [], on: containers };

/** Wants `tty: true` in every container that says nothing of it. */
const wantsTty = (applicability: "safe" | "review") =>
  defineRule({
    ...common,
    id: "probe/wants-tty",
    variants: { plain: { severity: "warning", preset: "preview", applicability } },
    check({ place }, ctx) {
      if (place.at("tty").isAbsent) ctx.report("plain", place.at("tty"));
    },
    message: { plain: () => text`no tty` },
    fix: { plain: { title: "Give it a tty", edit: ({ place }) => [set(place, true)] } },
  });

/** Objects to a `tty: true`, in the container that has no stdin, or beside what was written. */
const refusesTty = (severity: "error" | "warning", field = "tty") =>
  defineRule({
    ...common,
    id: "probe/refuses-tty",
    variants: { plain: { severity, preset: "preview" } },
    check({ place }, ctx) {
      if (place.at("tty").is(true) && place.at("stdin").isAbsent) ctx.report("plain", place.at(field));
    },
    message: { plain: () => text`a tty without stdin` },
  });

function plan(...rules: readonly Rule[]) {
  const project = projectOf({ "a.yaml": POD }, { rules });
  const { applied, lost } = project.plan(project.report().findings);
  const containerOf = (line: number) => (line < 9 ? "main" : "side");
  return {
    applied: applied.map(({ range }) => containerOf(range.start.line)),
    lost: lost.map(({ finding, reason }) => `${containerOf(finding.range.start.line)}: ${reason}`),
  };
}

test("a safe fix that leads to a new error at the same place is none, and costs no other", () => {
  assert.deepEqual(plan(wantsTty("safe"), refusesTty("error")), {
    applied: ["side"],
    lost: ["main: the changed text could not be verified"],
  });
});

test("what is only a warning, lies elsewhere, or is for a person to decide, does not hold a fix back", () => {
  const both = { applied: ["main", "side"], lost: [] };
  assert.deepEqual(plan(wantsTty("safe"), refusesTty("warning")), both);
  assert.deepEqual(plan(wantsTty("safe"), refusesTty("error", "image")), both);
  assert.deepEqual(plan(wantsTty("review"), refusesTty("error")), both);
});

/** One base in two overlays, of which the second has another name for its pods. */
const BUILDS = {
  "base/kustomization.yaml": "resources: [pod.yaml]\n",
  "base/pod.yaml": POD.replace("    - name: side\n      image: b:1\n      stdin: true\n", ""),
  "eu/kustomization.yaml": "resources: [../base]\n",
  "us/kustomization.yaml": "namePrefix: us-\nresources: [../base]\n",
};

test("a safe fix that is wrong in another build of the same file is none", () => {
  const refusedIn = (name: string, severity: "error" | "warning" | "info") =>
    defineRule({
      ...common,
      id: "probe/refuses-there",
      variants: { plain: { severity, preset: "preview" } },
      check({ place, template }, ctx) {
        const { ref } = template.workload;
        if (place.at("tty").is(true) && ref.name === name) ctx.report("plain", place.at("image"));
      },
      message: { plain: () => text`no tty there` },
    });
  const applied = (rule: Rule, files: Readonly<Record<string, string>>) => {
    const project = projectOf(files, { rules: [wantsTty("safe"), rule] });
    return project.plan(project.report().findings).applied.length;
  };
  const { "us/kustomization.yaml": _, ...alone } = BUILDS;
  const ownPatch = {
    ...BUILDS,
    "us/kustomization.yaml": `${BUILDS["us/kustomization.yaml"]}patches: [{ path: patch.yaml }]\n`,
    "us/patch.yaml": "apiVersion: v1\nkind: Pod\nmetadata: { name: lab }\nspec: { containers: [{ name: main, tty: false }] }\n",
  };
  assert.equal(applied(refusedIn("lab", "warning"), alone), 1);
  assert.equal(applied(refusedIn("us-lab", "warning"), BUILDS), 0);
  assert.equal(applied(refusedIn("us-lab", "info"), BUILDS), 1);
  assert.equal(applied(refusedIn("us-lab", "warning"), ownPatch), 1, "nothing changes there");
});

test("a fix that is wrong in another build is offered to whoever looks at it", () => {
  const refusedThere = defineRule({
    ...common,
    id: "probe/refuses-there",
    variants: { plain: { severity: "warning", preset: "preview" } },
    check({ place, template }, ctx) {
      if (place.at("tty").is(true) && template.workload.ref.name === "us-lab") ctx.report("plain", place.at("image"));
    },
    message: { plain: () => text`no tty there` },
  });
  const project = projectOf(BUILDS, { rules: [wantsTty("safe"), refusedThere] });
  const { findings } = project.report();
  const [finding] = findings;
  assert.ok(finding);
  assert.deepEqual(
    project.plan(findings).lost.map(({ reason }) => reason),
    ["in another build it brings something new: that is for a person to decide (--fix-review)"],
  );
  const offered = project.planEach(findings).get(finding);
  assert.equal(offered?.applicability, "review");
  assert.deepEqual([...(offered?.edits.keys() ?? [])], ["base/pod.yaml"]);
  assert.deepEqual(project.plan(findings, { isReviewed: true }).applied, [finding]);
});

test("what is fine in every build stays safe, and what harms its own place is offered to nobody", () => {
  const offered = (files: Readonly<Record<string, string>>, ...others: readonly Rule[]) => {
    const project = projectOf(files, { rules: [wantsTty("safe"), ...others] });
    return [...project.planEach(project.report().findings).values()].map(({ applicability, edits }) => [applicability, edits.size]);
  };
  assert.deepEqual(offered(BUILDS), [["safe", 1]]);
  assert.deepEqual(offered({ "a.yaml": POD }, refusesTty("error")), [
    ["safe", 0],
    ["safe", 1],
  ]);
});

test("a finding that lies in another object than the one that was judged is repaired there", () => {
  const secretOf = defineRule({
    ...common,
    on: kind("Pod."),
    id: "probe/other-object",
    variants: { plain: { severity: "warning", preset: "preview", applicability: "review" } },
    check(_, ctx) {
      for (const found of ctx.inReach({ group: "", kind: "ConfigMap" })) {
        const other = ctx.open(found);
        const mode = other && Place.root(other).at("data", "mode");
        if (mode?.is("slow")) ctx.report("plain", mode);
      }
    },
    message: { plain: () => text`slow` },
    fix: { plain: { title: "Make it fast", edit: ({ place }) => [set(place, "fast")] } },
  });
  const map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: slow\n";
  const project = projectOf({ "a.yaml": `${POD}---\n${map}` }, { rules: [secretOf] });
  const { findings } = project.report();
  const { lost, edits } = project.plan(findings);
  assert.deepEqual(lost, []);
  assert.equal(applyEdits(`${POD}---\n${map}`, edits.get("a.yaml") ?? []), `${POD}---\n${map.replace("slow", "fast")}`);
});

/** Takes the arguments "-v" and sets those behind them that say "old". */
const cleansArguments = defineRule({
  ...common,
  id: "probe/cleans-arguments",
  variants: { plain: { severity: "warning", preset: "preview", applicability: "review" } },
  check({ place }, ctx) {
    const items = place.at("args").items;
    const from = items.findIndex((one) => one.is("-v"));
    const old = items.findIndex((one, index) => index > from && one.is("old"));
    if (from >= 0 && old > 0) ctx.report("plain", place.at("args"), { from, old });
  },
  message: { plain: () => text`old` },
  fix: {
    plain: {
      title: "Clean them",
      edit: ({ place, data }) => [unset(place.at(Number(data.from))), set(place.at(Number(data.old)), "new")],
    },
  },
});

test("an item that is taken away and one that is set behind it are read back where they then are", () => {
  const pod = (args: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: lab\nspec:\n  containers:\n    - name: main\n      image: a:1\n      args:\n${args}`;
  const before = pod("        - first\n        - -v\n        - between\n        - old\n        - last\n");
  const project = projectOf({ "a.yaml": before }, { rules: [cleansArguments] });
  const { lost, edits } = project.plan(project.report().findings);
  assert.deepEqual(lost, []);
  assert.equal(applyEdits(before, edits.get("a.yaml") ?? []), pod("        - first\n        - between\n        - new\n        - last\n"));
});

test("a comment is rewritten beside other repairs, one by one, but not inside of what another one takes away", () => {
  const takesStdin = defineRule({
    ...common,
    id: "probe/takes-stdin",
    variants: { plain: { severity: "warning", preset: "preview", applicability: "review" } },
    check({ place }, ctx) {
      if (place.at("stdin").is(true)) ctx.report("plain", place.at("stdin"));
    },
    message: { plain: () => text`stdin` },
    fix: { plain: { title: "Take it", edit: ({ place }) => [unset(place)] } },
  });
  const texts = POD.replace("      image: a:1\n", "      image: a:1 # drydock-ignore gpu/a — x\n").replace(
    "      stdin: true\n",
    "      stdin: true # drydock-ignore gpu/b — x\n",
  );
  const project = projectOf({ "a.yaml": texts }, { rules: [takesStdin] });
  const { findings } = project.report();
  const plan = project.plan(findings);
  assert.deepEqual(
    plan.lost.map(({ finding, reason }) => [finding.range.start.line, reason]),
    [[11, "its changes overlap"]],
  );
  assert.equal(
    applyEdits(texts, plan.edits.get("a.yaml") ?? []),
    texts.replace("drydock-ignore gpu/a", "drydock-ignore: gpu/a").replace("      stdin: true # drydock-ignore gpu/b — x\n", ""),
  );
  const first = findings.filter(({ rule }) => rule === "suppression/misspelt").slice(0, 1);
  assert.deepEqual(project.plan(first).applied, first);
});

/** Wants a limit beside each request of a GPU. */
const wantsLimit = defineRule({
  ...common,
  id: "probe/wants-limit",
  variants: { plain: { severity: "warning", preset: "preview", applicability: "safe" } },
  check({ limits, requests }, ctx) {
    const gpu = requests.at("nvidia.com/gpu");
    if (gpu.isWritten && limits.at("nvidia.com/gpu").isAbsent) ctx.report("plain", gpu.key);
  },
  message: { plain: () => text`no limit` },
  fix: { plain: { title: "Add it", edit: ({ place }) => [set(place.up(2).at("limits", "nvidia.com/gpu"), 1)] } },
});

test("a fix that lands in another file of a build is for a person to look at: other builds use that file too", () => {
  const base = `${BUILDS["base/pod.yaml"]}      resources:\n        requests: { cpu: 1 }\n`;
  const patch =
    "- target: { kind: Pod }\n  patch: '[{ op: add, path: /spec/containers/0/resources/requests/nvidia.com~1gpu, value: 1 }]'\n";
  const project = projectOf(
    { ...BUILDS, "base/pod.yaml": base, "us/kustomization.yaml": `resources: [../base]\npatches:\n${patch}` },
    { rules: [wantsLimit] },
  );
  const { findings } = project.report();
  const [finding] = findings;
  assert.equal(finding?.file, "us/kustomization.yaml");
  const planned = project.plan(findings);
  assert.deepEqual(
    planned.lost.map(({ reason }) => reason),
    ["it changes what other builds may share, and nothing is wrong there: that is for a person to decide (--fix-review)"],
  );
  assert.equal(planned.edits.size, 0);
  const offered = project.planEach(findings).get(finding);
  assert.equal(offered?.applicability, "review");
  assert.deepEqual([...(offered?.edits.keys() ?? [])], ["base/pod.yaml"]);
});

test("a fix that changes a build in which nothing is wrong is for a person to look at", () => {
  const files = {
    ...BUILDS,
    "base/pod.yaml": `${BUILDS["base/pod.yaml"]}      resources:\n        requests: { nvidia.com/gpu: 1, cpu: 1 }\n`,
  };
  const patched = (operation: string) => ({
    ...files,
    "us/kustomization.yaml": `resources: [../base]\npatches:\n- target: { kind: Pod }\n  patch: '[${operation}]'\n`,
  });
  const offered = (texts: Readonly<Record<string, string>>) => {
    const project = projectOf(texts, { rules: [wantsLimit] });
    return [...project.planEach(project.report().findings).values()].map(({ applicability }) => applicability);
  };
  assert.deepEqual(offered(files), ["safe"]);
  assert.deepEqual(offered(patched('{ "op": "remove", "path": "/spec/containers/0/resources/requests/nvidia.com~1gpu" }')), ["review"]);
  assert.deepEqual(offered(patched('{ "op": "add", "path": "/spec/containers/0/resources/limits", "value": { "nvidia.com/gpu": 1 } }')), [
    "safe",
  ]);
});

/** One line, as a program writes it: whoever looks at the line of a fix looks at the whole file. */
test("fixes of a file in one line cost what each of them changes", () => {
  type Counted = typeof import("../harness/project.ts") & typeof import("../../rules/gpu/limit-missing.ts");
  const spec = { containers: [{ name: "main", image: "a:1", resources: { requests: { "nvidia.com/gpu": 1 } } }] };
  const list = (size: number): string =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "List",
      items: Array.from({ length: size }, (_, i) => ({ apiVersion: "v1", kind: "Pod", metadata: { name: `pod-${i}` }, spec })),
    });
  assertLinear<Counted>(["test/harness/project.ts", "rules/gpu/limit-missing.ts"], 100, ({ projectOf, rule }, size) => {
    const project = projectOf({ "a.json": list(size) }, { rules: [rule] });
    assert.equal(project.planEach(project.report().findings).size, size);
  });
});
