// What the tests of edits share: operations in few words, and the edit contract checked on every change that they make.
import assert from "node:assert/strict";
import type { Address } from "../../engine/model/address.ts";
import type { Json, Operation } from "../../engine/model/operation.ts";
import { documentsOf, editedText, pathOf, type ResourceOptions, resourceFrom } from "../harness/resource.ts";

const at = (path: string): Address => ({ resource: "test", path: pathOf(path), part: "value" });

export const set = (path: string, value: Json): Operation => ({ op: "set", at: at(path), value });
export const unset = (path: string): Operation => ({ op: "unset", at: at(path) });
export const addItem = (path: string, item: Json): Operation => ({ op: "addItem", at: at(path), item });
export const renameKey = (path: string, key: string): Operation => ({ op: "renameKey", at: at(path), key });
export const addResource = (object: Json): Operation => ({ op: "addResource", at: at(""), object });
export const copy = (from: string, to: string): Operation => ({ op: "copy", from: at(from), at: at(to) });
export const move = (from: string, to: string): Operation => ({ op: "move", from: at(from), at: at(to) });
export const setWord = (path: string, start: number, end: number, value: string): Operation => ({
  op: "set",
  at: { ...at(path), part: { word: 0, start, end } },
  value,
});

/** Lines as a text with a last line break. */
export const lines = (...all: readonly string[]): string => `${all.join("\n")}\n`;

/** Applies the operations and expects this text; then the parts of the edit contract that hold for every change. */
export function expectEdit(before: string, operations: readonly Operation[], after: string, options: ResourceOptions = {}): void {
  expectOnce(before, operations, after, options);
  assert.equal(editedText(resourceFrom(after, options), operations), after, "applied twice changes nothing");
}

/** For operations that mean something else on the new text: an index, a word's offsets, one more document. */
export function expectOnce(before: string, operations: readonly Operation[], after: string, options: ResourceOptions = {}): void {
  assert.equal(editedText(resourceFrom(before, options), operations), after);
  const source = { id: "test", path: "test", language: options.language ?? "yaml", text: after } as const;
  for (const { tree } of documentsOf(source)) assert.deepEqual(tree.problems, [], "the text reads without a new problem");
}

export function expectRefusal(before: string, operations: readonly Operation[], reason: RegExp, options: ResourceOptions = {}): void {
  const result = editedText(resourceFrom(before, options), operations);
  assert.match(result, /^refused: /);
  assert.match(result, reason);
}
