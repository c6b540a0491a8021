// Whatever lies in a folder, the built command says what is wrong and where, lints the other files, ends with the exit code that is
// documented, and takes bounded time and memory. The bounds are generous: they catch what grows without end, not a slow machine.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, symlinkSync, truncateSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { inFolder } from "../host/folder.ts";

const CLI = resolve("dist/cli.cjs");
const LONGEST_MS = 30_000;
const MOST_MEGABYTES = 700;

/** What every test expects to be found beside what is bad. */
const NEIGHBOUR = `apiVersion: v1
kind: Pod
metadata: {name: neighbour}
spec:
  containers:
    - name: main
      image: example.com/a:1
      resources: {requests: {nvidia.com/gpu: 1}}
`;

interface Problem {
  readonly kind: string;
  readonly file: string;
  readonly message: string;
  readonly range?: { readonly start: { readonly line: number; readonly column: number } };
}

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function drydock(cwd: string, words: readonly string[], identity: { uid?: number; gid?: number } = {}): Run {
  const { status, stdout, stderr, signal } = spawnSync(process.execPath, [`--max-old-space-size=${MOST_MEGABYTES}`, CLI, ...words], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: LONGEST_MS,
    ...identity,
  });
  assert.equal(signal, null, `stopped by ${signal}: took more than ${LONGEST_MS} ms`);
  return { code: status, out: stdout, err: stderr };
}

/** Lints a folder that holds `files` and the neighbour; the neighbour's finding is always there. */
function lint(files: Record<string, string | Buffer>, prepare: (folder: string) => void = () => {}) {
  return inFolder({ "drydock.yaml": "rules: {gpu/limit-missing: error}\n", "neighbour.yaml": NEIGHBOUR, ...files }, (folder) => {
    prepare(folder);
    const { code, out, err } = drydock(folder, ["lint", "--format", "json"]);
    assert.equal(err, "");
    const report = JSON.parse(out);
    const found: string[] = report.findings.map(({ rule, file }: { rule: string; file: string }) => `${rule} ${file}`);
    assert.ok(found.includes("gpu/limit-missing neighbour.yaml"), "the neighbour was not linted");
    const problems: readonly Problem[] = report.problems;
    assert.ok(!problems.some(({ kind }) => kind === "internal"), JSON.stringify(problems));
    return { code, found, problems };
  });
}

const pod = (name: string, rest = "") => NEIGHBOUR.replace("neighbour", name) + rest;

describe("files that are no text", () => {
  test("a binary file", () => {
    const { code, problems } = lint({ "image.yaml": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]) });
    assert.equal(code, 2);
    assert.deepEqual(
      problems.map(({ kind, file, message }) => [kind, file, message]),
      [["read", "image.yaml", "The file is a binary file (byte 4 is 0)."]],
    );
  });

  test("invalid UTF-8 is named with its line and byte", () => {
    const { code, problems } = lint({ "latin.yaml": Buffer.from("a: 1\nname: caf\xe9\n", "latin1") });
    assert.equal(code, 2);
    assert.match(problems[0]?.message ?? "", /is not UTF-8 text \(line 2, byte 14: 0xe9\)/);
  });

  test("UTF-16 is read like any other text", () => {
    const bytes = Buffer.from(`\ufeff${pod("wide")}`, "utf16le");
    const { code, found } = lint({ "le.yaml": bytes, "be.yaml": Buffer.from(bytes).swap16() });
    assert.equal(code, 1);
    assert.ok(found.includes("gpu/limit-missing le.yaml") && found.includes("gpu/limit-missing be.yaml"));
  });

  test("byte order marks, at the start and before a later document", () => {
    const { code, found, problems } = lint({ "bom.yaml": `\ufeff${pod("one")}---\n\ufeff${pod("two")}` });
    assert.equal(code, 1);
    assert.deepEqual(problems, []);
    assert.equal(found.filter((one) => one === "gpu/limit-missing bom.yaml").length, 2);
  });

  test("a file that may not be read", (t) => {
    inFolder({ "closed.yaml": pod("closed"), "open.yaml": NEIGHBOUR, "drydock.yaml": "rules: {gpu/limit-missing: error}\n" }, (folder) => {
      chmodSync(folder, 0o755);
      chmodSync(join(folder, "closed.yaml"), 0);
      // Root may read everything, so the command runs as nobody where the tests run as root.
      const identity = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
      if (drydock(folder, ["--version"], identity).code !== 0) return t.skip("the command cannot be run as another user here");
      const { code, out } = drydock(folder, ["lint", "--format", "json"], identity);
      const { problems, findings } = JSON.parse(out);
      assert.equal(code, 2);
      assert.deepEqual(problems, [{ kind: "read", file: "closed.yaml", message: "The file cannot be read (EACCES)." }]);
      assert.equal(findings.length, 1);
    });
  });

  test("a file that may not be written is not said to be repaired", (t) => {
    inFolder({ "open/a.yaml": pod("a"), "closed/b.yaml": pod("b"), "drydock.yaml": "rules: {gpu/limit-missing: error}\n" }, (folder) => {
      const isRoot = process.getuid?.() === 0;
      const identity = isRoot ? { uid: 65534, gid: 65534 } : {};
      chmodSync(folder, 0o755);
      chmodSync(join(folder, "open"), 0o777);
      chmodSync(join(folder, "closed"), 0o555);
      if (drydock(folder, ["--version"], identity).code !== 0) return t.skip("the command cannot be run as another user here");
      const { code, out } = drydock(folder, ["lint", "--fix"], identity);
      chmodSync(join(folder, "closed"), 0o755);
      assert.equal(code, 2);
      assert.match(
        out,
        /^closed\/b\.yaml\n {2}✖ read\n {4}The file cannot be written \(EACCES\)\.\n\nfixed {4}1 finding in 1 file: gpu\/limit-missing\n/,
      );
      assert.match(out, /\nkept {5}gpu\/limit-missing at closed\/b\.yaml:\d+, since its file was not written\n/);
    });
  });

  test("a file larger than the limit", () => {
    const { problems } = lint({ "huge.yaml": "a: 1\n" }, (folder) => truncateSync(join(folder, "huge.yaml"), 3 * 2 ** 30));
    assert.deepEqual(
      problems.map(({ kind, message }) => [kind, message]),
      [["limit", "The file is larger than 20 MB and was not read."]],
    );
  });

  test("a pipe with the name of a manifest is not waited for", (t) => {
    lint({}, (folder) => {
      if (spawnSync("mkfifo", [join(folder, "pipe.yaml")]).status !== 0) t.diagnostic("no mkfifo here: nothing to try");
    });
    inFolder({}, (folder) => {
      if (spawnSync("mkfifo", [join(folder, "pipe.yaml")]).status !== 0) return;
      assert.deepEqual(drydock(folder, ["lint", "pipe.yaml"]), { code: 2, out: "", err: "pipe.yaml is neither a file nor a folder.\n" });
    });
  });
});

describe("folders that lead nowhere", () => {
  test("links in a circle, to above, to nothing, and to devices", () => {
    const { code, problems } = lint({ "a/b/c.yaml": pod("c") }, (folder) => {
      symlinkSync("..", join(folder, "a/up"));
      symlinkSync(folder, join(folder, "a/b/root"));
      symlinkSync("circle.yaml", join(folder, "circle.yaml"));
      symlinkSync("missing.yaml", join(folder, "dangling.yaml"));
      if (existsSync("/dev/zero")) symlinkSync("/dev/zero", join(folder, "endless.yaml"));
    });
    assert.equal(code, 1);
    assert.deepEqual(problems, []);
  });

  test("a kustomization that includes itself, and one that includes what is above everything", () => {
    const { code } = lint({
      "a/kustomization.yaml": "resources: [../b]\n",
      "b/kustomization.yaml": "resources: [../a, ../../../../../../etc, pod.yaml]\n",
      "b/pod.yaml": pod("b"),
    });
    assert.ok(code === 1 || code === 2);
  });
});

describe("texts that are too much", () => {
  const deep = (open: string, close: string, count: number) => open.repeat(count) + close.repeat(count);
  const manifest = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: big}\nspec: ${spec}\n`;
  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ..."bcdefghijkl".split("").map((key, index) => `${key}: &${key} [${Array(9).fill(`*${"abcdefghijkl"[index]}`).join(", ")}]`),
  ];

  test("a JSON text of ten megabytes in one line", () => {
    const items = Array.from({ length: 130_000 }, (_, index) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: `c${index}` } }));
    const { code } = lint({
      "list.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: items.slice(0, 100_000) }),
      "data.json": JSON.stringify(items),
    });
    assert.ok(code === 1);
  });

  test("2,000 findings that can be repaired, in one line", () => {
    const pod = { containers: [{ name: "main", image: "a:1", resources: { requests: { "nvidia.com/gpu": 1 } } }] };
    const items = Array.from({ length: 2000 }, (_, i) => ({ apiVersion: "v1", kind: "Pod", metadata: { name: `p${i}` }, spec: pod }));
    const { code, problems } = lint({ "list.json": JSON.stringify({ apiVersion: "v1", kind: "List", items }) });
    assert.equal(code, 1);
    assert.deepEqual(problems, []);
  });

  test("a map of 100,000 keys", () => {
    const entries = Array.from({ length: 100_000 }, (_, index) => `  key${index}: value`).join("\n");
    const { code, problems } = lint({ "map.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\ndata:\n${entries}\n` });
    assert.equal(code, 1);
    assert.deepEqual(problems, []);
  });

  test("aliases of aliases of aliases", () => {
    const { problems } = lint({ "bomb.yaml": `${manifest("{}")}${bomb.join("\n")}\nall: *l\n` });
    assert.ok(problems.some(({ kind, file, range }) => kind === "limit" && file === "bomb.yaml" && range !== undefined));
  });

  test("nesting 5,000 deep, in every style", () => {
    const block = Array.from({ length: 5000 }, (_, level) => `${" ".repeat(level + 2)}k:`).join("\n");
    const { code, problems } = lint({
      "flow.yaml": manifest(deep("[", "]", 5000)),
      "maps.yaml": manifest(deep("{a: ", "}", 5000)),
      "block.yaml": `${manifest("").trimEnd()}\n${block}\n`,
      "dashes.yaml": `${manifest("").trimEnd()}\n  ${"- ".repeat(5000)}x\n`,
      "open.yaml": manifest("[".repeat(5000)),
      "deep.json": `{"apiVersion": "v1", "kind": "Pod", "spec": ${deep("[", "]", 5000)}}`,
      "deep.tf": `locals {\n  a = ${deep("[", "]", 5000)}\n  b = ${deep("(", ")", 5000)}\n  c = ${"!".repeat(5000)}true\n  d = "${deep("${[", "]}", 2000)}"\n}\n${"block {\n".repeat(5000)}${"}\n".repeat(5000)}`,
      "template.yaml": `AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: ${"!Sub [".repeat(3000)}\n`,
    });
    assert.ok(code === 1);
    assert.ok(problems.some(({ file, range }) => file === "flow.yaml" && range?.start.line === 4));
  });

  test("100,000 documents, and a list of as many items", () => {
    const { code } = lint({
      "documents.yaml": "---\nkind: ConfigMap\napiVersion: v1\n".repeat(30_000),
      "empty.yaml": "---\n".repeat(100_000),
      "items.yaml": `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${"    - name: x\n".repeat(50_000)}`,
    });
    assert.equal(code, 1);
  });

  const repeated: readonly [name: string, unit: string][] = [
    ["openers that never close", "${"],
    ["openers of templates", "{{"],
    ["dollar signs", "$"],
    ["quotes", '"'],
    ["quotes and backslashes", '\\"'],
    ["dashes", "--"],
    ["placeholders", "your-"],
    ["angle brackets", "<a"],
    ["slashes", "a/"],
    ["digits", "1"],
    ["spaces", " "],
    ["tabs", "\t"],
    ["percent signs", "%{"],
    ["schemes", "a://a:"],
    ["base64", "eyJ"],
    ["equal signs", "--a=="],
    ["newlines in quotes", "\n\n  "],
  ];
  test("half a megabyte of the same characters, wherever text can stand", () => {
    const files = Object.fromEntries(
      repeated.flatMap(([name, unit]) => {
        const text = unit.repeat(Math.ceil(300_000 / unit.length));
        const file = name.replaceAll(" ", "-");
        return [
          [
            `${file}.yaml`,
            `apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\nspec: {template: {spec: {containers: [{name: a, command: [bash, -c, '${text.replaceAll("'", "")}']}]}}}\n`,
          ],
          [`${file}-plain.yaml`, `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${text}\n`],
          [`${file}.tf`, `resource "aws_ebs_volume" "x" {\n  name = "${text}"\n}\n`],
          [
            `${file}.json`,
            `{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Sub": ${JSON.stringify(text)}}}}}}`,
          ],
        ];
      }),
    );
    lint(files);
  });
});

describe("texts that are half written", () => {
  test("a broken document hides neither the others nor the rest of itself", () => {
    const { code, found, problems } = lint({
      "half.yaml": `${pod("one")}---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: "two\nspec: [\n---\n${pod("three")}`,
    });
    assert.equal(code, 1);
    assert.equal(found.filter((one) => one === "gpu/limit-missing half.yaml").length, 2);
    const [problem] = problems;
    assert.equal(problem?.kind, "syntax");
    assert.ok(problem?.range && problem.range.start.line >= 9 && problem.range.start.line <= 16, JSON.stringify(problem));
  });

  test("any text cut at any place is read without an internal error", () => {
    const texts = {
      yaml: pod("cut").repeat(2),
      tf: 'resource "a" "b" {\n  c = [for x in var.y : "${x.z}" if x != null]\n  d = <<-E\n    ${e}\n  E\n}\n',
      json: '{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": {"B": {"Fn::Sub": "${C}"}}}}}',
    };
    const files = Object.entries(texts).flatMap(([language, text]) =>
      Array.from({ length: text.length }, (_, at) => [`cut/${at}.${language}`, text.slice(0, at)] as const),
    );
    lint(Object.fromEntries(files));
  });

  test("empty files of every kind", () => {
    const names = ["a.yaml", "b.json", "c.tf", "d.tfvars", "e.template", "kustomization.yaml", "Chart.yaml", "f/Kustomization"];
    const { code } = lint(Object.fromEntries(names.map((name) => [name, ""])));
    assert.ok(code === 1 || code === 2);
  });
});

describe("wrong configuration", () => {
  test("is named with line and column, and the rest applies", () => {
    const { code, problems } = lint({
      "drydock.yaml": "rules:\n  gpu/limit-missing: error\n  gpu/limit-mising: off\npresets: strict\nfailOn: [\n",
    });
    assert.equal(code, 2);
    assert.ok(problems.every(({ kind, range }) => kind === "config" && range !== undefined));
    const said = problems.map(({ message }) => message).join("\n");
    assert.match(said, /There is no rule "gpu\/limit-mising"\. Did you mean "gpu\/limit-missing"\?/);
    assert.match(said, /The key "presets" is not known here, and is ignored\. Did you mean "preset"\?/);
  });

  test("that is no text, or far too much, stops nothing", () => {
    for (const config of [Buffer.from([0, 1, 2]), "[".repeat(100_000), `rules: {${"a/b: off, ".repeat(20_000)}}`]) {
      inFolder({ "drydock.yaml": config, "neighbour.yaml": NEIGHBOUR }, (folder) => {
        const { code, out } = drydock(folder, ["lint", "--preview", "--format", "json"]);
        assert.equal(code, 2);
        const report = JSON.parse(out);
        assert.ok(report.findings.length >= 1);
        assert.ok(report.problems.every(({ kind }: Problem) => kind === "config"));
      });
    }
  });
});

describe("the terminal", () => {
  test("gets nothing from a file that could steer it, in any form of output", () => {
    const evil = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e";
    const files = {
      "drydock.yaml": `rules: {gpu/limit-missing: error}\n"x${JSON.stringify(evil).slice(1, -1)}": 1\n`,
      "evil.yaml":
        NEIGHBOUR.replace("name: main", `name: ${JSON.stringify(evil)}`).replace("image:", "image: &a") +
        `# ${evil.replaceAll("\u0007", "")}\n`,
      "broken.yaml": `apiVersion: v1\nkind: Pod\nmetadata: {name: "${evil}\n`,
    };
    inFolder(files, (folder) => {
      for (const words of [
        ["lint"],
        ["lint", "--quiet"],
        ["lint", "--explain-unknown"],
        ["config", "evil.yaml"],
        ["lint", "--fix"],
        ["lint", `no${evil}thing`],
      ]) {
        const { out, err } = drydock(folder, words);
        assert.doesNotMatch(out + err, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/, words.join(" "));
      }
    });
  });

  test("that closes early is no error", () => {
    inFolder({ "neighbour.yaml": NEIGHBOUR }, (folder) => {
      const { status, stderr } = spawnSync("sh", ["-c", `"${process.execPath}" "${CLI}" rules --format json | head -c 1 >/dev/null`], {
        cwd: folder,
        encoding: "utf8",
      });
      assert.equal(status, 0);
      assert.equal(stderr, "");
    });
  });
});
