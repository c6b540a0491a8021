// drydock init: what it proposes is true of the repository, loads without a word, and never takes the place of what is there.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { readConfigText } from "../../host/config-file.ts";
import { rules } from "../../rules/index.ts";
import { inFolder } from "../host/folder.ts";
import { drydock } from "./command.ts";
import { uncommented } from "./uncommented.ts";

const RULES = rules.map(({ id }) => id);
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
const QUEUE = "apiVersion: kueue.x-k8s.io/v1beta1\nkind: LocalQueue\nmetadata: {name: fraud}\nspec: {clusterQueue: all}\n";
const EVERYTHING = {
  ".git/HEAD": "",
  ".github/workflows/ci.yml": "on: push\njobs: {}\n",
  ".gitlab-ci.yml": "test: {script: [make]}\n",
  "train/a.yaml": POD,
  "train/queues.yaml": QUEUE,
  "e2e/testdata/b.yaml": POD,
  "base/kustomization.yaml": "resources: [pod.yaml]\n",
  "base/pod.yaml": POD.replace("name: a", "name: b"),
  "infra/eks/main.tf": 'resource "aws_s3_bucket" "data" {\n  bucket = "data"\n}\n',
  "infra/gke/main.tf": 'resource "google_storage_bucket" "data" {\n  name     = "data"\n  location = "EU"\n}\n',
  "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "charts/web/templates/pod.yaml": POD.replace("name: a", "name: {{ .Release.Name }}"),
};

const inRepo = <T>(files: Record<string, string>, body: (folder: string) => Promise<T>): Promise<T> => inFolder(files, body);
const written = (cwd: string) => readFileSync(join(cwd, "drydock.yaml"), "utf8");

describe("what is proposed", () => {
  test("names what is here, and nothing else", () =>
    inRepo(EVERYTHING, async (cwd) => {
      const { code, out, err } = await drydock(["init"], { cwd });
      assert.deepEqual([code, err], [0, ""]);
      const text = written(cwd);
      assert.ok(out.startsWith(text), "it is shown first");
      for (const line of [
        /^# {3}Kubernetes {5}\d files: Pod ×3, LocalQueue ×1$/m,
        /^# {3}Kustomize {6}1 build: base\/kustomization\.yaml$/m,
        /^# {3}Helm {11}1 chart: /m,
        /^# {3}Terraform {6}2 folders: infra\/eks, infra\/gke$/m,
        /^# {3}Queues {9}1 file: train\/queues\.yaml$/m,
        /^# {3}Clouds {9}2 clouds: AWS, Google Cloud$/m,
        /^# {3}- name: "train"$/m,
        /^# {3}- path: "e2e\/testdata"$/m,
      ])
        assert.match(text, line);
      assert.doesNotMatch(text, /Azure|CloudFormation/);
      assert.match(out, /^in CI {4}GitHub Actions \(\.github\/workflows\): drydock lint --format github/m);
      assert.match(out, /^in CI {4}GitLab CI \(\.gitlab-ci\.yml\): drydock lint --format gitlab/m);
      assert.doesNotMatch(out, /Jenkins|pre-commit/);
    }));

  test("loads without a word, also when every comment becomes a setting", () =>
    inRepo(EVERYTHING, async (cwd) => {
      await drydock(["init"], { cwd });
      for (const text of [written(cwd), uncommented(written(cwd))]) {
        const { problems, file } = readConfigText("drydock.yaml", text, RULES);
        assert.deepEqual(problems, [], text);
        assert.equal(file.value.failOn, "error");
      }
      const { value } = readConfigText("drydock.yaml", uncommented(written(cwd)), RULES).file;
      const keys = Object.keys(value).filter((key) => key !== "preview");
      assert.deepEqual(keys.sort(), ["failOn", "ignore", "overrides", "preset", "units"]);
      assert.equal(value.ignore?.[0]?.until, "2027-03-31");
      for (const folder of [...(value.units ?? []), ...(value.overrides ?? [])].map((one) => one.path))
        assert.ok(existsSync(join(cwd, folder ?? "?")), folder);
    }));

  test("holds strange names as text", () => {
    const folder = 'a "b" #c: {d}\n- e';
    return inRepo({ ".git/HEAD": "", [`${folder}/x.yaml`]: POD, [`${folder}/tests/y.yaml`]: POD }, async (cwd) => {
      const { out } = await drydock(["init"], { cwd });
      for (const text of [written(cwd), uncommented(written(cwd))])
        assert.deepEqual(readConfigText("drydock.yaml", text, RULES).problems, []);
      const { value } = readConfigText("drydock.yaml", uncommented(written(cwd)), RULES).file;
      assert.ok(value.units?.some(({ path }) => path === folder));
      assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f]/);
    });
  });

  test("is the same twice, and shows nothing that is not there", () =>
    inRepo({ ".git/HEAD": "", "a.yaml": POD.replace("requests", "limits") }, async (cwd) => {
      await drydock(["init"], { cwd });
      const first = written(cwd);
      await drydock(["init", "--force"], { cwd });
      assert.equal(written(cwd), first);
      assert.doesNotMatch(first, /units:|overrides:|Clouds|Queues/);
    }));
});

describe("what is written", () => {
  test("nothing where there is a drydock.yaml, unless --force is given", () =>
    inRepo({ "drydock.yaml": "failOn: never\n", "a.yaml": POD }, async (cwd) => {
      assert.deepEqual(await drydock(["init"], { cwd }), {
        code: 2,
        out: "",
        err: "drydock.yaml is there already. drydock config . shows what it says; --force replaces it.\n",
      });
      assert.equal(written(cwd), "failOn: never\n");
      assert.equal((await drydock(["init", "--force"], { cwd })).code, 0);
      assert.match(written(cwd), /^failOn: error$/m);
    }));

  test("nothing where somebody is asked and does not say yes", () =>
    inRepo({ ".git/HEAD": "", "a.yaml": POD }, async (cwd) => {
      for (const answers of [["n"], ["what"], []]) {
        const { code, out } = await drydock(["init"], { cwd, answers });
        assert.equal(code, 0);
        assert.match(out, /Write drydock\.yaml\? \[Y\/n\] .*\nNothing was written\.\n$/);
        assert.equal(existsSync(join(cwd, "drydock.yaml")), false);
      }
      assert.match((await drydock(["init"], { cwd, answers: [""] })).out, /^wrote {4}drydock\.yaml$/m);
      assert.doesNotMatch((await drydock(["init", "--force", "--yes"], { cwd, answers: ["n"] })).out, /Write drydock/);
    }));

  test("nothing where there is nothing of ours", () =>
    inRepo({ ".git/HEAD": "", "package.json": "{}" }, async (cwd) => {
      const { code, out } = await drydock(["init"], { cwd });
      assert.equal(code, 0);
      assert.match(out, /^Nothing here that Drydock checks: 1 file of YAML.*Nothing was written\.\n$/);
      assert.equal(existsSync(join(cwd, "drydock.yaml")), false);
    }));

  test("at the root of the workspace, or in the folder that is named", () =>
    inRepo({ ".git/HEAD": "", "team/a.yaml": POD, "other/b.yaml": POD }, async (root) => {
      const cwd = join(root, "team");
      assert.match((await drydock(["init"], { cwd })).out, /^wrote {4}\.\.\/drydock\.yaml$/m);
      assert.match((await drydock(["init", "."], { cwd })).out, /^wrote {4}drydock\.yaml$/m);
      assert.match(readFileSync(join(cwd, "drydock.yaml"), "utf8"), /1 file: Pod ×1/);
      assert.match((await drydock(["init", "a.yaml"], { cwd })).err, /^a\.yaml is a file/);
    }));
});

describe("what comes next", () => {
  test("with findings: look at them or keep them; --baseline keeps them at once, and lint is clean", () =>
    inRepo({ ".git/HEAD": "", "a.yaml": POD }, async (cwd) => {
      const { out } = await drydock(["init"], { cwd });
      assert.match(out, /^today {4}\d+ errors?.* · \d+ fixable: drydock lint --fix\nnext {5}drydock lint .*\n.*drydock baseline update/m);
      const all = await drydock(["init", "--force", "--baseline"], { cwd });
      assert.match(all.out, /^baseline drydock-baseline\.json: \d+ findings?$/m);
      assert.equal((await drydock(["lint"], { cwd })).code, 0);
      assert.match(all.out, /^next {5}drydock lint {3}before every commit$/m);
      assert.match(written(cwd), /^baseline: drydock-baseline\.json$/m);
    }));

  test("a first run with much to say ends with how to begin, and only there", () =>
    inRepo(Object.fromEntries([[".git/HEAD", ""], ...Array.from({ length: 12 }, (_, i) => [`${i}.yaml`, POD])]), async (cwd) => {
      assert.match((await drydock(["lint"], { cwd })).out, /^New here\? drydock init --baseline accepts what is there/m);
      assert.doesNotMatch((await drydock(["lint", "1.yaml"], { cwd })).out, /New here/);
      writeFileSync(join(cwd, "drydock.yaml"), "");
      assert.doesNotMatch((await drydock(["lint"], { cwd })).out, /New here/);
    }));
});
