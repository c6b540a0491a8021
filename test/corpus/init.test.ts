// drydock init in each real repository: what it proposes names only what is there, loads without a word, and changes no finding.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readConfigText } from "../../host/config-file.ts";
import { rules } from "../../rules/index.ts";
import { drydock } from "../cli/command.ts";
import { uncommented } from "../cli/uncommented.ts";
import { corpusFolder, corpusRepositories, withoutCorpus } from "../harness/corpus.ts";
import { inFolder } from "../host/folder.ts";

const ids = rules.map(({ id }) => id);

describe("init in a real repository", { skip: withoutCorpus ?? false }, () => {
  for (const name of withoutCorpus ? [] : corpusRepositories())
    it(name, (t) =>
      inFolder({}, async (folder) => {
        cpSync(corpusFolder(name), folder, { recursive: true });
        mkdirSync(join(folder, ".git"), { recursive: true });
        const lint = async () => JSON.parse((await drydock(["lint", "--format", "json"], { cwd: folder })).out);
        const before = await lint();
        const { code, out } = await drydock(["init"], { cwd: folder });
        assert.equal(code, 0, out);
        if (!existsSync(join(folder, "drydock.yaml"))) {
          t.diagnostic(out.trim());
          assert.equal(before.summary.resources, 0);
          return;
        }
        const text = readFileSync(join(folder, "drydock.yaml"), "utf8");
        assert.deepEqual(readConfigText("drydock.yaml", text, ids).problems, []);
        const { file, problems } = readConfigText("drydock.yaml", uncommented(text), ids);
        assert.deepEqual(problems, []);
        const { units = [], overrides = [], ignore = [] } = file.value;
        const missing = [...units, ...overrides, ...ignore].filter(({ path }) => !existsSync(join(folder, path ?? "?")));
        assert.deepEqual(missing, []);
        const named = text.match(/(?<=[ ,:])[\w.-]+\/[\w./-]+\.(?:ya?ml|tf|json)\b/g) ?? [];
        assert.deepEqual(
          named.filter((path) => path !== "docs/configuration.md" && !existsSync(join(folder, path))),
          [],
        );

        assert.deepEqual((await lint()).findings, before.findings);
        writeFileSync(join(folder, "drydock.yaml"), uncommented(text));
        assert.notEqual((await drydock(["lint"], { cwd: folder })).code, 2);
        assert.equal((await drydock(["init", "--force", "--baseline"], { cwd: folder })).code, 0);
        assert.equal((await drydock(["lint"], { cwd: folder })).code, 0);
      }),
    );
});
