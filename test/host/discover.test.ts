// What is found, what is left out, and what is read when only some files are named.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { discover, rootAbove } from "../../host/discover.ts";
import { openWorkspace, watch } from "../../host/workspace.ts";
import { inFolder } from "./folder.ts";

const found = (files: Record<string, string>, also: readonly string[] = []) => inFolder(files, (root) => discover(root, also).files);

/** Root may open everything, so root looks as nobody. */
function asSomebody<T>(work: () => T): T {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

describe("discovery", () => {
  test("takes files by name, in the order of their paths", () => {
    const names = ["b.yml", "a.yaml", "main.tf", "x.tofu", "v.tfvars", "t.template", "k.json", "sub/Kustomization", "sub/a.yaml"];
    const others = ["README.md", "x.tftpl", "x.yaml.tpl", "x.py", ".terraform.lock.hcl", "yaml"];
    assert.deepEqual(found(Object.fromEntries([...names, ...others].map((name) => [name, ""]))), [...names].sort());
  });

  test("does not enter what belongs to others", () => {
    assert.deepEqual(
      found({
        ".git/a.yaml": "",
        "node_modules/x/a.yaml": "",
        "a/.terraform/b.tf": "",
        "vendor/c.yaml": "",
        ".github/workflows/ci.yml": "",
      }),
      [".github/workflows/ci.yml"],
    );
  });

  test("heeds .gitignore at every depth, with exceptions and folders", () => {
    const files = {
      ".gitignore": "*.tmp.yaml\n/out\nlogs/\n",
      "a.tmp.yaml": "",
      "out/a.yaml": "",
      "sub/out/kept.yaml": "",
      "sub/logs/a.yaml": "",
      "sub/.gitignore": "!keep.tmp.yaml\n/local.yaml\n",
      "sub/keep.tmp.yaml": "",
      "sub/drop.tmp.yaml": "",
      "sub/local.yaml": "",
      "sub/deep/local.yaml": "",
    };
    assert.deepEqual(found(files), ["sub/deep/local.yaml", "sub/keep.tmp.yaml", "sub/out/kept.yaml"]);
  });

  test(".drydockignore adds to it, and takes back", () => {
    const files = {
      ".gitignore": "generated/\n",
      ".drydockignore": "!generated/\nfixtures/\n",
      "generated/a.yaml": "",
      "fixtures/b.yaml": "",
    };
    assert.deepEqual(found(files), ["generated/a.yaml"]);
  });

  test("a folder that is named is looked at even where an ignore file names it", () => {
    const files = {
      ".gitignore": "out/\n",
      "out/a.yaml": "",
      "out/.gitignore": "b.yaml",
      "out/b.yaml": "",
      "node_modules/x/c.yaml": "",
      "d.yaml": "",
    };
    assert.deepEqual(found(files, ["out"]), ["d.yaml", "out/a.yaml"]);
    assert.deepEqual(found(files, ["node_modules/x"]), ["d.yaml", "node_modules/x/c.yaml"]);
  });

  test("follows no link to a folder, and links to files only inside", () => {
    inFolder({ "a/real.yaml": "", "b/": "" }, (root) =>
      inFolder({ "secret.yaml": "" }, (outside) => {
        symlinkSync("..", join(root, "a/loop"));
        symlinkSync(root, join(root, "b/again"));
        symlinkSync("../a/real.yaml", join(root, "b/inside.yaml"));
        symlinkSync(join(outside, "secret.yaml"), join(root, "b/outside.yaml"));
        symlinkSync("nowhere.yaml", join(root, "b/dangling.yaml"));
        symlinkSync("itself.yaml", join(root, "b/itself.yaml"));
        assert.deepEqual(discover(root).files, ["a/real.yaml", "b/inside.yaml"]);
      }),
    );
  });

  test("a folder that may not be opened is said, and the others are read", () => {
    inFolder({ "a/x.yaml": "", "b/y.yaml": "" }, (root) => {
      chmodSync(root, 0o755);
      chmodSync(join(root, "a"), 0);
      const { files, failures } = asSomebody(() => discover(root));
      chmodSync(join(root, "a"), 0o700);
      assert.deepEqual(files, ["b/y.yaml"]);
      assert.deepEqual(failures, [{ folder: "a", problem: "cannot be opened (EACCES)" }]);
    });
  });

  test("the root is the outermost folder with .git or drydock.yaml", () => {
    inFolder({ "repo/.git/HEAD": "", "repo/a/drydock.yaml": "", "repo/a/b/c/": "", "plain/x/": "" }, (root) => {
      assert.equal(rootAbove(join(root, "repo/a/b/c")), join(root, "repo"));
      assert.equal(rootAbove(join(root, "plain/x")), join(root, "plain/x"));
    });
  });
});

describe("the files that are read for one that is named", () => {
  const open = (files: Record<string, string>, named: readonly string[]) =>
    inFolder({ ...files, ".git/HEAD": "" }, (root) => openWorkspace({ root, files: named, ruleIds: [] }).paths);

  test("its folder, and no other", () => {
    const files = { "a/x.yaml": "", "a/y.yaml": "", "a/deep/z.yaml": "", "b/w.yaml": "" };
    assert.deepEqual(open(files, ["a/x.yaml"]), ["a/x.yaml", "a/y.yaml"]);
  });

  test("the builds that include it, with all that these include", () => {
    const files = {
      "base/kustomization.yaml": "resources:\n- deploy.yaml\n",
      "base/deploy.yaml": "",
      "overlays/prod/kustomization.yaml": "resources: [../../base, ../../extra/one.yaml]\n",
      "overlays/prod/patch.yaml": "",
      "overlays/dev/kustomization.yaml": "bases:\n- '../../base'\n",
      "extra/one.yaml": "",
      "unrelated/kustomization.yaml": "resources: [other.yaml]\n",
      "unrelated/other.yaml": "",
    };
    const expected = Object.keys(files)
      .filter((file) => !file.startsWith("unrelated/"))
      .sort();
    assert.deepEqual(open(files, ["base/deploy.yaml"]), expected);
  });

  test("the Terraform modules that call it or that it calls", () => {
    const files = {
      "live/main.tf": 'module "disk" {\n  source = "../modules/disk"\n}\n',
      "modules/disk/main.tf": 'module "key" { source = "./key" }',
      "modules/disk/key/main.tf": "",
      "modules/net/main.tf": "",
    };
    assert.deepEqual(open(files, ["modules/disk/main.tf"]), ["live/main.tf", "modules/disk/key/main.tf", "modules/disk/main.tf"]);
  });

  test("the whole of a unit that configuration declares", () => {
    const files = { "drydock.yaml": "units: [{name: u, path: apps}]\n", "apps/a/x.yaml": "", "apps/b/y.yaml": "", "c/z.yaml": "" };
    assert.deepEqual(open(files, ["apps/a/x.yaml"]), ["apps/a/x.yaml", "apps/b/y.yaml"]);
  });

  test("a path that leads out of the workspace joins nothing", () => {
    const files = { "a/kustomization.yaml": "resources: [../../../../etc, x.yaml]\n", "a/x.yaml": "" };
    assert.deepEqual(open(files, ["a/x.yaml"]), ["a/kustomization.yaml", "a/x.yaml"]);
  });

  test("where nobody marked the folder as one whole, nothing else is even looked at: it may be a home", () => {
    const files = {
      "job.yaml": "",
      "queue.yaml": "",
      "kustomization.yaml": "resources: [job.yaml, apps/base, crds/all.yaml, none/there.yaml, modules]\n",
      "apps/drydock.yaml": "preset: strict\n",
      "apps/other/z.yaml": "",
      "apps/base/kustomization.yaml": "resources: [y.yaml]\ncomponents: [../../part]\n",
      "apps/base/y.yaml": "",
      "part/kustomization.yaml": "",
      "crds/all.yaml": "",
      "modules/none.txt": "",
      "downloads/deep/huge.yaml": "",
      ".cache/x.yaml": "",
    };
    inFolder(files, (root) => {
      const looked = new Set<string>();
      const before = watch({ saw: (question, path) => void (question === "d" && looked.add(path)), sawBytes: () => undefined });
      try {
        const { paths, configuration } = openWorkspace({ root, files: ["job.yaml"], ruleIds: [] });
        const reached = ["apps/base/kustomization.yaml", "apps/base/y.yaml", "crds/all.yaml"];
        const own = ["job.yaml", "kustomization.yaml", "part/kustomization.yaml", "queue.yaml"];
        assert.deepEqual(paths, [...reached, ...own]);
        assert.deepEqual(
          configuration.chain("apps/base/y.yaml").map(({ file }) => file.path),
          ["apps/drydock.yaml"],
        );
      } finally {
        watch(before);
      }
      assert.deepEqual(
        [...looked].sort(),
        ["", "apps", "apps/base", "crds", "modules", "part"].map((folder) => join(root, folder)),
      );
    });
  });

  test("the same for modules that a Terraform file calls", () => {
    const files = {
      "main.tf": 'module "disk" {\n  source = "./modules/disk"\n}\n',
      "modules/disk/main.tf": 'module "key" { source = "../key" }',
      "modules/key/main.tf": "",
      "modules/net/main.tf": "",
    };
    inFolder(files, (root) => {
      const { paths } = openWorkspace({ root, files: ["main.tf"], ruleIds: [] });
      assert.deepEqual(paths, ["main.tf", "modules/disk/main.tf", "modules/key/main.tf"]);
    });
  });
});

describe("the store", () => {
  const store = (root: string) => openWorkspace({ root, ruleIds: [] }).store;

  test("reads inside the root only, by whatever way a path leads out", () => {
    inFolder({ "ws/a.yaml": "a: 1" }, (root) => {
      inFolder({ "secret.txt": "s" }, (outside) => {
        symlinkSync(outside, join(root, "ws/linked"));
        symlinkSync(join(outside, "secret.txt"), join(root, "ws/file.txt"));
        const { read, list } = store(join(root, "ws"));
        assert.equal(read("a.yaml"), "a: 1");
        for (const path of ["../../etc/passwd", "linked/secret.txt", "file.txt", "/etc/passwd", "missing.yaml"])
          assert.equal(read(path), undefined, path);
        assert.deepEqual(list("linked"), []);
        assert.deepEqual(list(".."), []);
      });
    });
  });

  test("lists files of any name, but for ignored ones", () => {
    inFolder({ ".gitignore": "b.txt", "a.yaml": "", "b.txt": "", "c.tpl": "", "sub/d.yaml": "" }, (root) => {
      assert.deepEqual(store(root).list(""), [".gitignore", "a.yaml", "c.tpl"]);
    });
  });

  test("a folder with the name of a file is no file", () => {
    inFolder({ "a/": "" }, (root) => {
      mkdirSync(join(root, "x.yaml"));
      assert.equal(store(root).read("x.yaml"), undefined);
    });
  });
});
