// lint --changed-since, with a real git: what a change has to answer for, and nothing else.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { randomFrom } from "../harness/corpus.ts";
import { inFolder } from "../host/folder.ts";
import { drydock } from "./command.ts";
import { keeperIn, known } from "./keeper.ts";
import { SWITCHED_ON } from "./repository.ts";

/** gpu/limit-missing speaks of it. */
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
const job = (queue: string) => `apiVersion: batch/v1
kind: Job
metadata:
  name: train
  labels: {kueue.x-k8s.io/queue-name: ${queue}}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: main, image: "a:1"}]
`;
const queue = (name: string) => `apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: ${name}}
spec: {clusterQueue: all}
`;
const CONFIG = SWITCHED_ON.replace("}", ", queueing/queue-not-found: error}");

class Repository {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.git("init", "-q", "-b", "main");
  }

  git(...words: readonly string[]): string {
    const identity = ["-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false"];
    const { status, stdout, stderr } = spawnSync("git", [...identity, ...words], { cwd: this.folder, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  commit(files: Readonly<Record<string, string>> = {}): void {
    this.write(files);
    this.git("add", "-A");
    this.git("commit", "-q", "--allow-empty", "-m", "change");
  }

  move(from: string, to: string): void {
    mkdirSync(dirname(join(this.folder, to)), { recursive: true });
    renameSync(join(this.folder, from), join(this.folder, to));
  }

  /** "file rule" of each finding. */
  async blamed(since = "main", words: readonly string[] = [], cwd = this.folder): Promise<readonly string[]> {
    const command = ["lint", "--format", "json", "--changed-since", since, ...words];
    const answer = await drydock(command, { cwd });
    const { out, err } = answer;
    assert.equal(err, "");
    // Whatever earlier runs knew of the files, it says the same, also where they are as the last run saw them: the revision is not.
    for (let n = 0; n < 2; n++) {
      const { isRecalled, ...again } = await drydock(command, { cwd, keeper: keeperIn(`${this.folder}.cache`, []) });
      assert.deepEqual(again, answer);
      assert.equal(isRecalled, false);
    }
    return JSON.parse(out).findings.map(({ file, rule }: { file: string; rule: string }) => `${file} ${rule}`);
  }
}

const inRepository = (files: Readonly<Record<string, string>>, body: (repository: Repository) => Promise<void>): Promise<void> =>
  inFolder({}, async (folder) => {
    const repository = new Repository(join(folder, "files"));
    repository.commit({ "drydock.yaml": CONFIG, ...files });
    await body(repository);
  });

describe("which findings", () => {
  test("those in files that are changed, staged, committed or new, and in no other", () =>
    inRepository(
      { "a.yaml": pod("a"), "b.yaml": pod("b"), "c.yaml": pod("c"), "d.yaml": pod("d"), "e.yaml": pod("e") },
      async (repository) => {
        assert.deepEqual(await repository.blamed(), []);
        repository.git("checkout", "-q", "-b", "work");
        repository.commit({ "b.yaml": `# more\n${pod("b")}` });
        repository.write({ "c.yaml": `# more\n${pod("c")}` });
        repository.git("add", "c.yaml");
        repository.write({ "d.yaml": `# more\n${pod("d")}`, "new/f.yaml": pod("f") });
        rmSync(join(repository.folder, "e.yaml"));
        assert.deepEqual(
          await repository.blamed(),
          ["b.yaml", "c.yaml", "d.yaml", "new/f.yaml"].map((file) => `${file} gpu/limit-missing`),
        );
        assert.deepEqual(await repository.blamed("main", ["new"]), ["new/f.yaml gpu/limit-missing"]);
        assert.deepEqual(await repository.blamed("main", ["."], join(repository.folder, "new")), ["f.yaml gpu/limit-missing"]);
      },
    ));

  test("what others did on the branch in the meantime does not count", () =>
    inRepository({ "a.yaml": pod("a") }, async (repository) => {
      repository.git("checkout", "-q", "-b", "work");
      repository.commit({ "mine.yaml": pod("mine") });
      repository.git("checkout", "-q", "main");
      repository.commit({ "a.yaml": "# theirs\n", "theirs.yaml": pod("theirs") });
      repository.git("checkout", "-q", "work");
      assert.deepEqual(await repository.blamed(), ["mine.yaml gpu/limit-missing"]);
    }));

  test("a file that only has another name answers for nothing, one that changed with it for all", () =>
    inRepository({ "a.yaml": pod("a"), "b.yaml": pod("b") + pod("b2").replace(/^/, "---\n") }, async (repository) => {
      repository.move("a.yaml", "far/away/a.yaml");
      assert.deepEqual(await repository.blamed(), [], "nobody told git yet");
      repository.move("b.yaml", "c.yaml");
      repository.write({ "c.yaml": `# more\n${readFileSync(join(repository.folder, "c.yaml"), "utf8")}` });
      repository.git("add", "-A");
      assert.deepEqual(await repository.blamed(), ["c.yaml gpu/limit-missing", "c.yaml gpu/limit-missing"]);
    }));

  const unit = `${CONFIG}units: [{name: all, path: ., complete: true}]\n`;

  test("in a file that did not change, what the change brought: a queue was renamed", () =>
    inRepository(
      {
        "drydock.yaml": unit,
        "job.yaml": job("fraud"),
        "lost.yaml": job("nowhere").replace("name: train", "name: lost"),
        "queues.yaml": queue("fraud"),
      },
      async (repository) => {
        assert.deepEqual(await repository.blamed(), []);
        repository.write({ "queues.yaml": queue("payments") });
        assert.deepEqual(await repository.blamed(), ["job.yaml queueing/queue-not-found"]);
        const { out } = await drydock(["lint", "--changed-since", "main"], { cwd: repository.folder });
        assert.match(out, /^1 file changed since main · /m);
        assert.match(out, /^1 finding in files that did not change: the change brought it$/m);
      },
    ));

  test("also where the file with the cause was deleted, or only moved away", () =>
    inRepository(
      { "drydock.yaml": unit, "job.yaml": job("fraud"), "queues.yaml": queue("fraud"), "others.yaml": queue("others") },
      async (repository) => {
        repository.move("queues.yaml", "queues.txt");
        assert.deepEqual(await repository.blamed(), ["job.yaml queueing/queue-not-found"]);
        repository.move("queues.txt", "deep/queues.yaml");
        assert.deepEqual(await repository.blamed(), []);
        repository.git("add", "-A");
        assert.deepEqual(await repository.blamed(), []);
      },
    ));

  test("one more of several equal ones in a file that did not change is told from those that were there", () =>
    inRepository(
      {
        "drydock.yaml": unit,
        "jobs.yaml": `${job("fraud")}---\n${job("gone").replace("name: train", "name: other")}`,
        "queues.yaml": `${queue("fraud")}---\n${queue("rest")}`,
      },
      async (repository) => {
        repository.write({ "queues.yaml": queue("rest") });
        assert.deepEqual(await repository.blamed(), ["jobs.yaml queueing/queue-not-found"]);
      },
    ));

  test("problems of files that did not change are not told, those of changed ones are", () =>
    inRepository({ "a.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: [\n", "b.yaml": pod("b") }, async (repository) => {
      assert.equal((await drydock(["lint", "--changed-since", "main"], { cwd: repository.folder })).code, 0);
      repository.write({ "b.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: [\n" });
      const { code, out } = await drydock(["lint", "--changed-since", "main"], { cwd: repository.folder });
      assert.equal(code, 1);
      assert.match(out, /b\.yaml\n {2}✖ syntax/);
      assert.doesNotMatch(out, /a\.yaml/);
    }));

  test("an ignored file that is named counts as changed, since git knows nothing of it", () =>
    inRepository({ ".gitignore": "lab/\n" }, async (repository) => {
      repository.write({ "lab/a.yaml": pod("a") });
      assert.deepEqual(await repository.blamed(), []);
      assert.deepEqual(await repository.blamed("main", ["lab/a.yaml"]), ["lab/a.yaml gpu/limit-missing"]);
    }));

  test("a baseline takes out what is known, also of what changed", () =>
    inRepository({ "a.yaml": pod("a"), "b.yaml": pod("b") }, async (repository) => {
      await drydock(["baseline", "update"], { cwd: repository.folder });
      repository.write({ "b.yaml": `${pod("b")}---\n${pod("c")}` });
      assert.equal((await repository.blamed()).length, 2);
      const { out } = await drydock(["lint", "--changed-since", "main", "--baseline", "drydock-baseline.json"], { cwd: repository.folder });
      assert.match(out, /Pod c/);
      assert.match(out, /1 file changed since main · .*\s1 in the baseline/);
      assert.doesNotMatch(out, /Pod a|Pod b|is gone/);
    }));

  test("--fix repairs only what is reported", () =>
    inRepository({ "a.yaml": pod("a"), "b.yaml": pod("b") }, async (repository) => {
      repository.write({ "b.yaml": `# more\n${pod("b")}` });
      const { out } = await drydock(["lint", "--fix", "--changed-since", "main"], { cwd: repository.folder });
      assert.match(out, /^fixed {4}1 finding in 1 file/);
      assert.equal(readFileSync(join(repository.folder, "a.yaml"), "utf8"), pod("a"));
      assert.match(readFileSync(join(repository.folder, "b.yaml"), "utf8"), /limits/);
    }));
});

test("whatever is changed, committed, moved and put back: a run that knows the files from before says what another one says", () =>
  inRepository({ "drydock.yaml": `${CONFIG}units: [{name: all, path: ., complete: true}]\n` }, async (repository) => {
    const random = randomFrom(20261125);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const paths = ["a.yaml", "b.yaml", "team/c.yaml", "team/d.yaml", "chart/Chart.yaml", "chart/templates/t.yaml"];
    const texts = [
      pod("a"),
      job("train"),
      job("train"),
      job("other"),
      queue("train"),
      queue("trains"),
      queue("other"),
      `# more\r\n${pod("c")}`,
      "name: chart\n",
      "kind: [",
    ];
    const before = known.times;
    for (let step = 0; step < 80; step++) {
      const [path, other] = [pick(paths), pick(paths)];
      const isThere = existsSync(join(repository.folder, path));
      const way = random();
      if (way < 0.15 && isThere) rmSync(join(repository.folder, path));
      else if (way < 0.3 && isThere) repository.move(path, other);
      else if (way < 0.45) repository.commit();
      else if (way < 0.55) repository.git("add", "-A");
      else repository.write({ [path]: pick(texts) });
      // Compares by itself.
      await repository.blamed(pick(["HEAD", "HEAD", repository.git("rev-list", "--max-parents=0", "HEAD")]));
    }
    assert.ok(known.times - before > 40, `${known.times - before} times`);
  }));

describe("which repository", () => {
  test("names may hold anything that a file system takes", () =>
    inRepository({}, async (repository) => {
      const names = ["with blank.yaml", 'with "quotes".yaml', "with\ttab.yaml", "ünïcode 漢字.yaml", "-option.yaml", "a\nb.yaml"];
      repository.commit(Object.fromEntries(names.map((name) => [name, pod("x")])));
      assert.deepEqual(await repository.blamed("HEAD"), []);
      repository.write(Object.fromEntries(names.map((name) => [name, `# more\n${pod("x")}`])));
      assert.equal((await repository.blamed("HEAD")).length, names.length);
    }));

  test("a workspace may reach beyond it, or be a part of it", () =>
    inFolder({ "drydock.yaml": CONFIG, "repository/": "", "loose.yaml": pod("loose") }, async (folder) => {
      const repository = new Repository(join(folder, "repository"));
      repository.commit({ "a.yaml": pod("a"), "team/b.yaml": pod("b") });
      repository.write({ "team/b.yaml": `# more\n${pod("b")}` });
      assert.deepEqual(await repository.blamed(), ["team/b.yaml gpu/limit-missing"]);
      assert.deepEqual(await repository.blamed("main", ["repository"], folder), ["repository/team/b.yaml gpu/limit-missing"]);
      const { code, err } = await drydock(["lint", "--changed-since", "main"], { cwd: folder });
      assert.equal(code, 2);
      assert.equal(err, "--changed-since main: This folder is in no git repository, so that nobody knows what changed.\n");
    }));

  test("what it configures to be run is not run", () =>
    inRepository({ "a.yaml": pod("a"), ".gitattributes": "*.yaml diff=own\n" }, async (repository) => {
      const trap = `touch ${join(repository.folder, "trapped")};`;
      for (const key of ["core.fsmonitor", "diff.external", "diff.own.textconv", "diff.own.command"]) repository.git("config", key, trap);
      for (const [key, value] of Object.entries({ clean: `${trap} cat`, process: trap, required: "true" }))
        repository.git("config", `filter.a=b.c.${key}`, value);
      repository.write({ ".gitattributes": "*.yaml diff=own filter=a=b.c\n", "a.yaml": `# more\n${pod("a")}` });
      assert.deepEqual(await repository.blamed(), ["a.yaml gpu/limit-missing"]);
      assert.equal(existsSync(join(repository.folder, "trapped")), false);
    }));

  test("nothing is fetched into a partial clone: what to do is said, and helps", () =>
    inRepository({ "a.yaml": pod("a"), "b.yaml": pod("b") }, (repository) =>
      inFolder({}, async (folder) => {
        repository.git("config", "uploadpack.allowFilter", "true");
        repository.commit({ "a.yaml": `# more\n${pod("a")}` });
        spawnSync("git", ["clone", "-q", "--filter=blob:none", `file://${repository.folder}`, folder]);
        const { code, out, err } = await drydock(["lint", "--changed-since", "HEAD~1"], { cwd: folder });
        assert.deepEqual([code, out], [2, ""]);
        assert.match(err, /^--changed-since HEAD~1: This clone is partial, .*git diff --stat --merge-base REVISION does it once\.\n$/);
        spawnSync("git", ["diff", "--stat", "--merge-base", "HEAD~1"], { cwd: folder });
        assert.deepEqual(await repository.blamed("HEAD~1", [], folder), ["a.yaml gpu/limit-missing"]);
      }),
    ));

  test("the environment of a hook of another repository changes nothing", () =>
    inRepository({ "a.yaml": pod("a"), "b.yaml": pod("b") }, (repository) =>
      inRepository({ "a.yaml": pod("a") }, async (other) => {
        repository.write({ "b.yaml": `# more\n${pod("b")}` });
        const names = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] as const;
        const before = names.map((name) => [name, process.env[name]] as const);
        Object.assign(process.env, { GIT_DIR: join(other.folder, ".git"), GIT_INDEX_FILE: ".git/index", GIT_WORK_TREE: other.folder });
        try {
          assert.deepEqual(await repository.blamed(), ["b.yaml gpu/limit-missing"]);
        } finally {
          for (const [name, value] of before) {
            if (value === undefined) delete process.env[name];
            else process.env[name] = value;
          }
        }
      }),
    ));

  test("what git cannot tell is an error with its reason, and nothing is reported", () =>
    inRepository({ "a.yaml": pod("a") }, async (repository) => {
      repository.git("checkout", "-q", "--orphan", "island");
      repository.commit({ "island.yaml": pod("island") });
      const said = async (since: string, cwd = repository.folder) => {
        const { code, out, err } = await drydock(["lint", "--changed-since", since], { cwd });
        assert.deepEqual([code, out], [2, ""]);
        return err;
      };
      assert.match(await said("nope"), /git knows no revision "nope" here\.\n$/);
      assert.match(await said("--output=trapped"), /git knows no revision "--output=trapped" here/);
      assert.match(await said("HEAD:a.yaml"), /git knows no revision/);
      assert.match(await said("main"), /The present commit and "main" have no commit in common\.\n$/);
      assert.equal(existsSync(join(repository.folder, "trapped")), false);
      const { code, err } = await drydock(["lint", "--changed-since", "main", "--stdin", "a.yaml"], { cwd: repository.folder });
      assert.deepEqual([code, err], [2, "--changed-since asks git about files and cannot be used with --stdin.\n"]);
      await inFolder({ "fresh/": "" }, async (folder) => {
        const fresh = new Repository(join(folder, "fresh"));
        assert.match(await said("HEAD", fresh.folder), /git knows no revision "HEAD" here/);
      });
      await inFolder({}, async (folder) => {
        repository.git("checkout", "-q", "main");
        for (const n of [1, 2, 3]) repository.commit({ "n.yaml": `# ${n}\n` });
        spawnSync("git", ["clone", "-q", "--depth", "1", `file://${repository.folder}`, join(folder, "shallow")]);
        assert.match(await said("HEAD~2", join(folder, "shallow")), /The clone is shallow: fetch more of its history/);
      });
    }));
});
