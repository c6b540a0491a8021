// Half-written and broken text: what is said, and how much can still be read.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node, Tree } from "../../engine/syntax/node.ts";
import { readOrStop } from "../../engine/syntax/yaml/fast.ts";
import { parseAnyYaml, parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { repairNear } from "../../engine/syntax/yaml/repair-near.ts";
import { maskTemplates } from "../../engine/syntax/yaml/templates.ts";
import { assertLinear } from "../harness/work.ts";

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: app
          image: nginx:1.27
          resources:
            limits:
              cpu: 500m
        - name: side
          image: envoy:1.30
`;

const PLACES = ["kind", "metadata.name", "spec.replicas", "C.0.name", "C.0.image", "C.0.resources.limits.cpu", "C.1.name", "C.1.image"];

function scalarsOf(tree: Tree, text: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (node: Node, path: string): void => {
    if (node.kind === "map")
      for (const { key, value } of node.entries) visit(value, `${path}${path && "."}${key.kind === "scalar" ? key.text : "?"}`);
    else if (node.kind === "list") for (const [i, item] of node.items.entries()) visit(item, `${path}.${i}`);
    else found.set(path.replace("spec.template.spec.containers", "C"), text.slice(node.start, node.end));
  };
  if (tree.root) visit(tree.root, "");
  return found;
}

/** The places of the deployment that are still read with the same text. */
function kept(text: string): string[] {
  const before = scalarsOf(parseYamlDocument(DEPLOYMENT), DEPLOYMENT);
  const after = scalarsOf(parseYamlDocument(text), text);
  return PLACES.filter((place) => before.get(place) !== undefined && before.get(place) === after.get(place));
}

const edit = (from: string, to: string): string => {
  assert.ok(DEPLOYMENT.includes(from));
  return DEPLOYMENT.replace(from, to);
};

function saying(text: string): { state: string; message: string; text: string } {
  const { state, problems } = parseYamlDocument(text);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  const [problem] = problems as [Tree["problems"][number]];
  assert.equal(problem.kind, "syntax");
  return { state, message: problem.message, text: text.slice(problem.span.start, problem.span.end) };
}

const without = (...lost: string[]): string[] => PLACES.filter((place) => !lost.includes(place));

const CASES: readonly { what: string; text: string; message: string; at: string; lost?: string[] }[] = [
  {
    what: "a key is being typed at the end of a map",
    text: edit("  image: envoy:1.30\n", "  image: envoy:1.30\n          ima\n"),
    message: "`ima` stands alone: a key needs a colon and a value",
    at: "ima",
  },
  {
    what: "a key is being typed before another",
    text: edit("spec:\n  replicas", "spe\nspec:\n  replicas"),
    message: "`spe` stands alone: a key needs a colon and a value",
    at: "spe",
  },
  {
    what: "a colon is missing above deeper lines",
    text: edit("spec:\n  replicas", "spec\n  replicas"),
    message: "the colon is missing behind `spec`",
    at: "spec",
  },
  { what: "no space behind the colon", text: edit("replicas: 3", "replicas:3"), message: "a space is missing behind the colon", at: ":" },
  { what: "no space behind the dash", text: edit("- name: side", "-name: side"), message: "a space is missing behind the dash", at: "-" },
  { what: "a tab indents", text: edit("  replicas", "\treplicas"), message: "a tab indents this line: YAML wants spaces", at: "\t" },
  {
    what: "a double quote is left open",
    text: edit("image: nginx:1.27", 'image: "nginx:1.27'),
    message: "the quote that opens here is never closed",
    at: '"',
    lost: ["C.0.image"],
  },
  {
    what: "a single quote is left open",
    text: edit("name: web", "name: 'web"),
    message: "the quote that opens here is never closed",
    at: "'",
    lost: ["metadata.name"],
  },
  {
    what: "a bracket is left open",
    text: edit("image: nginx:1.27", "args: [a, b\n          image: nginx:1.27"),
    message: "the `[` that opens here is never closed",
    at: "[",
  },
  {
    what: "a bracket and a quote are left open",
    text: edit("image: nginx:1.27", 'args: [a, "b\n          image: nginx:1.27'),
    message: "the quote that opens here is never closed",
    at: '"',
  },
  {
    what: "a brace is left open",
    text: edit("name: web", "name: web\n  labels: {a: b"),
    message: "the `{` that opens here is never closed",
    at: "{",
  },
  {
    what: "one space too few",
    text: edit("  replicas: 3\n  template", "  replicas: 3\n template"),
    message: "this line is indented by 1 space; its siblings by 2",
    at: "template:",
  },
  {
    what: "one space too many",
    text: edit("          image: envoy", "           image: envoy"),
    message: "this line is indented by 11 spaces; its siblings by 10",
    at: "image: envoy:1.30",
  },
  {
    what: "a colon in a value",
    text: edit("image: nginx:1.27", "image: nginx: 1.27"),
    message: "a value with a colon in it needs quotes",
    at: "nginx: 1.27",
    lost: ["C.0.image"],
  },
  {
    what: "a value starts with @",
    text: edit("name: web", "name: @web"),
    message: "a value cannot start with `@`: it needs quotes",
    at: "@web",
    lost: ["metadata.name"],
  },
  {
    what: "a value starts with a backtick",
    text: edit("name: web", "name: `web`"),
    message: "a value cannot start with ```: it needs quotes",
    at: "`web`",
    lost: ["metadata.name"],
  },
  {
    what: "a value starts with a bracket and goes on behind it",
    text: edit("image: nginx:1.27", "image: {user}/nginx"),
    message: "a value that starts with `{` ends with its bracket: this text needs quotes",
    at: "{user}/nginx",
    lost: ["C.0.image"],
  },
  {
    what: "an escape that is none",
    text: edit("name: web", 'name: "w\\d"'),
    message: "`\\d` means nothing in double quotes: write `\\\\d`, or use single quotes",
    at: "\\d",
    lost: ["metadata.name"],
  },
];

for (const { what, text, message, at, lost = [] } of CASES) {
  test(`${what}: it is said once, and the rest is read`, () => {
    assert.deepEqual(saying(text), { state: "repaired", message, text: at });
    assert.deepEqual(kept(text), without(...lost));
  });
}

test("a value that is cut short is still a value", () => {
  assert.equal(parseYamlDocument(edit("name: web", 'name: "web')).root?.kind, "map");
  const text = edit("image: nginx:1.27", 'image: "nginx:1.27');
  assert.equal(scalarsOf(parseYamlDocument(text), text).get("C.0.image"), '"nginx:1.27');
});

test("what is valid, though half-written, is no problem: a key without value, a lone dash, a cut block scalar", () => {
  for (const text of [
    edit("replicas: 3", "replicas:"),
    edit("        - name: side", "        - \n        - name: side"),
    edit("name: web", "name: |"),
  ]) {
    const { state, problems } = parseYamlDocument(text);
    assert.deepEqual([state, problems], ["parsed", []]);
  }
});

test("what cannot be repaired is broken, with one problem where reading ended", () => {
  const text = "}}}} {{{{ ]]]]\n@@@@ ````\n%%%% &&&&\n".repeat(10);
  const { state, root, problems } = parseYamlDocument(text);
  assert.equal(problems.length, 1);
  assert.ok(state === "broken" ? root === undefined : root !== undefined || state === "repaired");
});

test("spans of repaired text lie in the text as it is written", () => {
  for (const { text } of CASES) {
    const tree = parseYamlDocument(text);
    const visit = (node: Node): void => {
      assert.ok(node.start >= 0 && node.start <= node.end && node.end <= text.length);
      if (node.kind === "map") {
        for (const { key, value } of node.entries) {
          visit(key);
          visit(value);
        }
      } else if (node.kind === "list") node.items.forEach(visit);
    };
    if (tree.root) visit(tree.root);
  }
});

test("text that is cut at any place is read without an exception, and with one problem at most", () => {
  const text = `${DEPLOYMENT}data: {a: [1, "x\\n"], b: 'y'}\nblock: |-\n  x\nalias: &a [*a]\nuse: *a\n`;
  for (let end = 0; end <= text.length; end++) {
    const { problems, state } = parseYamlDocument(text.slice(0, end));
    if (state === "repaired") assert.ok(problems.length >= 1);
    for (const { span } of problems) assert.ok(span.start >= 0 && span.start <= span.end && span.end <= end);
  }
});

test("template parts are masked at equal length: alone on a line they are blank, in a value they are a word", () => {
  const text = 'a: {{ .x }}\n{{- if .y }}\nb: v{{ .z }}-1  # {{ c }}\n  {{- end }} {{ end }}\nc: {"d": {{ printf "}}" }}}\ne: {{ open\n';
  const masked = maskTemplates(text);
  assert.equal(masked.length, text.length);
  assert.equal(
    masked,
    `a: ________\n            \nb: v________-1  # _______\n${" ".repeat(22)}\nc: {"d": _________________}\ne: {{ open\n`,
  );
  assert.equal(maskTemplates("x: 1\n"), "x: 1\n");
});

test("masking is linear, also where nothing closes", () => {
  for (const text of [
    (size: number) => "{{ ".repeat(size),
    (size: number) => "{{ a }} ".repeat(size),
    (size: number) => `${" ".repeat(size)}{{ a }}`,
    (size: number) => `x: {{ ${'"a" '.repeat(size)}`,
    (size: number) => `x: {{ a }} ${"{{ ".repeat(size)}`,
    (size: number) => `x: {{ "${'\\"'.repeat(size)}`,
    (size: number) => `x: {{ ${'"'.repeat(size)}`,
  ])
    assertLinear<typeof import("../../engine/syntax/yaml/templates.ts")>(
      "engine/syntax/yaml/templates.ts",
      2000,
      ({ maskTemplates }, size) => {
        maskTemplates(text(size));
      },
    );
});

test("a key that is typed between the items of a list costs nothing but itself", () => {
  for (const items of ["  - key\n  lab\n  - operator\n  - value\n", "  - key\n  - operator\n  lab\n  - value\n"]) {
    const text = `a:\n  required:\n${items}  type: object\n`;
    assert.deepEqual(saying(text), { state: "repaired", message: "`lab` stands alone: a key needs a colon and a value", text: "lab" });
    const tree = parseYamlDocument(text);
    assert.deepEqual([...scalarsOf(tree, text).values()], ["key", "operator", "value", "object"]);
  }
});

/** A long document of many workloads, one of them with a line typed into it. */
function longText(at: number, typed: (indent: string) => string): string {
  const item = DEPLOYMENT.replace(/^/gm, "    ").replace("    ", "  - ").trimEnd();
  const lines = `kind: List\nitems:\n${`${item}\n`.repeat(130)}`.split("\n");
  const indent = /^[ -]*/.exec(lines[at] as string)?.[0].replaceAll("-", " ") ?? "";
  lines.splice(at + 1, 0, typed(indent));
  return lines.join("\n");
}

test("a long text is repaired around the broken line as if it were read whole", () => {
  const snippets = [
    "lab",
    "labels: {team: ",
    "labels: [a, ",
    'note: "half',
    "note: a: b",
    "replicas:3",
    "\tx: y",
    "x: @y",
    " deeper: 1",
    "-",
  ];
  let near = 0;
  for (const snippet of snippets)
    for (let at = 800; at < 816; at += 5) {
      const text = longText(at, (indent) => indent + snippet);
      const stop = readOrStop(text);
      if (typeof stop === "number" && repairNear(text, stop)) near++;
      assert.deepEqual(parseYamlDocument(text), parseAnyYaml(text), `${at} ${snippet}`);
    }
  // The others are whole: there a scalar may go on for lines, or nothing is wrong.
  assert.ok(near > 25, String(near));
});
