// Paths in a drydock.yaml are relative to it; "." is its folder with everything below, which at the root is the whole workspace.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { drydock } from "../cli/command.ts";
import { inFolder } from "./folder.ts";

const POD =
  "apiVersion: v1\nkind: Pod\nmetadata: { name: lab }\nspec: { containers: [{ name: a, image: 'a:1', resources: { requests: { nvidia.com/gpu: 1 } } }] }\n";

/** The files in which the rule still speaks. */
const speaksIn = (files: Readonly<Record<string, string>>) =>
  inFolder(
    { "drydock.yaml": "root: true\n", "pod.yaml": POD, "a/pod.yaml": POD, "a/b/pod.yaml": POD, "ab/pod.yaml": POD, ...files },
    async (cwd) => {
      const { out, err } = await drydock(["lint", "--format", "json"], { cwd });
      assert.equal(err, "");
      const { findings, problems } = JSON.parse(out);
      assert.deepEqual(problems, []);
      return findings.filter(({ rule }: { rule: string }) => rule === "gpu/limit-missing").map(({ file }: { file: string }) => file);
    },
  );

const ways = {
  "an override": (path: string) => `overrides: [{ path: "${path}", rules: { gpu/limit-missing: off } }]\n`,
  "an ignore": (path: string) => `ignore: [{ rule: gpu/limit-missing, path: "${path}", reason: a trial }]\n`,
};

for (const [what, of] of Object.entries(ways))
  describe(`the path of ${what}`, () => {
    test("that names the folder of the file covers all of it, and nothing beside it", async () => {
      for (const path of [".", "./", "/", "**"]) {
        assert.deepEqual(await speaksIn({ "drydock.yaml": `root: true\n${of(path)}` }), [], path);
        assert.deepEqual(await speaksIn({ "a/drydock.yaml": of(path) }), ["ab/pod.yaml", "pod.yaml"], path);
      }
    });

    test("is a folder with what is below it, a file, or a pattern", async () => {
      const left = async (path: string) => await speaksIn({ "drydock.yaml": `root: true\n${of(path)}` });
      for (const path of ["a", "a/", "./a", "a/**"]) assert.deepEqual(await left(path), ["ab/pod.yaml", "pod.yaml"], path);
      assert.deepEqual(await left("a/pod.yaml"), ["a/b/pod.yaml", "ab/pod.yaml", "pod.yaml"]);
      assert.deepEqual(await left("*/pod.yaml"), ["a/b/pod.yaml", "pod.yaml"]);
    });
  });
