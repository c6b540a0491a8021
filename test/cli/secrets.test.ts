// A repair may carry a credential somewhere else, with another indentation: then it is not shown, line by line.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { changedLines, showsSecret } from "../../cli/changes.ts";
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

describe("a credential that a repair takes out", () => {
  const line = "  - {name: A, value: hunter2}\n";
  const text = `env:\n  - name: A\n    value: hunter2\n${line}end: 1\n`;
  const spans = [...text.matchAll(/hunter2/g)].map(({ index }) => ({ start: index, end: index + 7 }));
  const replacing = (part: string, by: string) => [{ start: text.indexOf(part), end: text.indexOf(part) + part.length, text: by }];

  test("is dots in the line that goes, so that people see what comes", () => {
    const edits = replacing(": hunter2", "From:\n      secretKeyRef: {name: s, key: A}");
    assert.equal(showsSecret(shownText(text, spans), edits), false);
    const [change] = changedLines(shownText(text, spans), edits);
    assert.deepEqual(change?.removed, ["    value: ••••"]);
    assert.deepEqual(change?.added, ["    valueFrom:", "      secretKeyRef: {name: s, key: A}"]);
    const shown = ["-     value: ••••", "+     valueFrom:", "+       secretKeyRef: {name: s, key: A}"];
    assert.deepEqual(preview(text, edits, spans), shown);
  });

  test("of several lines is one line of dots", () => {
    const edits = [{ start: before.indexOf("  key: |"), end: before.indexOf("line0"), text: "  key: x\n" }];
    const [change] = changedLines(shownText(before, sensitive), edits);
    assert.deepEqual(change?.removed, ["  key: |", "    ••••"]);
    assert.deepEqual(preview(before, edits, sensitive), ["-   key: |", "-     ••••", "+   key: x"]);
  });

  test("is not shown where another one stays in the line, or it goes in part", () => {
    for (const edits of [replacing("{name: A,", "{name: B,"), replacing("nter2\n  -", "x\n  -")]) {
      assert.equal(showsSecret(shownText(text, spans), edits), true);
      assert.equal(preview(text, edits, spans), undefined);
    }
  });
});

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
