// What somebody meets who switches Drydock on in an old repository besides baselines: presets, thresholds, the list of suppressions.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { inFolder } from "../host/folder.ts";
import { drydock } from "./command.ts";
import { SWITCHED_ON as CONFIG } from "./repository.ts";

const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - name: main
      resources:
        requests:
          nvidia.com/gpu: 8
`;

const inRepo = <T>(files: Record<string, string>, body: (folder: string) => Promise<T>): Promise<T> =>
  inFolder({ ".git/HEAD": "", "drydock.yaml": CONFIG, ...files }, body);
const lint = (cwd: string, ...words: string[]) => drydock(["lint", ...words], { cwd });

describe("what the command line says of rules", () => {
  const strict = "drydock.yaml";

  test("--preset and --preview come after the files, --rule after both", () =>
    inFolder(
      {
        [strict]: "rules: {spot/*: off}\noverrides: [{path: '**', preview: false, rules: {gpu/limit-missing: error}}]\n",
        "a.yaml": pod("a"),
      },
      async (cwd) => {
        const severity = async (...words: string[]) =>
          JSON.parse((await lint(cwd, "--format", "json", ...words)).out)
            .findings.filter(({ rule }: { rule: string }) => rule === "gpu/limit-missing")
            .map((one: { severity: string }) => one.severity);
        assert.deepEqual(await severity(), ["error"]);
        assert.deepEqual(await severity("--rule", "gpu/limit-missing=info"), ["info"]);
        assert.deepEqual(await severity("--rule", "gpu/*=info", "--rule", "gpu/limit-missing=warning"), ["warning"]);
        assert.deepEqual(await severity("--rule", "gpu/*=off", "--preset", "strict", "--preset", "preview", "--preview"), []);
      },
    ));

  test("a preset that does not exist is named with the nearest one", () =>
    inRepo({}, async (cwd) => {
      const { code, err } = await lint(cwd, "--preset", "strikt");
      assert.deepEqual(
        [code, err],
        [2, '--preset strikt: there are recommended, strict, hybrid, regulated, preview. Did you mean "strict"?\n'],
      );
    }));

  test("--max-warnings fails on one more", () =>
    inRepo({ "a.yaml": pod("a"), "b.yaml": pod("b") }, async (cwd) => {
      const code = async (...words: string[]) => (await lint(cwd, "--rule", "gpu/limit-missing=warning", ...words)).code;
      assert.equal(await code(), 0);
      assert.equal(await code("--max-warnings", "2"), 0);
      assert.equal(await code("--max-warnings", "1"), 1);
      assert.equal(await code("--max-warnings", "0", "--fail-on", "never"), 1);
      assert.equal((await lint(cwd, "--rule", "gpu/limit-missing=info", "--max-warnings", "0")).code, 0);
      assert.match((await lint(cwd, "--max-warnings", "-1")).err, /has to be a whole number/);
    }));
});

describe("drydock suppressions", () => {
  const ignored = (comment: string, name = "a") => pod(name).replace("gpu: 8", `gpu: 8 # drydock-ignore: ${comment}`);

  test("lists them all with what they hide, why and until when, and counts what can go", () =>
    inRepo(
      {
        "drydock.yaml": `${CONFIG}ignore:\n  - rule: gpu/limit-missing\n    path: lab/**\n    reason: the LimitRange of the lab gives it\n    until: 2027-03-31\n`,
        "a.yaml": ignored("gpu/limit-missing — the webhook gives it"),
        "b.yaml": ignored("gpu/limit-missing — no more (until 2026-01-31)", "b"),
        "c.yaml": ignored("gpu/limit-mising — a slip", "c"),
        "d.yaml": ignored("gpu/limit-missing — repaired", "d").replace("requests", "limits"),
        "lab/e.yaml": pod("e"),
      },
      async (cwd) => {
        const { code, out } = await drydock(["suppressions"], { cwd });
        assert.equal(code, 0);
        assert.equal(
          out,
          `a.yaml
  9 gpu/limit-missing · hides 1 finding
    the webhook gives it

b.yaml
▲ 9 gpu/limit-missing · is over: what it hid is shown · until 2026-01-31
    no more

c.yaml
▲ 9 gpu/limit-mising · names no rule that exists
    a slip

d.yaml
▲ 9 gpu/limit-missing · hides nothing: it can go
    repaired

drydock.yaml
  3 gpu/limit-missing (path lab/**) · hides 1 finding · until 2027-03-31
    the LimitRange of the lab gives it

5 suppressions hide 2 findings · 1 can go · 2 do not count
`,
        );
        const json = JSON.parse((await drydock(["suppressions", "--format", "json", "a.yaml"], { cwd })).out);
        assert.deepEqual(
          json.map(({ range, ...rest }: { range: { start: { line: number } } }) => ({ line: range.start.line, ...rest })),
          [
            {
              line: 9,
              file: "a.yaml",
              form: "comment",
              rules: ["gpu/limit-missing"],
              reason: "the webhook gives it",
              hides: 1,
              state: "used",
            },
          ],
        );
      },
    ));

  test("in an entry that is left out are told, and the exit code says that the list is not whole", () =>
    inRepo({ "drydock.yaml": `${CONFIG}ignore:\n  - rule: gpu/limit-missing\n`, "a.yaml": pod("a") }, async (cwd) => {
      const { code, out, err } = await drydock(["suppressions"], { cwd });
      assert.deepEqual([code, out], [2, "No suppressions.\n"]);
      assert.match(err, /^drydock\.yaml:\d+:\d+: The key "reason" is missing here; the entry is ignored\.\n$/);
    }));

  test("that does not count is one", () =>
    inRepo({ "a.yaml": ignored("gpu/limit-mising — a slip") }, async (cwd) => {
      assert.match((await drydock(["suppressions"], { cwd })).out, /\n1 suppression hides 0 findings · 1 does not count\n$/);
    }));

  test("of a folder without any says so, and hostile reasons are shown as text", () =>
    inRepo({ "a.yaml": pod("a") }, async (cwd) => {
      assert.equal((await drydock(["suppressions"], { cwd })).out, "No suppressions.\n");
      writeFileSync(join(cwd, "a.yaml"), ignored("gpu/limit-missing — ::error::x \u202e ##vso[x]"));
      const { out } = await drydock(["suppressions"], { cwd, columns: 40 });
      assert.doesNotMatch(out, /^\s*::|##\w*\[|\u202e/m);
    }));
});

describe("one report", () => {
  test("what is about a file and no resource has no heading of its own", () =>
    inRepo({ "a.yaml": "# drydock-ignore-file: gpu/limit-mising — x\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n" }, async (cwd) => {
      const { out } = await lint(cwd);
      assert.match(out, /^a\.yaml\n {2}▲ suppression\/unknown-rule/);
    }));

  test("an ignore of the configuration is told on its own line", () =>
    inRepo(
      { "drydock.yaml": `${CONFIG}ignore:\n  - {rule: gpu/limit-missing, kind: Job, reason: x}\n`, "a.yaml": pod("a") },
      async (cwd) => {
        const { findings } = JSON.parse((await lint(cwd, "--format", "json")).out);
        const [, about] = findings;
        assert.deepEqual([about.rule, about.file, about.range.start.line], ["suppression/unused", "drydock.yaml", 3]);
      },
    ));
});
