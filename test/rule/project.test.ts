// A project between changes: whatever came, went or was configured, it says what a new one would say of the same texts; and its fixes
// are tried out before they are offered.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { outlineOf, type Project, type Report } from "../../engine/api.ts";
import { Place } from "../../engine/model/place.ts";
import { containers, defineRule, kind, set, text } from "../../engine/rule-api.ts";
import { allResources, configured, diskOf, EVERYTHING, freshProject, resumedProject } from "../harness/corpus.ts";
import { probes } from "../harness/probes.ts";

const POD = (name: string, account = "trainer") =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  serviceAccountName: ${account}\n  containers:\n    - name: main\n      image: a:1\n`;
const ACCOUNT = (name: string) => `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\n`;
const UNIT = { ...EVERYTHING, units: [{ name: "all", path: ".", complete: true }] };

const references = probes.filter(({ id }) => id === "probe/reference");
const said = (report: Report) => report.findings.map(({ rule, variant, file, range }) => `${file}:${range.start.line} ${rule} ${variant}`);
const names = (report: Report) => report.resources.map(({ ref }) => ref.name);

/** A project, and the check that it equals a new one of the same texts. */
function live(files: Readonly<Record<string, string>>, config = EVERYTHING) {
  const texts = new Map(Object.entries(files));
  const disk = new Map(texts);
  const project = freshProject(texts, { rules: probes, config, store: diskOf(disk) });
  const isNew = () => assert.deepEqual(project.report(), freshProject(texts, { rules: probes, config }).report());
  return {
    project,
    edit(path: string, after: string) {
      texts.set(path, after);
      project.update([{ path, text: after }]);
      isNew();
    },
    remove(path: string) {
      texts.delete(path);
      disk.delete(path);
      project.update([{ path, gone: true }]);
      isNew();
    },
  };
}

describe("a project after a change", () => {
  it("knows the resources of a build, though the kustomization is a file as well", () => {
    const { project, edit } = live({
      "app/kustomization.yaml": "resources: [pod.yaml, account.yaml]\n",
      "app/pod.yaml": POD("a"),
      "app/account.yaml": ACCOUNT("trainer"),
    });
    assert.deepEqual(names(project.report()), ["trainer", "a"]);
    assert.ok(said(project.report()).includes("app/pod.yaml:6 probe/reference found"));
    edit("app/account.yaml", ACCOUNT("trainer2"));
    assert.ok(said(project.report()).includes("app/pod.yaml:6 probe/reference missing"));
  });

  it("misses in one file what another one held", () => {
    const { project, remove } = live({ "pod.yaml": POD("a"), "account.yaml": ACCOUNT("trainer"), "other.yaml": ACCOUNT("x") }, UNIT);
    assert.ok(said(project.report()).includes("pod.yaml:6 probe/reference found"));
    remove("account.yaml");
    assert.ok(said(project.report()).includes("pod.yaml:6 probe/reference missing"));
  });

  it("takes a file that is not saved yet into its Terraform module", () => {
    const { project, edit, remove } = live({ "pool/main.tf": 'resource "aws_vpc" "a" {}\n' });
    edit("pool/more.tf", 'resource "aws_vpc" "b" {}\n');
    assert.deepEqual(names(project.report()), ["a", "b"]);
    remove("pool/main.tf");
    assert.deepEqual(names(project.report()), ["b"]);
  });

  it("reads templates as templates from when their chart is there", () => {
    const { project, edit, remove } = live({ "chart/templates/pod.yaml": POD("a") });
    assert.deepEqual(names(project.report()), ["a"]);
    edit("chart/Chart.yaml", "name: a\nversion: 1.0.0\n");
    assert.deepEqual(names(project.report()), []);
    remove("chart/Chart.yaml");
    assert.deepEqual(names(project.report()), ["a"]);
  });

  it("sees a base alone again when the overlay is gone", () => {
    const { project, remove } = live({
      "base/kustomization.yaml": "resources: [pod.yaml]\n",
      "base/pod.yaml": POD("a"),
      "over/kustomization.yaml": "namePrefix: over-\nresources: [../base]\n",
    });
    assert.deepEqual(names(project.report()), ["over-a"]);
    remove("over/kustomization.yaml");
    assert.deepEqual(names(project.report()), ["a"]);
  });

  it("judges all again with another configuration", () => {
    const texts = new Map([
      ["pod.yaml", POD("a")],
      ["account.yaml", ACCOUNT("trainer")],
    ]);
    const project = freshProject(texts, { rules: probes });
    project.configure(configured(UNIT));
    assert.deepEqual(project.report(), freshProject(texts, { rules: probes, config: UNIT }).report());
    assert.ok(said(project.report()).includes("pod.yaml:6 probe/reference found"));
  });

  it("counts what only preview holds back once more where a document moves away from it", () => {
    const held = defineRule({
      id: "probe/held",
      since: "0.0.0",
      practice: [],
      aliases: [],
      on: kind("ServiceAccount."),
      variants: { plain: { severity: "info", preset: "preview" } },
      check: (root, ctx) => ctx.report("plain", root.at("metadata", "name")),
      message: { plain: () => text`here` },
    });
    const all = (...names: readonly string[]) => names.map(ACCOUNT).join("---\n");
    const project = freshProject(new Map([["all.yaml", all("a", "b")]]), { rules: [held], config: {} });
    assert.equal(project.report().heldBack, 2);
    project.update([{ path: "all.yaml", text: all("a", "c", "b") }]);
    assert.equal(project.report().heldBack, 3);
  });

  it("judges a document again only when it changed", () => {
    let checks = 0;
    const counting = defineRule({
      id: "probe/counting",
      since: "0.0.0",
      practice: [],
      aliases: [],
      on: kind("ServiceAccount."),
      variants: { plain: { severity: "info", preset: "preview" } },
      check(root, ctx) {
        checks++;
        ctx.report("plain", root.at("metadata", "name"));
      },
      message: { plain: () => text`here` },
    });
    const documents = ["a", "b", "c"].map(ACCOUNT);
    const project = freshProject(new Map([["all.yaml", documents.join("---\n")]]), { rules: [counting] });
    assert.equal(checks, 3);
    project.update([{ path: "all.yaml", text: `# one line more\n${documents.join("---\n").replace("name: b", "name: bb")}` }]);
    assert.equal(checks, 5, "the first document got a comment and the second a name");
    assert.deepEqual(
      project.report().findings.map(({ range }) => range.start.line),
      [5, 10, 15],
    );
  });
});

describe("what a project says", () => {
  it("tells two things apart that one map lacks", () => {
    const lacking = defineRule({
      id: "probe/lacking",
      since: "0.0.0",
      practice: [],
      aliases: [],
      on: containers,
      variants: { plain: { severity: "info", preset: "preview" } },
      check({ limits }, ctx) {
        for (const resource of ["cpu", "memory"]) if (limits.at(resource).isAbsent) ctx.report("plain", limits.at(resource), { resource });
      },
      message: { plain: (d) => text`no ${d.resource}` },
    });
    const pod = `${POD("a")}      resources:\n        limits:\n          nvidia.com/gpu: 1\n`;
    const { findings } = freshProject(new Map([["pod.yaml", pod]]), { rules: [lacking] }).report();
    assert.deepEqual(findings.map(({ range, data }) => [range.start.line, data.resource]).sort(), [
      [11, "cpu"],
      [11, "memory"],
    ]);
  });

  it("points at the key in its own text where the value stands in another one", () => {
    const template = `Resources:\n  Policy:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: !Sub |\n        {"Version": "2012-10-17", "Statement": []}\n`;
    const { findings } = freshProject(new Map([["a.yaml", `AWSTemplateFormatVersion: "2010-09-09"\n${template}`]]), {
      rules: probes,
    }).report();
    const key = findings.find(({ rule, variant }) => rule === "probe/everywhere" && variant === "key");
    assert.deepEqual(key?.range, { start: { line: 6, column: 7 }, end: { line: 6, column: 21 } });
  });

  it("outlines what is there of a workload whose other pods are filled in later", () => {
    const spec =
      "  headGroupSpec: ${HEAD}\n  workerGroupSpecs:\n    - groupName: gpu\n      template: { spec: { containers: [{ name: ray }] } }\n";
    const cluster = `apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: { name: a }\nspec:\n${spec}`;
    const project = freshProject(new Map([["ray.yaml", cluster]]), { rules: probes });
    const [item] = outlineOf(project.ground, "ray.yaml").flatMap(({ items }) => items);
    assert.deepEqual(
      item?.children.map(({ kind, name }) => `${kind} ${name}`),
      ["pods gpu"],
    );
  });

  it("names the resources of a module by the root that calls it", () => {
    const call = 'module "pool" {\n  source = "../pool"\n}\n';
    const resources = allResources(
      new Map([
        ["a/main.tf", call],
        ["b/main.tf", call],
        ["pool/main.tf", 'resource "aws_vpc" "a" {}\n'],
      ]),
    );
    assert.equal(new Set(resources.map(({ id }) => id)).size, resources.length);
    assert.equal(resources.filter(({ ref }) => ref.kind === "aws_vpc").length, 3);
  });

  it("builds no base by itself that only a component beside its overlay includes too", () => {
    const project = freshProject(
      new Map([
        ["base/kustomization.yaml", "resources: [pod.yaml]\n"],
        ["base/pod.yaml", POD("a")],
        ["over/kustomization.yaml", "namePrefix: over-\nresources: [../base]\n"],
        ["part/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [../over]\n"],
      ]),
      { rules: probes },
    );
    assert.deepEqual(names(project.report()), ["over-a"]);
  });
});

describe("fixes of a project", () => {
  const wrong = defineRule({
    id: "probe/wrong",
    since: "0.0.0",
    practice: [],
    aliases: [],
    on: containers,
    variants: {
      works: { severity: "info", preset: "preview", applicability: "safe" },
      fails: { severity: "info", preset: "preview", applicability: "safe" },
    },
    check({ place }, ctx) {
      if (place.at("tty").isAbsent) ctx.report("works", place.at("tty"));
      ctx.report("fails", place.at("stdin"));
    },
    message: { works: () => text`works`, fails: () => text`fails` },
    fix: {
      works: { title: "Set", edit: ({ place }) => [set(place, true)] },
      fails: { title: "Set", edit: ({ place }) => [set(place, true)] },
    },
  });

  it("are lost one by one: what does not repair costs nobody else", () => {
    const project = freshProject(
      new Map([
        ["a.yaml", POD("a")],
        ["b.yaml", POD("b")],
      ]),
      { rules: [wrong] },
    );
    const plan = project.plan(project.report().findings);
    assert.deepEqual(
      plan.applied.map(({ variant, file }) => `${file} ${variant}`),
      ["a.yaml works", "b.yaml works"],
    );
    assert.deepEqual(
      plan.lost.map(({ finding }) => `${finding.file} ${finding.variant}`),
      ["a.yaml fails", "b.yaml fails"],
    );
  });

  it("that two files decide are tried out with both", () => {
    const project = freshProject(
      new Map([
        ["pod.yaml", POD("a", "trainers")],
        ["account.yaml", ACCOUNT("trainer")],
      ]),
      {
        rules: references,
        config: { ...UNIT, units: [{ name: "all", path: "." }] },
      },
    );
    const plan = project.plan(project.report().findings);
    assert.deepEqual(editsOf(project, plan.edits), [["pod.yaml", "trainer"]]);
  });

  it("leave the project as it was", () => {
    const project = freshProject(new Map([["a.yaml", POD("a")]]), { rules: [wrong] });
    const before = project.report();
    project.plan(before.findings);
    assert.deepEqual(project.report(), before);
    assert.equal(project.text("a.yaml"), POD("a"));
    assert.equal(
      Place.root(project.resources("a.yaml")[0] as never)
        .at("metadata", "name")
        .is("a"),
      true,
    );
  });
});

/** Each edited file with what the value at its only edit becomes. */
function editsOf(
  project: Project,
  edits: ReadonlyMap<string, readonly { readonly start: number; readonly end: number; readonly text: string }[]>,
) {
  return [...edits].map(([path, own]) => {
    const text = project.text(path) ?? "";
    const edited = own.reduceRight((all, { start, end, text: by }) => all.slice(0, start) + by + all.slice(end), text);
    return [path, /serviceAccountName: (.*)/.exec(edited)?.[1]];
  });
}

describe("a project that goes on from what another process knew", () => {
  const rules = references;
  const files = {
    "base/kustomization.yaml": "resources: [pod.yaml, account.yaml]\n",
    "base/pod.yaml": POD("a", "trainers"),
    "base/account.yaml": ACCOUNT("trainer"),
    "beside.yaml": ACCOUNT("other"),
  };

  it("knows which builds are complete, without making them again", () => {
    const texts = new Map(Object.entries(files));
    const store = diskOf(texts);
    const before = freshProject(texts, { rules, store });
    assert.equal(before.report().findings.length, 1);
    texts.set("beside.yaml", ACCOUNT("another"));
    const project = resumedProject(before, new Map(), { rules, config: EVERYTHING, store });
    // Accounts changed somewhere: who asked about them is judged again.
    project.update([{ path: "beside.yaml" }]);
    assert.deepEqual(project.report(), freshProject(texts, { rules }).report());
  });

  const mend = defineRule({
    id: "probe/mend",
    since: "0.0.0",
    practice: [],
    aliases: [],
    on: containers,
    variants: { plain: { severity: "info", preset: "preview", applicability: "safe" } },
    check({ place }, ctx) {
      if (place.at("tty").isAbsent) ctx.report("plain", place.at("tty"));
    },
    message: { plain: () => text`no tty` },
    fix: { plain: { title: "Set", edit: ({ place }) => [set(place, true)] } },
  });

  it("knows the plans of fixes, but of no file that holds a credential: an edit may hold it, too", () => {
    const secret = `${POD("b")}      env: [{name: DB_PASSWORD, value: x7Kp93fqL}]\n`;
    const project = freshProject(new Map(Object.entries({ "a.yaml": POD("a"), "b.yaml": secret })), { rules: [mend] });
    assert.equal(project.planEach(project.report().findings).size, 2);
    assert.deepEqual(
      project.keep().plans.map(([{ file }]) => file),
      ["a.yaml"],
    );
  });
});
