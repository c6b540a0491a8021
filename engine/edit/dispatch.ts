// Which operation means what is the same for every syntax; how it is written is not.
import type { Part, Path } from "../model/address.ts";
import type { Json, Operation } from "../model/operation.ts";

/** What a syntax writes into its draft. */
export interface Verbs<D> {
  set(draft: D, path: Path, value: Json): void;
  setWord(draft: D, path: Path, word: Exclude<Part, string>, text: string): void;
  unset(draft: D, path: Path): void;
  addItem(draft: D, path: Path, item: Json): void;
  renameKey(draft: D, path: Path, key: string): void;
  addResource(draft: D, object: Json): void;
  carry(draft: D, from: Path, to: Path, op: "copy" | "move"): void;
  refuse(draft: D, reason: string): void;
}

export function dispatch<D>(verbs: Verbs<D>, draft: D, operation: Operation): void {
  const { at } = operation;
  if (typeof at.part === "object") {
    return operation.op === "set" && typeof operation.value === "string"
      ? verbs.setWord(draft, at.path, at.part, operation.value)
      : verbs.refuse(draft, "a word of a text can only be replaced by another word");
  }
  switch (operation.op) {
    case "set":
      return verbs.set(draft, at.path, operation.value);
    case "unset":
      return verbs.unset(draft, at.path);
    case "addItem":
      return verbs.addItem(draft, at.path, operation.item);
    case "renameKey":
      return verbs.renameKey(draft, at.path, operation.key);
    case "addResource":
      return verbs.addResource(draft, operation.object);
    case "copy":
    case "move":
      return verbs.carry(draft, operation.from.path, at.path, operation.op);
  }
}
