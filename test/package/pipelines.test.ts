// What pipelines run of ours, run here as far as that goes: the steps of action.yml by bash, the hooks of pre-commit, the commands of
// docs/ci, each with the packed tarball.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { isCandidate } from "../../host/workspace.ts";
import { parseXml } from "../cli/xml.ts";
import { inFolder } from "../host/folder.ts";
import { execute, installation, type Run, tarball } from "./packed.ts";

const pod = (kind: "requests" | "limits"): string => `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: main
      resources:
        ${kind}:
          nvidia.com/gpu: 8
`;
const BAD = pod("requests");
const GOOD = pod("limits");
const REPOSITORY = { ".git/HEAD": "", "drydock.yaml": "rules: {gpu/limit-missing: error}\n" };

const read = (file: string) => readFileSync(resolve(file), "utf8");

describe("action.yml", () => {
  interface Step {
    readonly name: string;
    readonly id?: string;
    readonly if?: string;
    readonly shell?: string;
    readonly run?: string;
    readonly uses?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly "working-directory"?: string;
  }
  const action: {
    readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
    readonly runs: { readonly using: string; readonly steps: readonly Step[] };
  } = parse(read("action.yml"));
  const { steps } = action.runs;

  test("is composite; no script holds what somebody gave, and every action has a version", () => {
    assert.equal(action.runs.using, "composite");
    for (const { run, shell, uses } of steps) {
      if (run !== undefined) assert.equal(shell, "bash");
      assert.doesNotMatch(run ?? "", /\$\{\{/);
      if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w/-]+@v\d+$/);
    }
  });

  test("has a description and a default for every input, and docs/ci names it", () => {
    for (const [name, input] of Object.entries(action.inputs)) {
      assert.ok(input.description.length > 10 && typeof input.default === "string", name);
      assert.ok(read("docs/ci/README.md").includes(`\`${name}\``), name);
    }
  });

  /** The steps with a script, as a runner has them run. */
  function runAction(cwd: string, given: Readonly<Record<string, string>>): Run & { readonly output: string; readonly summary: string } {
    const temp = join(cwd, ".runner");
    mkdirSync(temp);
    const inputs = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, given[name] ?? input.default]));
    const filled = (text: string) =>
      text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => {
        if (name === "github.action_path") return resolve(".");
        return inputs[name.replace(/^inputs\./, "")] ?? assert.fail(`${name} is not known`);
      });
    const files = { GITHUB_OUTPUT: join(temp, "output"), GITHUB_STEP_SUMMARY: join(temp, "summary") };
    let last: Run = { status: 0, out: "", err: "" };
    for (const step of steps) {
      if (step.run === undefined) continue;
      const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([key, value]) => [key, filled(value)]));
      last = execute("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], {
        cwd: join(cwd, filled(step["working-directory"] ?? ".")),
        env: { ...env, ...files, RUNNER_TEMP: temp, GITHUB_WORKSPACE: cwd },
      });
      if (last.status !== 0) break;
    }
    const written = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : "");
    return { ...last, output: written(files.GITHUB_OUTPUT), summary: written(files.GITHUB_STEP_SUMMARY) };
  }

  test("annotates, sums up, writes SARIF and fails", () =>
    inFolder({ ...REPOSITORY, "a.yaml": BAD }, (cwd) => {
      const { status, out, output, summary } = runAction(cwd, { package: tarball(), "sarif-file": "drydock.sarif" });
      assert.equal(status, 1);
      assert.match(out, /^::error file=a\.yaml,line=9,/m);
      assert.equal(output, "exit-code=1\n");
      assert.match(summary, /^### Drydock: 1 error\n/);
      assert.equal(JSON.parse(readFileSync(join(cwd, "drydock.sarif"), "utf8")).runs[0].results.length, 1);
    }));

  test("passes where nothing is wrong, in a folder of the checkout and with more arguments", () =>
    inFolder({ ...REPOSITORY, "sub/a b.yaml": GOOD, "sub/other.yaml": BAD }, (cwd) => {
      const given = { package: tarball(), "working-directory": "sub", paths: "a b.yaml\n", args: "--output=junit=out.xml\n--quiet\n" };
      const { status, out, output } = runAction(cwd, given);
      assert.deepEqual({ status, out, output }, { status: 0, out: "", output: "exit-code=0\n" });
      assert.equal(parseXml(readFileSync(join(cwd, "sub/out.xml"), "utf8")).attributes.failures, "0");
    }));

  test("takes what is given for what it is: no path is a command, and none an option", () => {
    const names = ["--fix", "$(touch planted).yaml", "`touch planted`.yaml", '"; touch planted; ".yaml', "-x & touch planted.yaml"];
    return inFolder({ ...REPOSITORY, ...Object.fromEntries(names.map((name) => [name, BAD])), "a.yaml": BAD }, (cwd) => {
      const { status, out } = runAction(cwd, { package: tarball(), paths: `${names.join("\n")}\na.yaml` });
      assert.equal(status, 1);
      assert.equal(out.match(/^::error /gm)?.length, names.length + 1);
      assert.equal(existsSync(join(cwd, "planted")), false);
      assert.equal(readFileSync(join(cwd, "a.yaml"), "utf8"), BAD);
    });
  });

  test("builds its own sources where no package is given", () =>
    inFolder({ ...REPOSITORY, "a.yaml": BAD }, (cwd) => {
      const { status, out } = runAction(cwd, {});
      assert.equal(status, 1);
      assert.match(out, /^::error file=a\.yaml,/m);
    }));

  test("uploads after findings, and only when asked to", () => {
    const upload = steps.find(({ uses }) => uses?.includes("upload-sarif"));
    assert.match(upload?.if ?? "", /^\$\{\{ !cancelled\(\) && inputs\.upload-sarif == 'true' && /);
  });
});

describe("the hooks of pre-commit", () => {
  const hooks: readonly {
    readonly id: string;
    readonly entry: string;
    readonly args: readonly string[];
    readonly files: string;
    readonly language: string;
  }[] = parse(read(".pre-commit-hooks.yaml"));

  test("look at the files that lint looks at", () => {
    const names = ["a.yaml", "a/b.yml", "a.json", "m.tf", "m.tofu", "x.tfvars", "c.template", "Kustomization", "a/Kustomization"];
    const others = ["a.yaml.bak", "yaml", "a.tftpl", "README.md", "a.hcl", "myKustomization", "Kustomization.txt"];
    for (const { files } of hooks) {
      for (const name of [...names, ...others]) {
        const last = name.slice(name.lastIndexOf("/") + 1);
        assert.equal(new RegExp(files).test(name), isCandidate(last), name);
      }
    }
  });

  /** As pre-commit does with scripts: the words of the entry, a file of the clone first, the arguments, the names of the files. */
  function runHook(id: string, cwd: string, files: readonly string[]): Run {
    const hook = hooks.find((one) => one.id === id) ?? assert.fail(`no hook ${id}`);
    assert.equal(hook.language, "script");
    const [program = "", ...words] = hook.entry.split(" ");
    return execute(resolve(program), [...words, ...hook.args, ...files], { cwd });
  }

  test("fail on findings in the files that are committed, whatever these are called", () =>
    inFolder({ ...REPOSITORY, "--fix.yaml": BAD, "good.yaml": GOOD, "other.yaml": BAD }, (cwd) => {
      const { status, out } = runHook("drydock", cwd, ["--fix.yaml", "good.yaml"]);
      assert.equal(status, 1);
      assert.match(out, /^--fix\.yaml$/m);
      assert.doesNotMatch(out, /other\.yaml/);
      assert.equal(readFileSync(join(cwd, "--fix.yaml"), "utf8"), BAD);
      assert.equal(runHook("drydock", cwd, ["good.yaml"]).status, 0);
    }));

  test("repair where that was chosen, and then pass", () =>
    inFolder({ ...REPOSITORY, "a.yaml": BAD, "other.yaml": BAD }, (cwd) => {
      assert.equal(runHook("drydock-fix", cwd, ["a.yaml"]).status, 0);
      assert.notEqual(readFileSync(join(cwd, "a.yaml"), "utf8"), BAD);
      assert.equal(readFileSync(join(cwd, "other.yaml"), "utf8"), BAD);
    }));
});

describe("docs/ci", () => {
  const env = { DRYDOCK_PACKAGE: tarball() };
  const inBash = (script: string, cwd: string) => execute("bash", ["-euo", "pipefail", "-c", script], { cwd, env });

  test("GitLab: the script writes both reports, and fails", () =>
    inFolder({ ...REPOSITORY, "a.yaml": BAD }, (cwd) => {
      const { drydock } = parse(read("docs/ci/gitlab-ci.yml"));
      assert.equal(inBash(drydock.script.join("\n"), cwd).status, 1);
      const { codequality, junit } = drydock.artifacts.reports;
      assert.equal(JSON.parse(readFileSync(join(cwd, codequality), "utf8")).length, 1);
      assert.equal(parseXml(readFileSync(join(cwd, junit), "utf8")).attributes.failures, "1");
    }));

  test("Jenkins: the line writes the report that is collected", () =>
    inFolder({ ...REPOSITORY, "a.yaml": GOOD }, (cwd) => {
      const file = read("docs/ci/Jenkinsfile");
      assert.equal(inBash(/ sh '([^']+)'/.exec(file)?.[1] ?? assert.fail("no command"), cwd).status, 0);
      const report = /junit '([^']+)'/.exec(file)?.[1] ?? assert.fail("no report");
      assert.equal(parseXml(readFileSync(join(cwd, report), "utf8")).attributes.failures, "0");
    }));

  test("GitHub: the workflow gives the action only inputs that it has", () => {
    const { jobs } = parse(read("docs/ci/github.yml"));
    const { inputs } = parse(read("action.yml"));
    const step = jobs.lint.steps.find(({ uses }: { uses: string }) => /\/drydock@v/.test(uses));
    assert.deepEqual(
      Object.keys(step.with).filter((name) => !(name in inputs)),
      [],
    );
  });

  test("pre-commit: the hook is one of ours, and its arguments are understood", () =>
    inFolder({ ...REPOSITORY, "a.yaml": GOOD }, (cwd) => {
      const [{ hooks }] = parse(read("docs/ci/pre-commit-config.yaml")).repos;
      const ours: readonly { readonly id: string }[] = parse(read(".pre-commit-hooks.yaml"));
      assert.ok(ours.some(({ id }) => id === hooks[0].id));
      const words = ["lint", ...hooks[0].args, "a.yaml"];
      assert.equal(execute(join(installation(), "node_modules/.bin/drydock"), words, { cwd }).status, 0);
    }));
});
