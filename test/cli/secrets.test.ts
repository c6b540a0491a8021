// A repair may carry a credential somewhere else, with another indentation: then it is not shown, line by line.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { showsSecret } from "../../cli/changes.ts";
import { fileDiff } from "../../cli/diff.ts";
import { shownText } from "../../cli/excerpt.ts";
import { preview } from "../../server/preview.ts";

const KEY = ["-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkqh", "kiG9w0BAQEFAASC", "-----END PRIVATE KEY-----"];
const indented = (by: number, lines: readonly string[] = KEY) => lines.map((line) => `${" ".repeat(by)}${line}\n`).join("");
const before = `data:\n  key: |\n${indented(4)}${Array.from({ length: 20 }, (_, i) => `line${i}: 1\n`).join("")}end: 1\n`;
const start = before.indexOf(KEY[0] as string);
const sensitive = [{ start, end: before.indexOf(KEY[3] as string) + (KEY[3] as string).length }];
const at = before.indexOf("end: 1");
const inserting = (text: string) => [{ start: at, end: at, text }];

const ways: Readonly<Record<string, (text: string) => boolean>> = {
  "in an excerpt": (text) => showsSecret(shownText(before, sensitive), inserting(text)),
  "in a diff": (text) => {
    const diff = fileDiff("a.yaml", before, before.slice(0, at) + text + before.slice(at), sensitive);
    assert.equal(diff.text === "", diff.isPartial);
    return diff.isPartial;
  },
  "in an editor": (text) => preview(before, inserting(text), sensitive) === undefined,
};

for (const [where, isHidden] of Object.entries(ways))
  describe(`a credential of several lines, ${where}`, () => {
    test("is hidden as it is written, with another indentation and with other line ends", () => {
      for (const text of [`copy: |\n${indented(4)}`, `copy: |\n${indented(2)}`, `copy: |\r\n${indented(8).replaceAll("\n", "\r\n")}`])
        assert.equal(isHidden(text), true, text);
    });

    test("is hidden where only one of its lines is carried", () => {
      assert.equal(isHidden(`copy: "${KEY[1]}"\n`), true);
    });

    test("hides nothing else", () => {
      assert.equal(isHidden("copy: |\n  nothing\n"), false);
    });
  });
