// Baselines: what somebody begins with who switches Drydock on in an old repository.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { baselineOf, baselineText, compareWith, readBaseline } from "../../cli/baseline.ts";
import type { FileProblem, Finding } from "../../engine/api.ts";
import { assertLinear } from "../harness/work.ts";
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
const FILE = "drydock-baseline.json";

const inRepo = <T>(files: Record<string, string>, body: (folder: string) => Promise<T>): Promise<T> =>
  inFolder({ ".git/HEAD": "", "drydock.yaml": CONFIG, ...files }, body);
const lint = (cwd: string, ...words: string[]) => drydock(["lint", ...words], { cwd });

describe("a baseline", () => {
  test("hides what it was made of, and shows what is new", () =>
    inRepo({ "a.yaml": pod("a") }, async (cwd) => {
      const made = await drydock(["baseline", "update"], { cwd });
      assert.deepEqual(made, {
        code: 0,
        out: `${FILE}: 1 finding\nCommit it, and run drydock lint --baseline ${FILE}: it shows what is new.\nNamed in the drydock.yaml at the root (baseline: ${FILE}), it holds without a word.\n`,
        err: "",
      });
      const clean = await lint(cwd, "--baseline", FILE);
      assert.equal(clean.code, 0);
      assert.match(clean.out, /^1 file · 1 resource · 1 workload asking for 8 GPUs · no findings\s(?:· )?1 in the baseline · 0\.00 s\n/);
      writeFileSync(join(cwd, "b.yaml"), pod("b"));
      const { code, out } = await lint(cwd, "--baseline", FILE);
      assert.equal(code, 1);
      assert.match(out, /^b\.yaml$/m);
      assert.doesNotMatch(out, /^a\.yaml$/m);
      const json = JSON.parse((await lint(cwd, "--baseline", FILE, "--format", "json")).out);
      assert.deepEqual([json.summary.inBaseline, json.findings.length], [1, 1]);
    }));

  test("lends nothing of a file that is not looked at: a copy of a known fault is new, one that moved is not", () =>
    inRepo({ "a/x.yaml": pod("a") }, async (cwd) => {
      await drydock(["baseline", "update"], { cwd });
      mkdirSync(join(cwd, "b"));
      writeFileSync(join(cwd, "b/copy.yaml"), pod("a"));
      for (const words of [["b/copy.yaml"], ["b"], ["."]]) {
        const { code, out } = await lint(cwd, ...words, "--baseline", FILE);
        assert.equal(code, 1, words.join());
        assert.match(out, /^b\/copy\.yaml$/m);
        assert.doesNotMatch(out, /^a\/x\.yaml$/m);
      }
      rmSync(join(cwd, "a/x.yaml"));
      for (const words of [["b/copy.yaml"], ["b"], ["."]])
        assert.equal((await lint(cwd, ...words, "--baseline", FILE)).code, 0, words.join());
    }));

  test("is updated: what is new is known, what is gone leaves; two runs write the same bytes", () =>
    inRepo({ "a.yaml": pod("a"), "b.yaml": pod("b") }, async (cwd) => {
      await drydock(["baseline", "update"], { cwd });
      const first = readFileSync(join(cwd, FILE), "utf8");
      assert.equal((await drydock(["baseline", "update"], { cwd })).out, `${FILE}: new 0 · gone 0 · known 2\n`);
      assert.equal(readFileSync(join(cwd, FILE), "utf8"), first);
      writeFileSync(join(cwd, "b.yaml"), pod("c"));
      assert.equal((await drydock(["baseline", "update"], { cwd })).out, `${FILE}: new 1 · gone 1 · known 2\n`);
      assert.match(readFileSync(join(cwd, FILE), "utf8"), /"Pod c"/);
      assert.doesNotMatch(readFileSync(join(cwd, FILE), "utf8"), /"Pod b"/);
    }));

  test("says what is gone, and --prune takes out only that", () =>
    inRepo({ "a.yaml": pod("a"), "b.yaml": pod("b") }, async (cwd) => {
      await drydock(["baseline", "update"], { cwd });
      writeFileSync(join(cwd, "b.yaml"), pod("c"));
      const { out } = await lint(cwd, "--baseline", FILE);
      assert.match(
        out,
        /^1 finding of the baseline is gone: drydock baseline update --prune takes it out\n {2}gpu\/limit-missing · Pod b · b\.yaml\n/m,
      );
      assert.match((await lint(cwd, "--baseline", FILE, "--format", "json")).err, /^1 finding of the baseline is gone/);
      assert.doesNotMatch((await lint(cwd, "a.yaml", "--baseline", FILE)).out, /is gone/);
      assert.equal((await drydock(["baseline", "update", "--prune"], { cwd })).out, `${FILE}: left new 1 · gone 1 · known 1\n`);
      assert.equal((await lint(cwd, "--baseline", FILE)).code, 1);
    }));

  test("is one of the whole workspace wherever one stands, unless a file is named", () =>
    inRepo({ "a.yaml": pod("a"), "b/b.yaml": pod("b") }, async (root) => {
      const cwd = join(root, "b");
      assert.match((await drydock(["baseline", "update"], { cwd })).out, /^\.\.\/drydock-baseline\.json: 2 findings\n/);
      assert.equal((await lint(cwd, "--baseline", `../${FILE}`)).code, 0);
      assert.match((await drydock(["baseline", "update", "mine.json"], { cwd })).out, /^mine\.json: 2 findings\n/);
      assert.equal(existsSync(join(cwd, "mine.json")), true);
      assert.match(
        (await drydock(["baseline", "update", "no/mine.json"], { cwd })).err,
        /^no\/mine\.json cannot be written: its folder does not exist\.\n/,
      );
    }));

  test("that drydock.yaml names holds without a word, and is what update writes", () =>
    inRepo(
      { "drydock.yaml": `${CONFIG}baseline: known/of-old.json\n`, "known/.keep": "", "a.yaml": pod("a"), "b/b.yaml": pod("b") },
      async (root) => {
        const cwd = join(root, "b");
        assert.deepEqual(await drydock(["baseline", "update"], { cwd }), {
          code: 0,
          out: "../known/of-old.json: 2 findings\nCommit it, and run drydock lint: it shows what is new.\n",
          err: "",
        });
        for (const words of [[], [".."], ["b.yaml"]]) assert.equal((await lint(cwd, ...words)).code, 0, words.join());
        writeFileSync(join(cwd, "c.yaml"), pod("c"));
        const { code, out } = await lint(cwd);
        assert.equal(code, 1);
        assert.match(out, /^c\.yaml$/m);
        assert.doesNotMatch(out, /^b\.yaml$/m);
        assert.match((await lint(cwd, "--no-baseline")).out, /^b\.yaml$/m);
        writeFileSync(join(cwd, "none.json"), '{"version": 1, "findings": []}');
        assert.match((await lint(cwd, "--baseline", "none.json")).out, /^b\.yaml$/m, "the command line wins");
        assert.match(
          (await drydock(["baseline", "update", "--prune"], { cwd })).out,
          /^\.\.\/known\/of-old\.json: left new 1 · gone 0 · known 2$/m,
        );
      },
    ));

  test("that drydock.yaml names knows nothing below another root", () =>
    inRepo(
      {
        "drydock.yaml": `${CONFIG}baseline: ${FILE}\n`,
        "a.yaml": pod("a"),
        "own/drydock.yaml": `root: true\n${CONFIG}`,
        "own/b.yaml": pod("b"),
      },
      async (cwd) => {
        assert.match((await drydock(["baseline", "update"], { cwd })).out, /^drydock-baseline\.json: 1 finding\n/);
        const { code, out } = await lint(cwd);
        assert.equal(code, 1);
        assert.match(out, /^own\/b\.yaml$/m);
        assert.doesNotMatch(out, /^a\.yaml$|is gone/m);
      },
    ));

  test("that drydock.yaml names and nobody can use is an error at its place, and hides nothing", () =>
    inRepo({ "drydock.yaml": `${CONFIG}baseline: ${FILE}\n`, "a.yaml": pod("a"), "deep/drydock.yaml": "preview: false\n" }, async (cwd) => {
      const line = CONFIG.split("\n").length;
      const told = async (...words: string[]) => {
        const { code, out } = await lint(cwd, ...words, "--format", "json");
        const { findings, problems } = JSON.parse(out);
        assert.deepEqual([code, findings.length], [2, 1]);
        return problems.map(({ kind, file, range, message }: Required<FileProblem>) => [
          kind,
          file,
          range.start.line,
          range.start.column,
          message,
        ]);
      };
      const missing = ["config", "drydock.yaml", line, 11, `The baseline ${FILE} does not exist: drydock baseline update writes it.`];
      assert.deepEqual(await told(), [missing]);
      assert.deepEqual(await told("a.yaml"), [missing]);
      assert.equal((await lint(cwd, "--no-baseline")).code, 1);
      writeFileSync(join(cwd, FILE), '{\n  "version": 2}');
      assert.match((await told())[0][4], /^The baseline drydock-baseline\.json:2:14 cannot be used\. A baseline has "version": 1/);
      writeFileSync(join(cwd, "drydock.yaml"), `${CONFIG}baseline: ../known.json\n`);
      assert.match((await told())[0][4], /^A baseline lies in the workspace/);
      writeFileSync(join(cwd, "drydock.yaml"), `${CONFIG}baseline: /known.json\n`);
      assert.match((await told())[0][4], /^A baseline lies in the workspace/);
      writeFileSync(join(cwd, FILE), '{"version": 1, "findings": []}');
      writeFileSync(join(cwd, "drydock.yaml"), `${CONFIG}baseline: ${FILE}\n`);
      writeFileSync(join(cwd, "deep/drydock.yaml"), "preview: false\nbaseline: mine.json\n");
      assert.deepEqual(await told(), [
        ["config", "deep/drydock.yaml", 2, 11, "The workspace has one baseline, and drydock.yaml names it; this one is ignored."],
      ]);
    }));

  test("that drydock.yaml names is not written through a link out of the workspace", () =>
    inRepo(
      {
        "w/.git/HEAD": "",
        "w/drydock.yaml": `${CONFIG}baseline: ${FILE}\n`,
        "w/a.yaml": pod("a"),
        "mine.json": '{"version": 1, "findings": []}',
      },
      async (root) => {
        rmSync(join(root, "drydock.yaml"));
        rmSync(join(root, ".git"), { recursive: true });
        const cwd = join(root, "w");
        symlinkSync("../mine.json", join(cwd, FILE));
        assert.equal((await drydock(["baseline", "update"], { cwd })).err, `${FILE} leads out of the workspace.\n`);
        assert.equal((await lint(cwd)).code, 2);
      },
    ));

  test("of the rules that the command line chooses holds those", () =>
    inRepo({ "a.yaml": pod("a") }, async (cwd) => {
      await drydock(["baseline", "update", "--rule", "gpu/limit-missing=off"], { cwd });
      assert.deepEqual(JSON.parse(readFileSync(join(cwd, FILE), "utf8")), { version: 1, findings: [] });
    }));

  test("is not made of a run in which something could not be read", () =>
    inRepo({ "a.yaml": pod("a") }, async (cwd) => {
      writeFileSync(join(cwd, "b.yaml"), Buffer.from([0x61, 0xff, 0xfe]));
      const { code, out, err } = await drydock(["baseline", "update"], { cwd });
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, /^b\.yaml.* is not UTF-8 text.* Nothing was written: a baseline is made of a run in which all is read\.\n$/);
      assert.equal(existsSync(join(cwd, FILE)), false);
    }));

  test("that is broken is an error at its place", () =>
    inRepo({ "a.yaml": pod("a") }, async (cwd) => {
      const id = "0".repeat(32);
      const broken: readonly [text: string, error: RegExp][] = [
        ["", /^b\.json:1:1: A baseline is an object/],
        ['{\n  "version": 1,\n  "findings": [\n<<<<<<< HEAD\n', /^b\.json:4:1: This is no JSON/],
        ["[]", /^b\.json:1:1: A baseline is an object/],
        ['{"version": 2, "findings": []}', /^b\.json:1:13: A baseline has "version": 1/],
        ['{"findings": []}', /^b\.json:1:1: A baseline has "version": 1/],
        ['{"version": 1}', /^b\.json:1:1: "findings" has to be a list/],
        [`{"version": 1, "findings": [\n  7]}`, /^b\.json:2:3: A known finding is an object/],
        [
          `{"version": 1, "findings": [\n  {"rule": "a/b", "file": "a", "fingerprint": "xyz"}]}`,
          /^b\.json:2:3: "fingerprint" has to be 32/,
        ],
        [`{"version": 1, "findings": [\n  {"rule": 1, "file": "a", "fingerprint": "${id}"}]}`, /^b\.json:2:3: "rule"/],
        [`{"version": 1, "findings": [\n  {"rule": "a/b", "file": "a", "fingerprint": "${id}", "count": 0}]}`, /^b\.json:2:3: "count"/],
      ];
      for (const [text, error] of broken) {
        writeFileSync(join(cwd, "b.json"), text);
        for (const words of [
          ["lint", "--baseline", "b.json"],
          ["baseline", "update", "b.json"],
        ]) {
          const { code, out, err } = await drydock(words, { cwd });
          assert.deepEqual([code, out], [2, ""], text);
          assert.match(err, error, text);
        }
        assert.equal(readFileSync(join(cwd, "b.json"), "utf8"), text);
      }
      assert.match(
        (await lint(cwd, "--baseline", "nowhere.json")).err,
        /^nowhere\.json does not exist: drydock baseline update nowhere\.json writes it\.\n$/,
      );
      assert.match((await lint(cwd, "--baseline", ".git")).err, /^\.git is no file\.\n$/);
    }));

  test("knows broken texts as well, by what is wrong with them", () =>
    inRepo({ "a.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: [\n" }, async (cwd) => {
      assert.equal((await lint(cwd)).code, 1);
      await drydock(["baseline", "update"], { cwd });
      const { code, out } = await lint(cwd, "--baseline", FILE);
      assert.equal(code, 0);
      assert.doesNotMatch(out, /✖/);
      writeFileSync(join(cwd, "b.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: [\n");
      assert.match((await lint(cwd, "--baseline", FILE)).out, /^b\.yaml\n {2}✖ syntax/);
    }));

  test("hides findings from --fix and its diff as well", () =>
    inRepo({ "a.yaml": pod("a") }, async (cwd) => {
      await drydock(["baseline", "update"], { cwd });
      writeFileSync(join(cwd, "b.yaml"), pod("b"));
      assert.doesNotMatch((await lint(cwd, "--diff", "--baseline", FILE)).out, /a\.yaml/);
      assert.match((await lint(cwd, "--fix", "--baseline", FILE)).out, /^fixed {4}1 finding in 1 file/);
      assert.equal(readFileSync(join(cwd, "a.yaml"), "utf8"), pod("a"));
    }));
});

describe("equal findings", () => {
  const finding = (file: string, id: string, start = 0): Finding => ({
    rule: "gpu/limit-missing",
    variant: "plain",
    severity: "error",
    file,
    span: { start, end: start },
    range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
    address: { resource: "", path: [], part: "value" },
    apiVersion: "v1",
    ref: { group: "", kind: "Pod", name: id },
    data: {},
    related: [],
    fingerprint: id.repeat(32),
    fix: null,
  });
  const known = (...findings: Finding[]) => {
    const read = readBaseline(baselineText(baselineOf({ findings, problems: [] })));
    assert.ok("entries" in read);
    return read;
  };
  const compared = (before: Finding[], now: Finding[]) => {
    const { isKnown, known: hidden, stale } = compareWith(known(...before), { findings: now, problems: [] });
    return [now.filter((one) => !isKnown(one)).map(({ file }) => file), hidden, stale.map(({ file, count }) => `${file} ${count}`)];
  };

  test("are counted, and in a file that is known they are the known ones", () => {
    const [a, b, c] = [finding("a", "1"), finding("b", "1"), finding("c", "1")];
    assert.deepEqual(compared([a, b], [a, b]), [[], 2, []]);
    assert.deepEqual(compared([a, c], [a, b, c]), [["b"], 2, []]);
    assert.deepEqual(compared([b], [a, b, finding("b", "1", 5)]), [["a", "b"], 1, []]);
    assert.deepEqual(compared([a, finding("a", "1", 5)], [a]), [[], 1, ["a 1"]]);
  });

  test("by the thousand are compared without a look at all for each", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => finding(`${index}`, "1"));
    const moved = (all: readonly Finding[]) => ({ findings: all.map((one) => ({ ...one, file: `moved/${one.file}` })), problems: [] });
    assertLinear<typeof import("../../cli/baseline.ts")>("cli/baseline.ts", 1000, ({ compareWith }, size) => {
      compareWith(known(...many(size)), moved(many(size)));
    });
    const { fresh, stale } = compareWith(known(...many(20_000)), moved(many(20_000)));
    assert.deepEqual([fresh, stale], [0, []]);
  });

  test("that moved take the place of those that are gone", () => {
    const [a, b, c] = [finding("a", "1"), finding("b", "1"), finding("c", "1")];
    assert.deepEqual(compared([a], [c]), [[], 1, []]);
    assert.deepEqual(compared([a, b], [b, c]), [[], 2, []]);
    assert.deepEqual(compared([a, b], [c]), [[], 1, ["b 1"]]);
    assert.deepEqual(compared([a], [finding("a", "2")]), [["a"], 0, ["a 1"]]);
  });

  test("stand on lines of their own, in an order that is not that of the files", () => {
    const text = baselineText(baselineOf({ findings: [finding("b", "1"), finding("a", "2"), finding("b", "1", 4)], problems: [] }));
    assert.equal(
      text,
      `{
  "version": 1,
  "findings": [
    { "rule": "gpu/limit-missing", "resource": "Pod 1", "file": "b", "fingerprint": "${"1".repeat(32)}", "count": 2 },
    { "rule": "gpu/limit-missing", "resource": "Pod 2", "file": "a", "fingerprint": "${"2".repeat(32)}" }
  ]
}
`,
    );
  });
});
