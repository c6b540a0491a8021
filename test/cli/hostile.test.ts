// Manifests whose names, values and comments try to become something else in a report: a command of a runner, an element of XML, HTML,
// a mention, an escape sequence of a terminal. Each form is read the way its reader does, and must hold what was written, as text.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Log } from "sarif";
import { FORMATS } from "../../cli/outputs.ts";
import { visible } from "../../cli/reporters/inert.ts";
import { inFolder } from "../host/folder.ts";
import { drydock } from "./command.ts";
import { readMarkdown } from "./markdown.ts";
import { type Element, parseXml } from "./xml.ts";

const HOSTILE = [
  "::error::planted",
  "::stop-commands::x",
  "%0A::error::planted",
  "##[add-path]x",
  "##vso[task.setvariable variable=PATH]x",
  "##teamcity[buildStop]",
  "a,line=1::b",
  "]]>",
  "]]><failure",
  '" onclick="x',
  "<script>alert(1)<",
  "<img src=x onerror=y",
  "&lt;b&gt;&#60;",
  "<!-- x --",
  "|a|b|",
  "`x` ``y``",
  "```",
  "~~~",
  "**bold** _x_ ~~y~~",
  "[x](javascript:alert)",
  "![x](http:evil)",
  "http:\\\\evil www.evil.example",
  "@octocat #1 GH-1 !1 ~x %y a$ b$",
  "\\",
  "\u001b[31mred\u001b]8;;x\u0007",
  "\u202edesrever\u2066",
  "\u009b31m\u0085\u2028",
  "zero\u200bwidth\ufeff",
  "\ufffe\uffff",
  "模型 🚀 ü",
  "a\tb",
  "a\r\nb\n::error::c",
];

const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Without what ends a comment, or may not stand in one. */
const comment = (text: string): string => text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\ufeff\ufffe\uffff]/g, "");

/** A pod that breaks a rule, and one that may, with the text everywhere that a report may show. */
const manifest = (text: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${quoted(text)}
spec:
  containers:
    - name: ${quoted(text)}
      image: example.com/train:1.0.0
      resources:
        requests:
          nvidia.com/gpu: 8 # ${comment(text)}
---
apiVersion: v1
kind: Pod
metadata: {name: ${quoted(`${text} 2`)}}
spec:
  containers:
    - name: ${quoted(text)}
      resources:
        # drydock-ignore: gpu/limit-missing - because ${comment(text)}
        requests: {nvidia.com/gpu: 8}
`;

const NAMES = HOSTILE.map((text) => `${text.replaceAll("/", "")}.yaml`);
const FILES: Readonly<Record<string, string>> = {
  "drydock.yaml": "rules: {gpu/limit-missing: error}\n",
  ...Object.fromEntries(HOSTILE.map((text, index) => [NAMES[index], manifest(text)])),
  // A character that YAML forbids is a problem of the file, with a message of its own.
  "broken ::error::.yaml": 'apiVersion: v1\nkind: Pod\nmetadata: {name: "a\u0001"}\n  x: "]]>\n',
};
const OUT = "reports";

/** What a terminal or an editor could take for more than a character. */
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066\ufeff]/;

describe("a hostile manifest", () => {
  const reports = new Map<string, string>();
  let finish: () => void = () => {};
  let done: Promise<void>;
  before(async () => {
    await new Promise<void>((ready) => {
      done = inFolder({ ...FILES, [`${OUT}/`]: "" }, async (cwd) => {
        const files = FORMATS.flatMap((format) => ["--output", `${format}=${OUT}/${format}`]);
        const { code } = await drydock(["lint", ...files, "--explain-unknown"], { cwd });
        assert.equal(code, 1);
        for (const format of FORMATS) reports.set(format, readFileSync(join(cwd, OUT, format), "utf8"));
        reports.set("diff", (await drydock(["lint", "--diff", "--no-color"], { cwd, columns: 80 })).out);
        ready();
        await new Promise<void>((end) => {
          finish = end;
        });
      });
    });
  });
  after(() => {
    finish();
    return done;
  });
  const report = (format: string): string => reports.get(format) ?? assert.fail(`no report ${format}`);

  for (const format of [...FORMATS, "diff"]) {
    test(`steers no terminal by way of ${format}, and commands no runner`, () => {
      assert.doesNotMatch(report(format), STEERING);
      // A diff is for git, letter for letter: whoever prints one in a pipeline has to stop its commands.
      if (format === "diff") return;
      assert.doesNotMatch(report(format), /##\w*\[/);
      if (format !== "github") assert.doesNotMatch(report(format), /^\s*::/m);
    });
  }

  test("is whole in JSON: one finding a file, under the name of the file", () => {
    const { findings, problems } = JSON.parse(report("json"));
    assert.deepEqual(new Set(findings.map(({ file }: { file: string }) => file)), new Set(NAMES));
    assert.equal(findings.length, HOSTILE.length);
    // <script> is taken for a placeholder, so that the name is not known.
    const known = HOSTILE.filter((text) => !text.includes("<script>"));
    const names = findings.flatMap(({ resource }: { resource: { name?: string } }) => resource.name ?? []);
    assert.deepEqual(new Set(names), new Set(known));
    assert.ok(problems.length > 0);
  });

  test("is whole in SARIF, under addresses that are relative and lead to the files", () => {
    const log: Log = JSON.parse(report("sarif"));
    const results = log.runs[0]?.results ?? [];
    const uris = results.map(({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? "");
    for (const uri of uris) assert.match(uri, /^(?:[\w.!~*'()/-]|%[0-9A-F]{2})+$/);
    assert.deepEqual(new Set(uris.map(decodeURIComponent)), new Set(NAMES));
    assert.equal(results.filter(({ suppressions }) => suppressions !== undefined).length, HOSTILE.length);
  });

  test("is whole in the report for GitLab, with a fingerprint of its own for each", () => {
    const issues: { location: { path: string }; fingerprint: string; check_name: string }[] = JSON.parse(report("gitlab"));
    assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
    assert.deepEqual(
      new Set(issues.filter(({ check_name }) => check_name.includes("/")).map(({ location }) => location.path)),
      new Set(NAMES),
    );
  });

  test("gives GitHub annotations and groups, nothing else, each in its file", () => {
    const commands = report("github")
      .split("\n")
      .flatMap((line) => readCommand(line) ?? []);
    const annotations = commands.filter(({ name }) => !/^(?:end)?group$/.test(name));
    assert.equal(annotations.length, 10, "GitHub keeps ten of a level");
    for (const { name, properties } of annotations) {
      assert.equal(name, "error");
      assert.deepEqual(
        Object.keys(properties).filter((key) => !["file", "line", "endLine", "col", "endColumn", "title"].includes(key)),
        [],
      );
      const file = properties.file ?? "";
      assert.ok([...NAMES, "broken ::error::.yaml"].map(visible).map(inertly).includes(file), file);
    }
    assert.equal(commands.filter(({ name }) => name === "group").length, 1);
    assert.equal(commands.filter(({ name }) => name === "endgroup").length, 1);
    for (const name of NAMES) assert.ok(report("github").includes(hidden(name)), name);
  });

  test("is well-formed JUnit XML: failures of the findings, skipped suppressions, nothing else", () => {
    const root = parseXml(report("junit"));
    assert.equal(root.name, "testsuites");
    const cases = root.children.flatMap(({ children }) => children);
    assert.equal(Number(root.attributes.tests), cases.length);
    const kinds = (name: string) => cases.filter(({ children }) => children.some((child) => child.name === name));
    assert.equal(kinds("failure").length, HOSTILE.length);
    assert.equal(kinds("skipped").length, HOSTILE.length);
    const names = (elements: readonly Element[], key: string) => new Set(elements.map(({ attributes }) => attributes[key]));
    assert.deepEqual(names(kinds("failure"), "classname"), new Set(NAMES.map(visible)));
    for (const suite of root.children) assert.deepEqual(new Set(suite.children.map(({ name }) => name)), new Set(["testcase"]));
    for (const one of cases) for (const { children } of one.children) assert.deepEqual(children, []);
  });

  test("is text in Markdown: no HTML, no picture, no link, no mention, no table, no emphasis", () => {
    const { code, fenced, open } = readMarkdown(report("markdown"));
    for (const name of NAMES) assert.ok(code.includes(inertly(visible(name))), name);
    for (const line of fenced) assert.match(line, /^ {2}[+-]/);
    const ours = open.replaceAll(/^#{3,4} |\*\*[a-z]+(?:\/[a-z-]+)?\*\*|\*\((?:fixable|fix to check)\)\*/gm, "");
    assert.doesNotMatch(ours, /(?<!\\)[*_`[\]|]|<|>/);
    const parted = ours.replaceAll(/&(?:amp|lt|gt|#8203);/g, " ");
    assert.doesNotMatch(parted, /[@#!%~$]\w|:\/\/|www\.|GH-\d|&/);
  });

  test("is the same twice", () =>
    inFolder(FILES, async (cwd) => {
      for (const format of FORMATS) {
        const [first, second] = [
          await drydock(["lint", "--format", format], { cwd }),
          await drydock(["lint", "--format", format], { cwd }),
        ];
        assert.deepEqual(first, second);
      }
    }));
});

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** As the runner does: the second "::" ends the head, "," parts properties, and escapes are replaced afterwards. */
function readCommand(line: string): Command | undefined {
  const trimmed = line.trimStart();
  if (!trimmed.startsWith("::")) return undefined;
  const end = trimmed.indexOf("::", 2);
  if (end < 0) return undefined;
  const [name = "", ...rest] = trimmed.slice(2, end).split(" ");
  const properties = rest
    .join(" ")
    .split(",")
    .filter((one) => one !== "")
    .map((one) => {
      const at = one.indexOf("=");
      return [
        one.slice(0, at),
        unescaped(
          one
            .slice(at + 1)
            .replaceAll("%3A", ":")
            .replaceAll("%2C", ","),
        ),
      ] as const;
    });
  return { name, properties: Object.fromEntries(properties), data: unescaped(trimmed.slice(end + 2)) };
}

const unescaped = (text: string): string => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");

const inertly = (text: string): string => text.replace(/##(?=\w{0,20}\[)/g, "#\\u0023");

/** The name in the log, be it in a command or in a line of text. */
const hidden = (name: string): string => visible(name).replace(/^.*?([\p{L}\w]{1,9}).*$/u, "$1");
