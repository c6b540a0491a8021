// Emacs, with its language client eglot and the configuration that docs/editors.md proposes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { describe } from "node:test";
import { emacs } from "../../tools/editor/install.ts";
import { inFolder } from "../host/folder.ts";
import { JOB, placeOf, REPAIRED, WORKSPACE } from "./fixtures.ts";
import { installedCommand, needs, say, scratch } from "./setup.ts";

const TIMEOUT = 90_000;
/** Where Debian puts the packages; without a person's own start none of them is loaded. */
const PACKAGES = `(let ((default-directory "/usr/share/emacs/site-lisp/elpa-src/"))
  (when (file-directory-p default-directory) (normal-top-level-add-subdirs-to-load-path)))
(require 'yaml-mode)
(add-to-list 'auto-mode-alist '("\\\\.yaml\\\\'" . yaml-mode))
(require 'eglot)
`;
const had = await emacs(say);

describe("in Emacs", () => {
  needs("a finding is shown, its quick fix is applied, the file is saved", had, (program) =>
    inFolder({ ...WORKSPACE, "job.yaml": JOB }, async (cwd) => {
      const [, config] = /```elisp\n(.*?)```/s.exec(readFileSync("docs/editors.md", "utf8")) ?? [];
      assert.ok(config, "docs/editors.md has a configuration");
      const init = join(scratch, "init.el");
      writeFileSync(init, PACKAGES + config);
      const env = { ...process.env, PATH: `${installedCommand()}${delimiter}${process.env.PATH}` };
      const words = ["-Q", "--batch", "-l", init, "-l", resolve("test/editor/emacs.el")];
      const { status, stdout, stderr } = spawnSync(program, words, { cwd, env, timeout: TIMEOUT, encoding: "utf8" });
      const said = stdout + stderr;
      assert.equal(status, 0, said);
      const { line, character } = placeOf(JOB, "nvidia.com/gpu");
      assert.ok(said.includes(`${line}:${character} drydock [gpu/limit-missing]: Container pytorch requests nvidia.com/gpu without`), said);
      assert.equal(readFileSync(join(cwd, "job.yaml"), "utf8"), REPAIRED);
    }),
  );
});
