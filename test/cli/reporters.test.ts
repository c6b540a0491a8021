// Reports for pipelines: what each holds, the limits of who reads it, and several at once.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { FORMATS } from "../../cli/outputs.ts";
import { inFolder } from "../host/folder.ts";
import { drydock } from "./command.ts";
import { readMarkdown } from "./markdown.ts";
import { type Element, parseXml } from "./xml.ts";

const pod = (name: string, request = "nvidia.com/gpu: 8"): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - name: main
      resources:
        requests:
          ${request}
`;
const CONFIG = "rules: {gpu/limit-missing: error, gpu/fractional-count: warning, gpu/shm-from-host: info}\n";
const HALF = "nvidia.com/gpu: 0.5";

const inRepo = <T>(files: Record<string, string>, body: (folder: string) => Promise<T>): Promise<T> =>
  inFolder({ ".git/HEAD": "", "drydock.yaml": CONFIG, ...files }, body);

describe("annotations of GitHub", () => {
  test("name the file of the repository, the exact columns, the rule and the message", () =>
    inRepo({ "train/a.yaml": pod("a") }, async (cwd) => {
      const { code, out } = await drydock(["lint", "--format", "github"], { cwd: join(cwd, "train") });
      assert.equal(code, 1);
      assert.equal(
        out.split("\n")[0],
        "::error file=train/a.yaml,line=9,endLine=9,col=11,endColumn=25,title=drydock gpu/limit-missing::" +
          "Container main requests nvidia.com/gpu without a limit: Kubernetes refuses the pod. Add the limit.",
      );
    }));

  test("begin with the folder of a checkout that is not the workspace", () =>
    inFolder({ "checkout/.git/HEAD": "", "checkout/drydock.yaml": CONFIG, "checkout/a.yaml": pod("a") }, async (cwd) => {
      const env = { GITHUB_WORKSPACE: cwd };
      const { out } = await drydock(["lint", "--format", "github"], { cwd: join(cwd, "checkout"), env });
      assert.match(out, /^::error file=checkout\/a\.yaml,/);
      const gitlab = await drydock(["lint", "--format", "gitlab"], { cwd: join(cwd, "checkout"), env: { CI_PROJECT_DIR: cwd } });
      assert.equal(JSON.parse(gitlab.out)[0].location.path, "checkout/a.yaml");
    }));

  test("are ten of a level, of each rule first; the rest is a group in the log", () =>
    inRepo(
      {
        ...Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`a${10 + index}.yaml`, pod(`a${index}`)])),
        "z.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: z}\nspec:\n  containers: [}\n",
      },
      async (cwd) => {
        const { out } = await drydock(["lint", "--format", "github"], { cwd });
        const lines = out.split("\n");
        const errors = lines.filter((line) => line.startsWith("::error "));
        assert.equal(errors.length, 10);
        assert.ok(errors.some((line) => line.includes("file=z.yaml,") && line.includes("title=drydock syntax")));
        const start = lines.findIndex((line) => line.startsWith("::group::5 more findings"));
        assert.equal(lines.indexOf("::endgroup::"), start + 6);
        assert.match(lines[start + 1] ?? "", /^a\d\d\.yaml:9:11 error gpu\/limit-missing: Container main/);
      },
    ));

  test("come with a page of the job, behind what others wrote there, and within 1 MiB", () =>
    inRepo(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`a${index}.yaml`, pod(`a${index}`)])), async (cwd) => {
      const summary = join(cwd, "summary.md");
      const env = { GITHUB_STEP_SUMMARY: summary };
      writeFileSync(summary, "before\n");
      await drydock(["lint", "--format", "github"], { cwd, env });
      const text = readFileSync(summary, "utf8");
      assert.match(text, /^before\n### Drydock: 40 errors\n/);
      assert.equal(text.match(/\*\*gpu\/limit-missing\*\*/g)?.length, 40);
      const full = 1024 * 1024 - 6000;
      writeFileSync(summary, "x".repeat(full));
      await drydock(["lint", "--output", "github=log.txt"], { cwd, env });
      const filled = readFileSync(summary);
      assert.ok(filled.length > full + 3000 && filled.length <= 1024 * 1024, String(filled.length));
      assert.match(filled.subarray(full).toString(), /… and \d+ more findings, for which there is no room here/);
    }));
});

describe("Markdown", () => {
  test("has the numbers, the findings by file and resource, and what a fix changes", () =>
    inRepo({ "a.yaml": pod("a"), "b.yaml": pod("b", HALF) }, async (cwd) => {
      const { out } = await drydock(["lint", "--format", "markdown"], { cwd });
      const { fenced, code, open } = readMarkdown(out);
      assert.match(out, /^### Drydock: 2 errors, 1 warning\n\n2 files · 2 resources/);
      assert.deepEqual(
        code.filter((one) => one.startsWith("Pod") || one.endsWith(".yaml")),
        ["a.yaml", "Pod a", "b.yaml", "Pod b"],
      );
      assert.deepEqual(fenced.slice(0, 2), ["  +         limits:", "  +           nvidia.com/gpu: 8"]);
      assert.match(open, /^- ✖ \*\*gpu\/limit-missing\*\* line 9: Container main .* \*\(fixable\)\*$/m);
      assert.doesNotMatch(out, /\n\n\n/);
    }));

  test("says findings of one rule in one resource once", () =>
    inRepo({ "kustomization.yaml": `resources:\n${["a", "b", "c", "d"].map((one) => `  - ${one}.yaml\n`).join("")}` }, async (cwd) => {
      const { out } = await drydock(["lint", "--format", "markdown", "--rule", "schema/render-failed=error"], { cwd });
      assert.equal(out.match(/render-failed/g)?.length, 1);
      assert.match(out, /line 2: a\\?\.yaml does not exist.*, and 3 more like it: line 3, line 4, line 5$/m);
    }));

  test("links lines where a pipeline says what it runs for", () =>
    inRepo({ "a b(1).yaml": pod("a") }, async (cwd) => {
      const github = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "o/r", GITHUB_SHA: "c0ffee" };
      const { out } = await drydock(["lint", "--format", "markdown"], { cwd, env: github });
      assert.match(out, /\[line 9\]\(https:\/\/github\.com\/o\/r\/blob\/c0ffee\/a%20b%281%29\.yaml#L9\)/);
      const gitlab = { CI_PROJECT_URL: "https://gitlab.example/g/p", CI_COMMIT_SHA: "c0ffee" };
      assert.match((await drydock(["lint", "--format", "markdown"], { cwd, env: gitlab })).out, /g\/p\/-\/blob\/c0ffee\/a%20b/);
    }));

  test("fits a comment, and counts what did not", () =>
    inRepo({ "a.yaml": Array.from({ length: 400 }, (_, index) => pod(`a${index}`)).join("---\n") }, async (cwd) => {
      const { out } = await drydock(["lint", "--format", "markdown"], { cwd });
      assert.ok(Buffer.byteLength(out) <= 65_000 && out.length > 50_000);
      const shown = out.match(/\*\*gpu\/limit-missing\*\*/g)?.length ?? 0;
      assert.match(out, new RegExp(`… and ${400 - shown} more findings`));
      readMarkdown(out);
    }));
});

/** What the schema of Jenkins' xUnit plugin (junit-10.xsd) allows of what we may write, and what it demands. */
const JUNIT: Readonly<
  Record<string, { readonly may: readonly string[]; readonly must: readonly string[]; readonly holds: readonly string[] }>
> = {
  testsuites: { may: ["name", "time", "tests", "failures", "errors"], must: [], holds: ["testsuite"] },
  testsuite: {
    may: ["name", "tests", "failures", "errors", "time", "skipped", "file"],
    must: ["name", "tests", "failures", "errors"],
    holds: ["testcase"],
  },
  testcase: { may: ["name", "time", "classname"], must: ["name"], holds: ["skipped", "error", "failure", "system-out"] },
  failure: { may: ["type", "message"], must: [], holds: [] },
  error: { may: ["type", "message"], must: [], holds: [] },
  skipped: { may: ["type", "message"], must: [], holds: [] },
  "system-out": { may: [], must: [], holds: [] },
};

function assertAllowed({ name, attributes, children }: Element): void {
  const { may, must, holds } = JUNIT[name] ?? assert.fail(`<${name}>`);
  for (const key of Object.keys(attributes)) assert.ok(may.includes(key), `${key} of <${name}>`);
  for (const key of must) assert.ok(key in attributes, `<${name}> without ${key}`);
  for (const child of children) {
    assert.ok(holds.includes(child.name), `<${child.name}> in <${name}>`);
    assertAllowed(child);
  }
}

describe("JUnit", () => {
  test("is what the schema of Jenkins allows, with findings of every kind", () =>
    inRepo(
      {
        "a.yaml": pod("a"),
        "b.yaml": pod("b", HALF),
        "c.yaml": pod("c").replace("requests:", "requests: # drydock-ignore: gpu/limit-missing - a sandbox"),
        "d.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: [}\n",
        "e.yaml": pod("e", "cpu: 1"),
      },
      async (cwd) => {
        const root = parseXml((await drydock(["lint", "--format", "junit"], { cwd })).out);
        assertAllowed(root);
        const kinds = root.children.flatMap(({ children }) => children.flatMap(({ children: own }) => own.map(({ name }) => name)));
        assert.deepEqual([...new Set(kinds)].sort(), ["error", "failure", "skipped", "system-out"]);
      },
    ));

  const counts = async (cwd: string, ...words: readonly string[]) => {
    const { code, out } = await drydock(["lint", "--format", "junit", ...words], { cwd });
    const { tests, failures, errors } = parseXml(out).attributes;
    return { code, tests, failures, errors };
  };

  test("fails with the command, and only then", () =>
    inRepo({ "a.yaml": pod("a"), "b.yaml": pod("b", "cpu: 1") }, async (cwd) => {
      assert.deepEqual(await counts(cwd), { code: 1, tests: "2", failures: "1", errors: "0" });
      assert.deepEqual(await counts(cwd, "--fail-on", "never"), { code: 0, tests: "2", failures: "0", errors: "0" });
      assert.deepEqual(await counts(cwd, "--rule", "gpu/*=warning"), { code: 0, tests: "2", failures: "0", errors: "0" });
    }));

  test("names cases by rule and resource, never twice in a file", () =>
    inRepo({ "a.yaml": `${pod("a")}---\n${pod("a")}` }, async (cwd) => {
      const [suite] = parseXml((await drydock(["lint", "--format", "junit"], { cwd })).out).children;
      assert.deepEqual(
        suite?.children.map(({ attributes }) => attributes.name),
        ["gpu/limit-missing: Pod a", "gpu/limit-missing: Pod a (2)"],
      );
    }));

  test("has errors for problems, and a case that passed where there is nothing to say", () =>
    inRepo({ "a.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: [}\n", "b.yaml": pod("b", "cpu: 1") }, async (cwd) => {
      const root = parseXml((await drydock(["lint", "--format", "junit"], { cwd })).out);
      assert.equal(root.attributes.errors, "1");
      assert.equal(root.children[1]?.children[0]?.attributes.name, "no findings");
    }));
});

describe("several reports at once", () => {
  test("are the same as each alone, and the terminal gets its own", () =>
    inRepo({ "a.yaml": pod("a") }, async (cwd) => {
      const machine = FORMATS.filter((format) => format !== "pretty");
      const words = machine.flatMap((format) => ["--output", `${format}=out.${format}`]);
      const { code, out, err } = await drydock(["lint", ...words], { cwd });
      assert.equal(code, 1);
      assert.equal(err, "");
      assert.match(out, /^a\.yaml\n {2}Pod a/);
      for (const format of machine) {
        const alone = (await drydock(["lint", "a.yaml", "--format", format], { cwd })).out;
        assert.equal(readFileSync(join(cwd, `out.${format}`), "utf8"), alone, format);
      }
    }));

  test("go with one for standard output, and with a repair or its diff", () =>
    inRepo({ "a.yaml": pod("a") }, async (cwd) => {
      const parsed = () => JSON.parse(readFileSync(join(cwd, "r.json"), "utf8")).findings.length;
      const first = await drydock(["lint", "--format", "gitlab", "--output", "json=r.json"], { cwd });
      assert.equal(JSON.parse(first.out).length, parsed());
      const diff = await drydock(["lint", "--diff", "--output", "json=r.json"], { cwd });
      assert.match(diff.out, /^--- a\/a\.yaml\n/);
      assert.equal(parsed(), 1);
      await drydock(["lint", "--fix", "--output", "json=r.json"], { cwd });
      assert.equal(parsed(), 0);
    }));

  test("that cannot be are refused with a word on why", () =>
    inRepo({ "a.yaml": pod("a") }, async (cwd) => {
      const wrong: readonly [words: readonly string[], message: RegExp][] = [
        [["--output", "xml=a"], /there is no format "xml".*one of pretty, json, sarif, github, gitlab, junit, markdown, compact/],
        [["--output", "json="], /the name of the file is missing/],
        [["--output", "json=a.out", "--output", "sarif=./a.out"], /names \.\/a\.out twice/],
        [["--format", "json", "--output", "sarif"], /Only one report can go to standard output, not json and sarif/],
        [["--diff", "--format", "json"], /--output json=FILE/],
        [["--output", "json=a.yaml"], /a\.yaml would replace a file that was linted/],
        [["--output", "json=nowhere/a.out"], /nowhere\/a\.out cannot be written \(ENOENT\)/],
      ];
      for (const [words, message] of wrong) {
        const { code, err } = await drydock(["lint", ...words], { cwd });
        assert.equal(code, 2, words.join(" "));
        assert.match(err, message);
      }
      assert.equal(readFileSync(join(cwd, "a.yaml"), "utf8"), pod("a"));
    }));
});

test("no report shows a credential, wherever it goes", async () => {
  await inFolder({ "out/": "" }, async (folder) => {
    const env = { GITHUB_STEP_SUMMARY: join(folder, "summary") };
    const words = FORMATS.flatMap((format) => ["--output", `${format}=${join(folder, format)}`]);
    await drydock(["lint", ...words], { cwd: resolve("examples"), env });
    for (const name of [...FORMATS, "summary"]) {
      const text = readFileSync(join(folder, name), "utf8");
      assert.match(text, /secret-in-plain-text/, name);
      assert.doesNotMatch(text, /hunter2/, name);
    }
  });
});
