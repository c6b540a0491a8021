// Runs that are kept: whatever happened to files, configuration, options and surroundings, the answer is the one of a run that keeps
// nothing, byte for byte.
import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { inFolder } from "../host/folder.ts";
import { type Answer, drydock } from "./command.ts";
import { keeperIn, known } from "./keeper.ts";

const pod = (gpus: number, more = ""): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - {name: a, image: a, resources: {requests: {nvidia.com/gpu: ${gpus}}}}\n${more}`;
/** Of which no two have room in memory beside another file. */
const LONG = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n${"# of no use\n".repeat(3000)}`;
const job = (queue: string): string =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, labels: {kueue.x-k8s.io/queue-name: ${queue}}}\nspec: {template: {spec: {containers: [{name: a, image: a}]}}}\n`;
const queue = (name: string): string =>
  `apiVersion: kueue.x-k8s.io/v1beta1\nkind: LocalQueue\nmetadata: {name: ${name}, namespace: default}\nspec: {clusterQueue: c}\n`;
const build = (...parts: string[]): string => `resources:\n${parts.map((part) => `  - ${part}\n`).join("")}`;

/** What may stand at each path; "" is no file. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  "a.yaml": [pod(1), pod(2), pod(1, "# 0.00 s\n"), "kind: [", "", "\ufeffapiVersion: v1\nkind: Pod\n"],
  "b.json": ["", '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}}', "{"],
  "deep/er/c.yaml": [pod(3), "", job("trainn")],
  "base/kustomization.yaml": [
    build("job.yaml", "queue.yaml"),
    build("job.yaml"),
    build("../deep/er/c.yaml"),
    build("job.yaml", "../vendor/v.yaml"),
    "",
  ],
  "base/job.yaml": [job("train"), job("trains"), ""],
  "base/queue.yaml": [queue("train"), queue("other"), ""],
  "vendor/v.yaml": ["", pod(4), "a folder"],
  "../drydock.yaml": ["", "rules: {gpu/limit-missing: info}\n"],
  "over/kustomization.yaml": ["", `${build("../base")}namePrefix: x-\n`, build("../base", "../missing")],
  "infra/main.tf": ['resource "aws_s3_bucket" "data" { bucket = "training-data" }\n', 'module "m" {\n  source = "./m"\n  n = 1\n}\n', ""],
  "infra/m/main.tf": ["", 'variable "n" {}\nresource "aws_s3_bucket" "b" { bucket = "b-${var.n}" }\n'],
  "infra/prod.tfvars": ["", "n = 2\n"],
  ".gitignore": ["", "deep/\n", "*.json\n", "base/\n!base/\n"],
  ".drydockignore": ["", "a.yaml\n", "!deep/\n"],
  "base/.gitignore": ["", "queue.yaml\n"],
  "drydock.yaml": [
    "",
    "rules: {gpu/limit-missing: warning}\n",
    "preset: strict\nunits: [{name: all, path: base, complete: true}]\n",
    "rules: {nope: 1}\n",
    "baseline: known.json\n",
  ],
  "deep/drydock.yaml": ["", "root: true\n", "rules: {gpu/*: off}\nfailOn: never\n"],
  "known.json": ["", '{"version":1,"findings":[]}\n', "{"],
};

const WORDS: readonly (readonly string[])[] = [
  ["lint"],
  ["lint", "--format", "json", "--preview"],
  ["lint", "base", "a.yaml"],
  ["lint", "base/job.yaml", "--quiet"],
  ["lint", "--baseline", "known.json", "--max-warnings", "0"],
  ["lint", "--format", "github", "--output", "sarif=../report.sarif", "--output", "junit=../report.xml"],
  ["lint", "--format", "markdown", "--explain-unknown"],
  ["lint", "--output", "json=report.json"],
];

/** Numbers that look random and are the same every time. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pick = <T>(draw: (below: number) => number, from: readonly T[]): T => from[draw(from.length)] as T;

function put(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  rmSync(file, { force: true, recursive: true });
  if (text === "") return;
  mkdirSync(dirname(file), { recursive: true });
  if (text === "a folder") return void mkdirSync(file);
  writeFileSync(file, text);
}

/** One change that somebody could make. */
function change(folder: string, draw: (below: number) => number): void {
  const path = pick(draw, Object.keys(TEXTS));
  const file = join(folder, path);
  switch (draw(10)) {
    case 0:
      if (statSync(file, { throwIfNoEntry: false })?.isFile())
        renameSync(file, join(folder, pick(draw, ["new.yaml", "base/new.yaml", "Kustomization"])));
      return;
    case 1:
      if (statSync(file, { throwIfNoEntry: false })?.isFile()) appendFileSync(file, "# one more line\n");
      return;
    case 2:
    case 3:
      rmSync(join(folder, "link.yaml"), { force: true });
      return symlinkSync(pick(draw, ["a.yaml", "../outside.yaml", "base", "nowhere"]), join(folder, "link.yaml"));
    case 4:
      for (const one of ["new.yaml", "base/new.yaml", "Kustomization", "link.yaml", "report.json"])
        rmSync(join(folder, one), { force: true });
      return;
    default:
      return put(folder, path, pick(draw, TEXTS[path] ?? []));
  }
}

const REPORTS = ["../report.sarif", "../report.xml", "report.json"];

interface Seen extends Omit<Answer, "isRecalled"> {
  readonly reports: readonly (string | undefined)[];
}

/** All that a run gives. What it wrote lies where it did not before, so that the next run begins as this one did. */
async function seenOf(
  cwd: string,
  words: readonly string[],
  circumstances: Partial<Parameters<typeof drydock>[1]>,
): Promise<[Seen, boolean | undefined]> {
  const before = REPORTS.map((file) => textOf(join(cwd, file)));
  const { isRecalled, ...answer } = await drydock(words, { cwd, ...circumstances });
  const reports = REPORTS.map((file) => textOf(join(cwd, file)));
  for (const [index, file] of REPORTS.entries()) {
    if (before[index] === undefined) rmSync(join(cwd, file), { force: true });
    else writeFileSync(join(cwd, file), before[index]);
  }
  return [{ ...answer, reports }, isRecalled];
}

const textOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

describe("a run that is kept", () => {
  test("says what a run that is not kept says, after any change", () =>
    inFolder({ "outside.yaml": pod(1), "files/.git/HEAD": "" }, async (home) => {
      const cwd = join(home, "files");
      const draw = random(20261125);
      for (const [path, [text = ""]] of Object.entries(TEXTS)) put(cwd, path, text);
      let recalled = 0;
      let run = 0;
      for (let step = 0; step < 400; step++) {
        if (step % 3 !== 0) change(cwd, draw);
        const words = pick(draw, WORDS);
        const env = pick(draw, [{}, {}, { FORCE_COLOR: "1" }, { GITHUB_WORKSPACE: home }]);
        const columns = pick(draw, [undefined, undefined, 60]);
        const today = pick(draw, ["2026-11-24", "2026-11-24", "2026-11-25"]);
        const given = { env, today, ...(columns === undefined ? {} : { columns }) };
        const keeper = keeperIn(join(home, "cache"), [words, cwd, columns ?? 0, today]);
        const [expected] = await seenOf(cwd, words, given);
        for (let again = 0; again < 2; again++) {
          const [answer, isRecalled] = await seenOf(cwd, words, { ...given, keeper });
          assert.deepEqual(answer, expected, `step ${step}: ${words.join(" ")}`);
          if (isRecalled) recalled++;
          else run++;
        }
      }
      // All ways were taken, often.
      assert.ok(
        recalled > 150 && run > 100 && known.times > 50,
        `${recalled} recalled, ${run} run, ${known.times} of them with a workspace that was known`,
      );
    }));

  test("knows where links lead, and what was too large to be read", () =>
    inFolder({ "outside.yaml": pod(1), "files/.git/HEAD": "", "files/a.yaml": pod(1), "files/link.yaml": "" }, async (home) => {
      const cwd = join(home, "files");
      const link = join(cwd, "link.yaml");
      const keeper = keeperIn(join(home, "cache"), []);
      const same = async (): Promise<boolean> => {
        const { isRecalled, ...answer } = await drydock(["lint"], { cwd, keeper });
        assert.deepEqual(answer, await drydock(["lint"], { cwd }));
        return isRecalled === true;
      };
      const leads = (target: string) => {
        rmSync(link);
        symlinkSync(target, link);
      };
      leads("a.yaml");
      assert.deepEqual([await same(), await same()], [false, true]);
      // Another file with the same text, which is none of the workspace.
      leads("../outside.yaml");
      assert.deepEqual([await same(), await same()], [false, true]);
      rmSync(link);
      writeFileSync(link, pod(2));
      truncateSync(link, 21 * 1024 * 1024);
      assert.deepEqual([await same(), await same()], [false, true]);
      truncateSync(link, pod(2).length);
      assert.deepEqual([await same(), await same()], [false, true]);
    }));

  test("knows the names that lie beside a file, also of what is none of the workspace", () =>
    inFolder({ "Chart.yaml": "name: outside\n", "files/.git/HEAD": "", "files/chart/templates/a.yaml": pod(1) }, async (home) => {
      const cwd = join(home, "files");
      const keeper = keeperIn(join(home, "cache"), []);
      const outputs = new Set<string>();
      const same = async (): Promise<void> => {
        const { isRecalled: _, ...answer } = await drydock(["lint"], { cwd, keeper });
        assert.deepEqual(answer, await drydock(["lint"], { cwd }));
        outputs.add(answer.out);
      };
      await same();
      symlinkSync("../../Chart.yaml", join(cwd, "chart/Chart.yaml"));
      await same();
      assert.equal(outputs.size, 2);
    }));

  test("holds no credential, whatever fixes would write", () => {
    const token = `hf_${"abcdefghij".repeat(3)}k`;
    const env = `[{name: HF_TOKEN, value: ${token}}, {name: NVIDIA_VISIBLE_DEVICES, value: all}]`;
    const text = pod(1).replace("image: a,", `image: a, env: ${env}, command: [sh, -c, "login ${token}"],`);
    return inFolder({ "files/.git/HEAD": "", "files/a.yaml": text, "files/b.yaml": pod(1) }, async (home) => {
      const cwd = join(home, "files");
      const keeper = keeperIn(join(home, "cache"), []);
      const { out } = await drydock(["lint", "--format", "json", "--preview", "--preset", "strict"], { cwd, keeper });
      assert.match(out, /"title"/);
      const kept = ["runs", "workspaces"].flatMap((kind) => {
        const folder = join(home, "cache/drydock", kind);
        return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
      });
      assert.equal(kept.length, 2);
      for (const bytes of kept) assert.equal(bytes.includes(token) || bytes.includes(Buffer.from(token, "utf16le")), false);
    });
  });

  test("is kept where it went well, and only there", () =>
    inFolder({ "files/.git/HEAD": "", "files/a.yaml": pod(1), "cache/": "" }, async (home) => {
      const cwd = join(home, "files");
      const isKept = async (words: readonly string[], env: Readonly<Record<string, string>> = {}, stdin = ""): Promise<boolean> => {
        const keeper = keeperIn(join(home, "cache"), [words]);
        await drydock(words, { cwd, keeper, env, stdin });
        return (await drydock(words, { cwd, keeper, env, stdin })).isRecalled === true;
      };
      assert.equal(await isKept(["lint"]), true);
      assert.equal(await isKept(["lint", "--output", "json=../out.json"]), true);
      for (const words of [
        ["--no-cache"],
        ["--stdin", "a.yaml"],
        ["--diff"],
        ["--diff-all"],
        ["--fix"],
        ["--fix-review=gpu/limit-missing"],
        ["--changed-since", "HEAD"],
        ["missing.yaml"],
        ["--format", "nonsense"],
      ])
        assert.equal(await isKept(["lint", ...words], {}, pod(1)), false, words.join(" "));
      assert.equal(await isKept(["lint", "--format", "github"], { GITHUB_STEP_SUMMARY: join(home, "summary") }), false);
      writeFileSync(join(cwd, "a.yaml"), Buffer.from([0xe9, 0x28]));
      assert.equal((await drydock(["lint", "a.yaml"], { cwd })).code, 2);
      assert.equal(await isKept(["lint", "a.yaml"]), false);
    }));

  test("tells how long it took this time", () =>
    inFolder({ "files/.git/HEAD": "", "files/a.yaml": pod(1), "files/b.yaml": pod(1, "# 2.50 s\n") }, async (home) => {
      const cwd = join(home, "files");
      const keeper = keeperIn(join(home, "cache"), []);
      const words = ["lint", "a.yaml", "--output", "markdown=../out.md"];
      const first = await drydock(words, { cwd, keeper, pace: 2500 });
      assert.match(first.out, /2\.50 s$/m);
      const second = await drydock(words, { cwd, keeper, pace: 2500 });
      assert.equal(second.isRecalled, true);
      assert.equal(second.out, first.out.replace("2.50 s", "0.00 s"));
      assert.match(readFileSync(join(home, "out.md"), "utf8"), /0\.00 s/);
    }));

  test("is not trusted when its file was touched", () =>
    inFolder({ "files/.git/HEAD": "", "files/a.yaml": pod(1) }, async (home) => {
      const cwd = join(home, "files");
      const keeper = keeperIn(join(home, "cache"), []);
      const expected = await drydock(["lint"], { cwd, keeper });
      const file = join(home, "cache/drydock/runs", keeper.name);
      const bytes = readFileSync(file);
      for (let at = 0; at < bytes.length; at += 7) {
        const other = Buffer.from(bytes);
        other[at] = (other[at] ?? 0) ^ 16;
        writeFileSync(file, other);
        assert.deepEqual(await drydock(["lint"], { cwd, keeper }), expected, `byte ${at}`);
      }
      assert.equal((await drydock(["lint"], { cwd, keeper })).isRecalled, true);
    }));

  test("is thrown away where a file changed under its eyes, and where another run went on meanwhile", () =>
    inFolder({ "files/.git/HEAD": "", "files/a.yaml": pod(1), "files/b.yaml": LONG, "files/c.yaml": LONG }, async (home) => {
      const cwd = join(home, "files");
      const keeper = keeperIn(join(home, "cache"), []);
      const answers = await Promise.all([1, 2, 3, 4].map(() => drydock(["lint"], { cwd, keeper })));
      for (const answer of answers) assert.deepEqual(answer, answers[0]);
      assert.equal((await drydock(["lint"], { cwd, keeper })).isRecalled, true);
      assert.deepEqual(readdirSync(join(home, "cache/drydock/runs")), [keeper.name]);
      // The others took its place in memory, and its text is read again for the excerpts of the report; meanwhile somebody saved it.
      const other = keeperIn(join(home, "cache"), ["other"]);
      const env = {
        get FORCE_COLOR() {
          writeFileSync(join(cwd, "a.yaml"), pod(2));
          return "0";
        },
      };
      await drydock(["lint"], { cwd, keeper: other, env });
      assert.equal(existsSync(join(home, "cache/drydock/runs", other.name)), false);
    }));
});
