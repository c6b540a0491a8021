// --changed-since against two runs of their own: whatever is done to real repositories, what it shows is what is found in changed files,
// and elsewhere what a run on the former state did not find.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { drydock } from "../cli/command.ts";
import { corpusFolder, randomFrom, withoutCorpus } from "../harness/corpus.ts";
import { inFolder } from "../host/folder.ts";

const ROUNDS = 8;
const REPOSITORIES = ["kubeflow__trainer", "kserve__kserve", "ray-project__kuberay"];

interface Found {
  readonly file: string;
  readonly rule: string;
  readonly fingerprint: string;
  readonly range: { readonly start: { readonly line: number } };
}

function git(cwd: string, ...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("git", ["-c", "user.name=n", "-c", "user.email=n@example.com", ...words], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

const listed = (cwd: string, ...words: readonly string[]): readonly string[] =>
  git(cwd, ...words)
    .split("\0")
    .slice(0, -1);

async function found(cwd: string, ...words: readonly string[]): Promise<readonly Found[]> {
  return JSON.parse((await drydock(["lint", "--format", "json", ...words], { cwd })).out).findings;
}

describe("a change to real repositories", { skip: withoutCorpus ?? false }, () => {
  for (const [index, name] of REPOSITORIES.entries())
    it(`${name} shows what two runs differ in`, (t) =>
      inFolder({}, async (folder) => {
        cpSync(corpusFolder(name), folder, { recursive: true });
        writeFileSync(join(folder, "drydock.yaml"), "preset: [strict, hybrid, regulated]\npreview: true\n");
        git(folder, "init", "-q");
        git(folder, "add", "-A");
        git(folder, "-c", "commit.gpgsign=false", "commit", "-q", "-m", "all");
        const before = await found(folder);
        const random = randomFrom(index + 1);
        let elsewhere = 0;
        for (let round = 0; round < ROUNDS; round++) {
          git(folder, "reset", "-q", "--hard");
          git(folder, "clean", "-fdq");
          change(folder, round, random);
          const { changed, formerNames } = changesOf(folder);
          const expected = blamed(await found(folder), before, changed, formerNames);
          const shown = await found(folder, "--changed-since", "HEAD");
          assert.deepEqual(shown.map(placeOf), expected.map(placeOf), git(folder, "status", "--short"));
          elsewhere += shown.filter(({ file }) => !changed.has(file)).length;
        }
        t.diagnostic(`${elsewhere} findings in files that did not change`);
      }));
});

const placeOf = ({ file, rule, range, fingerprint }: Found): string => `${file}:${range.start.line} ${rule} ${fingerprint}`;

/** Deletes, edits, renames things in, moves and copies some files. */
function change(folder: string, round: number, random: () => number): void {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const files = listed(folder, "ls-files", "-z").filter((file) => /\.(?:ya?ml|tf|json)$/.test(file) && file !== "drydock.yaml");
  for (let count = 1 + Math.floor(random() * 6); count > 0; count--) {
    const file = join(folder, pick(files));
    if (!existsSync(file)) continue;
    const text = readFileSync(file, "utf8");
    const lines = text.split("\n");
    lines.splice(Math.floor(random() * lines.length), 1 + Math.floor(random() * 3));
    const way = Math.floor(random() * 5);
    if (way === 0) rmSync(file);
    else if (way === 1) writeFileSync(file, lines.join("\n"));
    else if (way === 2)
      writeFileSync(
        file,
        text.replace(/name: ([\w-]+)/g, (all, word) => (random() < 0.3 ? `name: ${word}-new` : all)),
      );
    else if (way === 3) renameSync(file, join(dirname(file), `moved-${round}-${count}.yaml`));
    else writeFileSync(join(dirname(join(folder, pick(files))), `copy-${round}-${count}.yaml`), text);
  }
  if (random() < 0.5) git(folder, "add", "-A");
}

/** As git tells it in another form than the one that is tested. */
function changesOf(folder: string): { readonly changed: ReadonlySet<string>; readonly formerNames: ReadonlyMap<string, string> } {
  const changed = new Set(listed(folder, "ls-files", "--others", "--exclude-standard", "-z"));
  const formerNames = new Map<string, string>();
  const gone: string[] = [];
  const listedNow = new Set(listed(folder, "ls-files", "-z"));
  const words = [...listed(folder, "diff", "--name-status", "-z", "-M", "HEAD")];
  for (let status = words.shift(); status !== undefined; status = words.shift()) {
    const path = words.shift() as string;
    if (status === "R100") formerNames.set(words.shift() as string, path);
    else if (status.startsWith("R")) changed.add(words.shift() as string);
    else if (status === "D") gone.push(path);
    else changed.add(path);
  }
  // A file that is moved and that nobody told git of.
  const texts = gone.map((path) => git(folder, "show", `HEAD:${path}`));
  for (const path of [...changed].filter((one) => /\.(?:ya?ml|tf|json)$/.test(one) && !listedNow.has(one)).sort()) {
    const at = texts.indexOf(readFileSync(join(folder, path), "utf8"));
    if (at < 0 || texts[at] === "") continue;
    formerNames.set(path, gone[at] as string);
    changed.delete(path);
    texts[at] = "";
  }
  return { changed, formerNames };
}

function blamed(
  now: readonly Found[],
  before: readonly Found[],
  changed: ReadonlySet<string>,
  formerNames: ReadonlyMap<string, string>,
): readonly Found[] {
  const known = before.map(({ file, fingerprint }) => `${file} ${fingerprint}`);
  return now.filter(({ file, fingerprint }) => {
    if (changed.has(file)) return true;
    const at = known.indexOf(`${formerNames.get(file) ?? file} ${fingerprint}`);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
}
