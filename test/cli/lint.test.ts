// drydock lint as its users meet it: what is printed where, and which exit code it ends with.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { inFolder } from "../host/folder.ts";
import { drydock } from "./command.ts";
import { BAD_POD, GOOD_POD, inRepo, SWITCHED_ON } from "./repository.ts";

describe("a report for people", () => {
  test("shows the file, the resource, the rule, the message and the exact text", () =>
    inRepo({ "a.yaml": BAD_POD }, async (cwd) => {
      const { code, out, err } = await drydock(["lint"], { cwd });
      assert.equal(code, 1);
      assert.equal(err, "");
      assert.equal(
        out,
        `a.yaml
  Pod trainer · 1 pod × 8 = 8 nvidia.com/gpu

  ✖ gpu/limit-missing                                                    fixable
    Container main requests nvidia.com/gpu without a limit: Kubernetes refuses
    the pod. Add the limit.
     9 │       resources:
    10 │         requests:
    11 │           nvidia.com/gpu: 8   # all of them
       │           ━━━━━━━━━━━━━━
       +         limits:
       +           nvidia.com/gpu: 8

1 file · 1 resource · 1 workload asking for 8 GPUs · 0.00 s
✖ 1 error     1 fixable: drydock lint --fix
`,
      );
    }));

  test("of files in which all is well is one line, and the exit code 0", () =>
    inRepo({ "a.yaml": GOOD_POD, "b.yaml": GOOD_POD }, async (cwd) => {
      const { code, out } = await drydock(["lint"], { cwd });
      assert.deepEqual({ code, out }, { code: 0, out: "2 files · 2 resources · 2 workloads asking for 16 GPUs · no findings · 0.00 s\n" });
    }));

  test("of a folder with nothing of ours says what was read", () =>
    inFolder({ ".github/workflows/ci.yml": "on: push\njobs: {}\n", "package.json": "{}", "notes.yaml": "a: 1\n" }, async (cwd) => {
      const { code, out } = await drydock(["lint"], { cwd });
      assert.equal(code, 0);
      assert.equal(
        out,
        "3 files read, none of them Kubernetes, Kubeflow, Terraform or CloudFormation: 1\nGitHub workflow, 1 other JSON file, 1 other.\n",
      );
    }));

  test("of an empty folder says that there is nothing", () =>
    inFolder({ "README.md": "" }, async (cwd) => {
      assert.deepEqual(await drydock(["lint"], { cwd }), {
        code: 0,
        out: "No YAML, JSON or Terraform files here: nothing to lint.\n",
        err: "",
      });
    }));

  test("has colours on a terminal, and none elsewhere, with NO_COLOR or --no-color", () =>
    inRepo({ "a.yaml": BAD_POD }, async (cwd) => {
      const colored = async (words: string[], more: object) =>
        (await drydock(["lint", ...words], { cwd, ...more })).out.includes("\u001b[");
      assert.equal(await colored([], { columns: 80 }), true);
      assert.equal(await colored([], {}), false);
      assert.equal(await colored([], { columns: 80, env: { NO_COLOR: "1" } }), false);
      assert.equal(await colored(["--no-color"], { columns: 80 }), false);
      assert.equal(await colored([], { env: { FORCE_COLOR: "1" } }), true);
    }));

  test("fits the terminal", () =>
    inRepo({ "a.yaml": BAD_POD }, async (cwd) => {
      for (const columns of [40, 60, 80, 200]) {
        const { out } = await drydock(["lint", "--no-color"], { cwd, columns });
        for (const line of out.split("\n")) assert.ok(line.length <= Math.max(columns, 40), `${line.length} > ${columns}: ${line}`);
      }
    }));

  test("leaves out the summary when asked", () =>
    inRepo({ "a.yaml": BAD_POD, "b.yaml": GOOD_POD }, async (cwd) => {
      const { out } = await drydock(["lint", "--quiet"], { cwd });
      assert.match(out, /✖ gpu\/limit-missing/);
      assert.doesNotMatch(out, /1 file|1 error/);
      assert.equal((await drydock(["lint", "--quiet", "b.yaml"], { cwd })).out, "");
    }));

  test("says how much is only known later, and what when asked", () =>
    inRepo({ "a.yaml": GOOD_POD.replace("gpu: 8", "gpu: ${GPUS}").replace("limits:", "requests:") }, async (cwd) => {
      const short = await drydock(["lint", "--rule", "gpu/*=error"], { cwd });
      assert.match(short.out, /^\? \d+ values? (?:is|are) only known later \(drydock lint --explain-unknown\)$/m);
      const long = await drydock(["lint", "--rule", "gpu/*=error", "--explain-unknown"], { cwd });
      assert.match(
        long.out,
        /^Only known later\nSomebody fills these in [^?]*\na\.yaml\n {2}\? 11:27 \$\{GPUS\} \(asked by gpu\/.*\n {4}spec\./m,
      );
      const known = await drydock(["lint", "--rule", "gpu/*=off", "--explain-unknown"], { cwd });
      assert.match(known.out, /^Every value that a rule asked for is known\.$/m);
    }));

  test("counts the templates that it says nothing about", () =>
    inRepo(
      {
        "a.yaml": GOOD_POD,
        "chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 0.1.0\n",
        "chart/templates/pod.yaml": BAD_POD.replace("8", "{{ .gpus }}"),
      },
      async (cwd) => {
        const note = "? 1 template is judged only when rendered";
        const { code, out } = await drydock(["lint"], { cwd });
        assert.equal(code, 0);
        assert.ok(out.includes(`\n${note}`), out);
        assert.ok(!(await drydock(["lint", "a.yaml"], { cwd })).out.includes(note), "nobody asked about it");
        assert.equal((await drydock(["lint", "--quiet"], { cwd })).out, "");
        const chart = (await drydock(["lint", "chart"], { cwd })).out;
        assert.match(chart, /^2 files read, none of them [^:]*: 1\nHelm chart, 1 Helm template without values/);
        assert.ok(chart.includes(`\n${note}`), chart);
      },
    ));

  test("counts what is suppressed, and leaves it out", () =>
    inRepo({ "a.yaml": BAD_POD.replace("# all of them", "# drydock-ignore: gpu/limit-missing - a sandbox") }, async (cwd) => {
      const { code, out } = await drydock(["lint"], { cwd });
      assert.equal(code, 0);
      assert.match(out, /^1 file · .* · no findings · 1 suppressed\n0\.00 s\n$/);
    }));

  test("never lets a file's text reach the terminal raw", () =>
    inRepo(
      { "a\u001b[31m.yaml": BAD_POD.replace("name: trainer", 'name: "\\e[2Jtrainer\\u202e"').replace("# all", "# \u009b31m all") },
      async (cwd) => {
        for (const words of [
          ["lint"],
          ["lint", "--diff"],
          ["lint", "--format", "json"],
          ["lint", "--format", "sarif"],
          ["lint", "--explain-unknown"],
        ]) {
          const { out, err } = await drydock([...words], { cwd, columns: 80, env: { NO_COLOR: "1" } });
          assert.notEqual(out, "");
          assert.doesNotMatch(out + err, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/, words.join(" "));
        }
      },
    ));

  test("never lets a file's text reach the log of a build as a command to its runner", () => {
    const name = `${"a".repeat(50)} ::stop-commands::x`;
    const files = {
      "::error::x.yaml": BAD_POD.replace("name: trainer", 'name: "##vso[task.setvariable variable=PATH]x"').replace(
        "# all",
        "##[add-path]x",
      ),
      "##[group]x.yaml": BAD_POD.replace("name: main", `name: "${name}"`),
    };
    return inRepo(files, async (cwd) => {
      for (const words of [
        ["lint"],
        ["lint", "--format", "json"],
        ["lint", "--format", "sarif"],
        ["lint", "::error::no##vso[x]thing"],
        ["config", "::error::x.yaml"],
      ]) {
        const { out, err } = await drydock(words, { cwd });
        assert.match(out + err, /#\\u0023|\\u003a:/, "nothing of the kind was printed");
        assert.doesNotMatch(out + err, /^\s*::|##\w*\[/m, words.join(" "));
      }
      const { findings } = JSON.parse((await drydock(["lint", "--format", "json"], { cwd })).out);
      assert.deepEqual(
        findings.map(({ file }: { file: string }) => file),
        ["##[group]x.yaml", "::error::x.yaml"],
      );
    });
  });

  test("shows no repair in a line that holds a credential, though it would only insert something there", () => {
    const token = `ghp_${"abcdefghijklmnopqrstuvwxyz0123456789".slice(0, 36)}`;
    const container = `    - {name: main, image: a, env: [{name: X, value: ${token}}], resources: {requests: {nvidia.com/gpu: 8}}}\n`;
    return inRepo({ "pod.yaml": BAD_POD.slice(0, BAD_POD.indexOf("    - name")) + container }, async (cwd) => {
      for (const words of [["lint"], ["lint", "--diff"], ["lint", "--format", "json"], ["lint", "--format", "sarif"]]) {
        const { code, out, err } = await drydock(words, { cwd, columns: 120, env: { NO_COLOR: "1" } });
        assert.equal(code, 1);
        assert.doesNotMatch(out + err, /ghp_/, words.join(" "));
      }
      assert.match((await drydock(["lint"], { cwd })).out, /the fix is not shown: a credential stands in its lines/);
    });
  });
});

describe("which files", () => {
  const files = { ".git/HEAD": "", "a/x.yaml": BAD_POD, "b/y.yaml": BAD_POD, "b/z.yaml": GOOD_POD };
  const reported = async (cwd: string, words: readonly string[]) => {
    const { out } = await drydock(["lint", "--format", "json", ...words], { cwd });
    return JSON.parse(out).findings.map(({ file }: { file: string }) => file);
  };

  test("arguments choose what is reported; paths are named from where one stands", () =>
    inRepo(files, async (root) => {
      assert.deepEqual(await reported(root, []), ["a/x.yaml", "b/y.yaml"]);
      assert.deepEqual(await reported(root, ["b"]), ["b/y.yaml"]);
      assert.deepEqual(await reported(root, ["a/x.yaml", "b/y.yaml"]), ["a/x.yaml", "b/y.yaml"]);
      assert.deepEqual(await reported(join(root, "b"), []), ["y.yaml"]);
      assert.deepEqual(await reported(join(root, "b"), [".."]), ["../a/x.yaml", "y.yaml"]);
    }));

  test("a file that is ignored is linted where it is named", () =>
    inRepo({ ...files, ".gitignore": "a/\n" }, async (root) => {
      assert.deepEqual(await reported(root, []), ["b/y.yaml"]);
      assert.deepEqual(await reported(root, ["a/x.yaml"]), ["a/x.yaml"]);
      assert.deepEqual(await reported(root, ["a"]), ["a/x.yaml"]);
    }));

  test("what is not there, or is no file, is said with exit code 2", () =>
    inRepo(files, async (cwd) => {
      assert.deepEqual(await drydock(["lint", "nowhere"], { cwd }), { code: 2, out: "", err: "nowhere does not exist.\n" });
      assert.deepEqual(await drydock(["lint", "a/x.yaml/y"], { cwd }), { code: 2, out: "", err: "a/x.yaml/y does not exist.\n" });
    }));

  test("two workspaces at once are refused", () =>
    inFolder({ "one/.git/HEAD": "", "two/.git/HEAD": "" }, async (cwd) => {
      const { code, err } = await drydock(["lint", "one", "two"], { cwd });
      assert.equal(code, 2);
      assert.equal(err, "one and two are two workspaces: run the command once for each.\n");
    }));

  test("standard input is linted as the file that it will be", () =>
    inRepo({ "b/z.yaml": GOOD_POD }, async (cwd) => {
      const { code, out } = await drydock(["lint", "--stdin", "b/new.yaml", "--format", "json"], { cwd, stdin: BAD_POD });
      assert.equal(code, 1);
      assert.deepEqual(
        JSON.parse(out).findings.map(({ file }: { file: string }) => file),
        ["b/new.yaml"],
      );
      assert.equal((await drydock(["lint", "--stdin", "b/z.yaml"], { cwd, stdin: GOOD_POD })).code, 0);
      assert.match((await drydock(["lint", "--stdin", "a.yaml"], { cwd, stdin: BAD_POD })).out, /1 fixable: --diff shows how\n/);
      const nowhere = await drydock(["lint", "--stdin", "nowhere/z.yaml"], { cwd, stdin: GOOD_POD });
      assert.deepEqual(nowhere, { code: 2, out: "", err: "nowhere does not exist.\n" });
      assert.match(
        (await drydock(["lint", "--stdin", "a.yaml"], { cwd, stdin: Buffer.from([0x61, 0xff]) })).err,
        /^Standard input is not UTF-8 text/,
      );
    }));
});

describe("exit codes", () => {
  const codes = async (words: readonly string[], files: Record<string, string>) =>
    inRepo(files, async (cwd) => (await drydock(["lint", ...words], { cwd })).code);

  test("1 for findings at or above --fail-on, else what the configuration says, else error", async () => {
    assert.equal(await codes([], { "a.yaml": BAD_POD }), 1);
    assert.equal(await codes(["--fail-on", "never"], { "a.yaml": BAD_POD }), 0);
    assert.equal(await codes(["--rule", "gpu/limit-missing=warning"], { "a.yaml": BAD_POD }), 0);
    assert.equal(await codes(["--rule", "gpu/limit-missing=warning", "--fail-on", "warning"], { "a.yaml": BAD_POD }), 1);
    assert.equal(await codes(["--rule", "gpu/limit-missing=info", "--fail-on", "warning"], { "a.yaml": BAD_POD }), 0);
    const never = { "drydock.yaml": `${SWITCHED_ON}failOn: never\n`, "a.yaml": BAD_POD };
    assert.equal(await codes([], never), 0);
    assert.equal(await codes(["--fail-on", "error"], never), 1);
  });

  test("a threshold governs the files below its configuration", async () => {
    const files = { "lab/drydock.yaml": "failOn: never\n", "lab/a.yaml": BAD_POD };
    assert.equal(await codes([], files), 0);
    assert.equal(await codes([], { ...files, "b.yaml": BAD_POD }), 1);
  });

  test("2 for wrong configuration, with the report still written", () =>
    inRepo({ "drydock.yaml": "rules: {gpu/limit-missing: error}\nfailon: info\n", "a.yaml": BAD_POD }, async (cwd) => {
      const { code, out } = await drydock(["lint"], { cwd });
      assert.equal(code, 2);
      assert.match(out, /✖ config\n {4}The key "failon" is not known here, and is ignored\. Did you mean "failOn"\?\n/);
      assert.match(out, /2 │ failon: info\n {6}│ ━━━━━━\n/);
      assert.match(out, /✖ gpu\/limit-missing/);
    }));

  test("wrong configuration elsewhere is no business of what was named", () =>
    inRepo({ ".git/HEAD": "", "x/drydock.yaml": "failon: info\n", "y/a.yaml": GOOD_POD }, async (cwd) => {
      assert.equal((await drydock(["lint", "y"], { cwd })).code, 0);
      assert.equal((await drydock(["lint", "x"], { cwd })).code, 2);
      assert.equal((await drydock(["lint"], { cwd })).code, 2);
    }));

  test("0 where Terraform in JSON syntax was not read, but the report does not look clean", () =>
    inRepo({ "main.tf.json": '{"resource": {}}' }, async (cwd) => {
      const { code, out } = await drydock(["lint"], { cwd });
      assert.equal(code, 0);
      assert.match(out, /^main\.tf\.json\n {2}✖ limit\n {4}Terraform in JSON syntax is not read/);
      assert.match(out, /✖ 1 problem\n$/);
      assert.doesNotMatch(out, /no findings/);
    }));

  test("2 for wrong usage, with a word on what is right", () =>
    inRepo({}, async (cwd) => {
      const wrong: readonly [words: readonly string[], message: RegExp][] = [
        [["lint", "--fial-on", "error"], /unknown option '--fial-on'\n\(Did you mean --fail-on\?\)/],
        [["lint", "--format", "xml"], /Allowed choices are pretty, json, sarif/],
        [["lint", "--rule", "gpu/limit-mising=off"], /There is no rule "gpu\/limit-mising"\. Did you mean "gpu\/limit-missing"\?/],
        [["lint", "--rule", "gpu/limit-missing"], /write it as gpu\/limit-missing=warning/],
        [["lint", "--fix", "--diff"], /choose one/],
        [["lint", "--fix", "--stdin", "a.yaml"], /--diff shows what it would do/],
        [["explain", "gpu/limit-mising"], /Did you mean "gpu\/limit-missing"\?/],
        [["lnt"], /unknown command 'lnt'/],
        [["explain"], /missing required argument/],
      ];
      for (const [words, message] of wrong) {
        const { code, out, err } = await drydock(words, { cwd });
        assert.equal(code, 2, words.join(" "));
        assert.equal(out, "");
        assert.match(err, message);
      }
    }));
});
