// lint --diff: git applies what it prints, and the result is what --fix writes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { inFolder } from "../host/folder.ts";
import { drydock } from "./command.ts";

const POD = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: main
      resources:
        requests:
          nvidia.com/gpu: 8
`;
/** The change reaches into the first lines of the file, and lies at its end. */
const SHORT =
  'spec: {containers: [{name: main, resources: {requests: {nvidia.com/gpu: "8"}}}]}\nkind: Pod\napiVersion: v1\nmetadata: {name: a}';

/** `from`: where the command is run and the patch applied, below the repository. */
interface Setting {
  readonly name?: string;
  readonly content?: string | Buffer;
  readonly from?: string;
  readonly words?: readonly string[];
  readonly applyFrom?: string;
}

const CONFIG = "rules: {gpu/limit-missing: error}\n";

async function isApplied({ name = "a.yaml", content = POD, from = ".", words = [], applyFrom = from }: Setting): Promise<void> {
  await inFolder({}, async (folder) => {
    const [patched, fixed] = ["patched", "fixed"].map((one) => join(folder, one)) as [string, string];
    for (const root of [patched, fixed]) {
      mkdirSync(join(root, from), { recursive: true });
      spawnSync("git", ["init", "-q", root]);
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, "drydock.yaml"), CONFIG);
      writeFileSync(join(root, name), content);
    }
    const { out } = await drydock(["lint", "--diff", ...words], { cwd: join(patched, from) });
    const { status, stderr } = spawnSync("git", ["-c", "core.autocrlf=false", "apply", "-"], {
      cwd: join(patched, applyFrom),
      input: out,
      encoding: "utf8",
    });
    assert.equal(status, 0, `${stderr}\n${out}`);
    await drydock(["lint", "--fix"], { cwd: fixed });
    const result = readFileSync(join(patched, name));
    assert.notDeepEqual(result, Buffer.from(content));
    assert.deepEqual(result, readFileSync(join(fixed, name)));
  });
}

describe("git applies the diff of a file", () => {
  const cases: readonly [name: string, setting: Setting][] = [
    ["with CRLF", { content: POD.replaceAll("\n", "\r\n") }],
    ["with LF and CRLF", { content: POD.replace("spec:\n", "spec:\r\n") }],
    ["without a line break at its end", { content: POD.trimEnd() }],
    ["with CRLF and none at its end", { content: POD.trimEnd().replaceAll("\n", "\r\n") }],
    ["with a byte order mark", { content: `\ufeff${SHORT}` }],
    [
      "of one line",
      {
        content:
          '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "m", "resources": {"requests": {"nvidia.com/gpu": 8}}}]}}',
        name: "a.json",
      },
    ],
    ["with two documents", { content: `${POD}---\n${POD}` }],
    ["with blanks in its name", { name: "my good file.yaml" }],
    ["with blanks at the ends of its name", { name: " folder / a.yaml" }],
    ["with quotes and a backslash in its name", { name: 'a "b" \\c.yaml' }],
    ["with an umlaut and an emoji in its name", { name: "größe 🚀.yaml" }],
    ["with a tab and a line break in its name", { name: "a\tb\nc.yaml" }],
    ["that is called like an option", { name: "--- a.yaml" }],
    ["in a folder below", { name: "deep/down/a.yaml", from: "deep" }],
    ["in a folder beside, from the root", { name: "one/a.yaml", from: "two", words: [".."], applyFrom: "." }],
  ];
  for (const [name, setting] of cases) test(name, () => isApplied(setting));
});

test("git applies the diff that adds an object, and one with review fixes is what --fix-review writes", () => {
  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: server}
spec:
  template:
    spec:
      serviceAccountName: model-reader
      containers: [{name: server, image: registry.example/server:1}]`;
  const files = {
    ".git/HEAD": "",
    "drydock.yaml": "rules: {rbac/dangling-service-account: warning}\n",
    "kustomization.yaml": "namespace: fraud\nresources: [accounts.yaml, server.yaml]\n",
    "accounts.yaml": "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: trainer}\n",
    "server.yaml": deployment,
  };
  return inFolder(files, async (cwd) => {
    const { out } = await drydock(["lint", "--diff-all"], { cwd });
    assert.match(out, /^\+kind: ServiceAccount$/m);
    const { status, stderr } = spawnSync("git", ["apply", "-"], { cwd, input: out, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    const patched = readFileSync(join(cwd, "server.yaml"), "utf8");
    writeFileSync(join(cwd, "server.yaml"), deployment);
    await drydock(["lint", "--fix-review=rbac/dangling-service-account"], { cwd });
    assert.equal(readFileSync(join(cwd, "server.yaml"), "utf8"), patched);
  });
});

describe("a diff that git could not apply", () => {
  test("says where to stand", () =>
    inFolder({ ".git/HEAD": "", "drydock.yaml": CONFIG, "one/a.yaml": POD, "two/": "" }, async (cwd) => {
      const { out, err } = await drydock(["lint", "--diff", ".."], { cwd: join(cwd, "two") });
      assert.match(out, /^--- a\/one\/a\.yaml\n/);
      assert.match(err, /^Paths begin at \.\.: run git apply there\.$/m);
    }));

  test("is not printed where the file is UTF-16", () =>
    inFolder({ "drydock.yaml": CONFIG, "a.yaml": Buffer.from(`\ufeff${POD}`, "utf16le"), "b.yaml": POD }, async (cwd) => {
      const { out, err } = await drydock(["lint", "--diff"], { cwd });
      assert.doesNotMatch(out, /a\.yaml/);
      assert.match(out, /^--- a\/b\.yaml\n/);
      assert.match(err, /^a\.yaml is UTF-16, which git takes for binary: its fixes are not shown\. --fix applies them\.$/m);
    }));
});
