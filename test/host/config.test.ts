// Configuration: what is wrong is said where it stands, with the nearest right word, and the rest still applies.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readConfigText } from "../../host/config-file.ts";
import { openWorkspace } from "../../host/workspace.ts";
import { inFolder } from "./folder.ts";

const RULES = ["gpu/limit-missing", "gpu/shm-missing", "spot/no-retry"];

/** Each problem as "line:column text: message", where text is what the range covers. */
function problemsOf(text: string): readonly string[] {
  return readConfigText("drydock.yaml", text, RULES).problems.map(({ kind, range, span, message }) => {
    assert.equal(kind, "config");
    assert.ok(range && span);
    return `${range.start.line}:${range.start.column} ${text.slice(span.start, span.end)}: ${message}`;
  });
}

const readValue = (text: string) => readConfigText("drydock.yaml", text, RULES).file.value;

describe("one drydock.yaml", () => {
  test("that is right has no problems, and is the value that is written", () => {
    const text = `
root: true
preset: [recommended, hybrid]
preview: true
failOn: warning
kubernetes: {version: "1.34"}
rules:
  gpu/limit-missing: off
  gpu/*: {severity: info, options: {least: 2}}
units: [{name: a, path: apps, complete: true, owns: [LocalQueue]}]
roles: [{match: {kind: Job, path: batch/**}, role: train}]
accelerators: [example.com/npu]
spotLabels: [{key: a, value: b}]
ignore: [{rule: spot/no-retry, path: x, reason: short runs, until: 2027-03-31}]
overrides: [{path: dev, preset: strict, rules: {gpu/shm-missing: off}}]
terraform: {roots: [live], scenarios: [prod.tfvars]}
`;
    assert.deepEqual(problemsOf(text), []);
    assert.deepEqual(readValue(text).rules, { "gpu/limit-missing": "off", "gpu/*": { severity: "info", options: { least: 2 } } });
    assert.equal(readValue(text).preview, true);
  });

  test("that is empty, or only comments, is a configuration that says nothing", () => {
    for (const text of ["", "# nothing yet\n", "---\n", "{}"]) {
      assert.deepEqual(problemsOf(text), []);
      assert.deepEqual(readValue(text), {});
    }
  });

  test("an unknown key is named with the nearest one, and the rest applies", () => {
    const text = "preset: strict\nignores:\n  - rule: gpu/limit-missing\nfailon: warning\nfavourite: 1\n";
    assert.deepEqual(problemsOf(text), [
      '2:1 ignores: The key "ignores" is not known here, and is ignored. Did you mean "ignore"?',
      '4:1 failon: The key "failon" is not known here, and is ignored. Did you mean "failOn"?',
      '5:1 favourite: The key "favourite" is not known here, and is ignored.',
    ]);
    assert.deepEqual(readValue(text), { preset: "strict" });
  });

  test("an unknown key deep inside is named by the keys of that place", () => {
    assert.deepEqual(problemsOf("units:\n  - name: a\n    path: b\n    namspace: c\n"), [
      '4:5 namspace: The key "namspace" is not known here, and is ignored. Did you mean "namespace"?',
    ]);
  });

  test("an unknown key in the setting of a rule is named by the keys of that place", () => {
    const text = "rules:\n  gpu/limit-missing: {serverity: error, options: {}}\n";
    assert.deepEqual(problemsOf(text), ['2:23 serverity: The key "serverity" is not known here, and is ignored. Did you mean "severity"?']);
    assert.deepEqual(readValue(text), { rules: { "gpu/limit-missing": { options: {} } } });
  });

  test("an entry that would reach further without its wrong part is left out whole", () => {
    for (const [text, problem] of [
      ["ignore: [{rule: gpu/limit-missing, reason: x, path: 5}]", '"path" has to be a text, and the entry is ignored.'],
      [
        "ignore: [{rule: gpu/limit-missing, reason: x, until: soon}]",
        '"soon" is no date (2027-03-31) for "until", and the entry is ignored.',
      ],
      ["overrides: [{path: 5, preset: strict}]", '"path" has to be a text, and the entry is ignored.'],
      ["overrides: [{pth: a, preset: strict}]", 'The key "pth" is not known here, and the entry is ignored. Did you mean "path"?'],
      ["roles: [{role: train, match: {kind: 5}}]", '"kind" has to be a text, and the entry is ignored.'],
    ] as const) {
      const problems = problemsOf(text);
      assert.equal(problems.length, 1, text);
      assert.ok(problems[0]?.endsWith(problem), problems[0]);
      assert.deepEqual(Object.values(readValue(text)), [[]], text);
    }
    assert.deepEqual(readValue("overrides: [{path: a, preset: wrong}]"), { overrides: [{ path: "a" }] });
  });

  test("a glob of a form that means nothing here is left out with its entry, and every ordinary one is taken", () => {
    for (const glob of ["!apps/**", "+(a+)b", "(a|b)/c", "job-{1..3}.yaml", "a".repeat(70_000)]) {
      for (const text of [
        `overrides: [{path: "${glob}", preset: strict}]`,
        `ignore: [{rule: gpu/limit-missing, reason: x, path: "${glob}"}]`,
        `roles: [{role: train, match: {path: "${glob}"}}]`,
      ]) {
        const problems = problemsOf(text);
        assert.equal(problems.length, 1);
        assert.match(problems[0] ?? "", /write|say what is meant|more than 1000 characters/);
        assert.match(problems[0] ?? "", /; the entry is ignored\.$/);
        assert.deepEqual(Object.values(readValue(text)), [[]]);
      }
    }
    for (const glob of ["**/train-*/**/x-*.yaml", "*-{dev,prod}.y*ml", "*a*a*a*a*b", "**/a/**/a/**/a/**/b", "[a]+b"])
      assert.deepEqual(problemsOf(`overrides: [{path: "${glob}", preset: strict}]`), [], glob);
  });

  test("a day that does not exist leaves out its entry", () => {
    const text = `ignore:
  - {rule: gpu/limit-missing, reason: x, until: 2027-02-31}
  - {rule: gpu/shm-missing, reason: x, until: 2028-02-29}
  - {rule: spot/no-retry, reason: x, until: 2027-02-29}
  - {rule: spot/no-retry, reason: x, until: 2027-13-01}
`;
    assert.deepEqual(problemsOf(text), [
      '2:49 2027-02-31: "2027-02-31" is no day of the calendar, and the entry is ignored.',
      '4:45 2027-02-29: "2027-02-29" is no day of the calendar, and the entry is ignored.',
      '5:45 2027-13-01: "2027-13-01" is no day of the calendar, and the entry is ignored.',
    ]);
    assert.deepEqual(
      readValue(text).ignore?.map(({ rule }) => rule),
      ["gpu/shm-missing"],
    );
    const lines = readConfigText("drydock.yaml", text, RULES).file.ignoresAt?.map(({ range }) => range.start);
    assert.deepEqual(lines, [{ line: 3, column: 6 }]);
  });

  test("an unknown rule is named with the nearest one", () => {
    const text = "rules:\n  gpu/limit-mising: off\n  spot/no-retry: off\nignore:\n  - {rule: gpu/shmmissing, reason: x}\n";
    assert.deepEqual(problemsOf(text), [
      '2:3 gpu/limit-mising: There is no rule "gpu/limit-mising". Did you mean "gpu/limit-missing"?',
      '5:12 gpu/shmmissing: There is no rule "gpu/shmmissing". Did you mean "gpu/shm-missing"?',
    ]);
    assert.deepEqual(readValue(text).rules, { "spot/no-retry": "off" });
  });

  test("a key without a value says nothing: its entries may be comments", () => {
    assert.deepEqual(problemsOf("rules:\n# gpu/*: off\nignore:\nfailOn:\npreset: strict\n"), []);
    assert.deepEqual(readValue("rules:\npreset: strict\n"), { preset: "strict" });
    assert.deepEqual(problemsOf("favourites:\n"), ['1:1 favourites: The key "favourites" is not known here, and is ignored.']);
  });

  test("a path that leads upwards, or a pattern for a folder, is left out with its entry", () => {
    const text = `units:
  - { name: a, path: ../apps }
  - { name: b, path: "teams/*" }
  - { name: c, path: teams..b }
terraform: { roots: [live, ../live] }
ignore: [{ rule: gpu/limit-missing, path: "a/../b", reason: why }]
overrides: [{ path: .., preset: strict }]
roles: [{ match: { path: ../x }, role: train }]
`;
    const is = 'leads upwards ("..") to what this file has no say in; the entry is ignored.';
    assert.deepEqual(problemsOf(text), [
      `2:22 ../apps: "../apps" ${is}`,
      '3:22 "teams/*": "teams/*" is a pattern, and one folder is meant; the entry is ignored.',
      `5:28 ../live: "../live" ${is}`,
      `6:43 "a/../b": "a/../b" ${is}`,
      `7:21 ..: ".." ${is}`,
      `8:26 ../x: "../x" ${is}`,
    ]);
    assert.deepEqual(readValue(text), {
      units: [{ name: "c", path: "teams..b" }],
      terraform: { roots: ["live"] },
      ignore: [],
      overrides: [],
      roles: [],
    });
  });

  test("a word that is none of those allowed is named with them", () => {
    assert.deepEqual(problemsOf("failOn: warn\nrules: {gpu/*: eror}\n"), [
      '1:9 warn: "warn" is none of error, warning, info, never, and is ignored. Did you mean "warning"?',
      '2:16 eror: "eror" is none of error, warning, info, off, and is ignored. Did you mean "error"?',
    ]);
  });

  test("a value of the wrong type is left out, and no other", () => {
    const text = "preview: maybe\nunits: apps\naccelerators: [a, [b], c]\nkubernetes: {version: 1.34}\nroot: true\n";
    assert.deepEqual(problemsOf(text), [
      '1:10 maybe: "preview" has to be true or false, and is ignored.',
      '2:8 apps: "units" has to be a list, and is ignored.',
      "3:20 b: This has to be a text, and is ignored.",
      '4:23 1.34: "version" has to be a text, and is ignored.',
    ]);
    assert.deepEqual(readValue(text), { accelerators: ["a", "c"], kubernetes: {}, root: true });
  });

  test("an entry without its required part is left out whole", () => {
    const text = "ignore:\n  - rule: gpu/limit-missing\n  - {rule: spot/no-retry, reason: fine}\n";
    assert.deepEqual(problemsOf(text), ['2:5 rule: The key "reason" is missing here; the entry is ignored.']);
    assert.deepEqual(readValue(text), { ignore: [{ rule: "spot/no-retry", reason: "fine" }] });
  });

  test("a required part that is wrong takes the entry with it", () => {
    const text = "ignore:\n  - {rule: all, reason: fine}\n  - {rule: spot/no-retry, reason: fine}\n";
    assert.equal(problemsOf(text).length, 1);
    assert.deepEqual(readValue(text), { ignore: [{ rule: "spot/no-retry", reason: "fine" }] });
  });

  test("a key that is given twice counts as the last one", () => {
    assert.deepEqual(problemsOf("failOn: info\nfailOn: never\n"), ['2:1 failOn: The key "failOn" is given twice; the last one counts.']);
    assert.equal(readValue("failOn: info\nfailOn: never\n").failOn, "never");
  });

  test("text that is no YAML is one problem where it breaks", () => {
    const problems = problemsOf("failOn: warning\nrules: [gpu/*\nroot: true\n");
    assert.equal(problems.length > 0, true);
    assert.doesNotThrow(() => readValue("\u0000: {{{"));
  });

  test("a list or a word is no configuration", () => {
    for (const text of ["- a\n", "strict\n"]) {
      assert.equal(problemsOf(text).length, 1);
      assert.deepEqual(readValue(text), {});
    }
  });

  test("nothing of it reaches the terminal raw, and strange keys do no harm", () => {
    const problems = problemsOf('"\\e[31mred": 1\n__proto__: {a: 1}\nconstructor: x\nrules: {__proto__: off}\n');
    assert.equal(problems.length, 4);
    for (const problem of problems) assert.doesNotMatch(problem.slice(problem.indexOf(": ")), /\u001b/);
    assert.equal(({} as { a?: number }).a, undefined);
  });

  test("settings can be found again by line", () => {
    const { lineOf } = readConfigText(
      "drydock.yaml",
      "---\nrules:\n  gpu/*: off\nignore:\n  - rule: spot/no-retry\n    reason: x\n",
      RULES,
    );
    assert.equal(lineOf(["rules", "gpu/*"]), 3);
    assert.equal(lineOf(["ignore", 0]), 5);
    assert.equal(lineOf(["units"]), undefined);
  });
});

describe("which configuration governs a path", () => {
  test("what is wrong is told file by file, from top to bottom", () =>
    inFolder({ "drydock.yaml": "baseline: ../x.json\nfavourite: 1\n", "b/drydock.yaml": "favourite: 1\n" }, (root) => {
      const { problems } = openWorkspace({ root, ruleIds: RULES });
      assert.deepEqual(
        problems.map(({ file, range }) => `${file}:${range?.start.line}`),
        ["drydock.yaml:1", "drydock.yaml:2", "b/drydock.yaml:1"],
      );
    }));

  const files = {
    "drydock.yaml": "failOn: warning\nrules: {gpu/*: info}\n",
    "team/drydock.yaml": "failOn: info\n",
    "team/lab/drydock.yaml": "root: true\n",
    "team/lab/x.yaml": "",
  };
  const configuration = () => inFolder(files, (root) => openWorkspace({ root, ruleIds: RULES }).configuration);

  test("a file with almost the right name is told, where it holds settings", () => {
    const almost = { "drydock.yml": "failOn: info\n", "a/.drydock.yaml": "preset: strict\n", "b/drydock.yml": "stages: [build]\n" };
    return inFolder({ ...almost, "c/drydock.yaml": "failOn: info\n" }, (root) => {
      const { problems } = openWorkspace({ root, ruleIds: RULES });
      const message = "Nothing in this file applies: a configuration is called drydock.yaml. Rename it.";
      assert.deepEqual(
        problems,
        ["a/.drydock.yaml", "drydock.yml"].map((file) => ({ kind: "config", file, message })),
      );
    });
  });

  test("the files of its folder and above, outermost first, up to root: true", () => {
    const { chain } = configuration();
    const names = (path: string) => chain(path).map(({ file }) => file.path);
    assert.deepEqual(names("a/b/c.yaml"), ["drydock.yaml"]);
    assert.deepEqual(names("team/x.yaml"), ["drydock.yaml", "team/drydock.yaml"]);
    assert.deepEqual(names("team/lab/deep/x.yaml"), ["team/lab/drydock.yaml"]);
  });

  test("equal chains are the same object, and the innermost word wins", () => {
    const { settings } = configuration();
    assert.equal(settings("a.yaml"), settings("b/c.yaml"));
    assert.notEqual(settings("a.yaml"), settings("team/c.yaml"));
    assert.deepEqual(
      ["a.yaml", "team/x.yaml", "team/lab/x.yaml"].map((path) => settings(path).failOn),
      ["warning", "info", "error"],
    );
  });

  test("units and Terraform roots are relative to their file", () => {
    const { units, terraformRoots } = inFolder(
      { "a/drydock.yaml": "units: [{name: u, path: ./apps/}, {name: v, path: .}]\nterraform: {roots: [live/eu, .]}\n" },
      (root) => openWorkspace({ root, ruleIds: RULES }).configuration,
    );
    assert.deepEqual(
      units.map(({ folder }) => folder),
      ["a/apps", "a"],
    );
    assert.deepEqual(terraformRoots, ["a/live/eu", "a"]);
  });
});
