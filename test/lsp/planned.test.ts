// Whether an edit of the server may still be applied by the extension.
import assert from "node:assert/strict";
import test from "node:test";
import { isOutOfDate } from "../../client/planned.ts";

const edit = (version: number | null) => ({ documentChanges: [{ textDocument: { uri: "file:///a.yaml", version }, edits: [] }] });
const open = (version: number, isDirty = true) => new Map([["file:///a.yaml", { version, isDirty }]]);

test("an edit is for the version that it names", () => {
  assert.equal(isOutOfDate(edit(3), open(3)), false);
  assert.equal(isOutOfDate(edit(3), open(4)), true, "somebody typed");
  assert.equal(isOutOfDate(edit(3), new Map()), true, "somebody closed it, and what was typed is gone");
});

test("an edit without one is for the disk", () => {
  assert.equal(isOutOfDate(edit(null), new Map()), false);
  assert.equal(isOutOfDate(edit(null), open(1, false)), false, "opened since, and the same");
  assert.equal(isOutOfDate(edit(null), open(2)), true, "opened since, and changed");
});

test("one file that has changed is enough, and what is no text does not count", () => {
  const create = { kind: "create", uri: "file:///b.yaml" } as const;
  assert.equal(isOutOfDate({ documentChanges: [create, ...edit(3).documentChanges] }, open(3)), false);
  assert.equal(isOutOfDate({ documentChanges: [create, ...edit(null).documentChanges, ...edit(3).documentChanges] }, open(4, false)), true);
  assert.equal(isOutOfDate({}, open(3)), false);
});
