// Items of a list by the steps of a path.
import { deref, findEntry, type ListNode, type Node } from "../syntax/node.ts";
import type { Step } from "./address.ts";

/** The item that a step names: by its position, or by its merge key. */
export function itemAt(list: ListNode, step: Step): Node | undefined {
  if (typeof step === "number") return list.items[step];
  if (typeof step === "object") return list.items.find((item) => mergeKeyOf(item, step.by) === step.is);
  return undefined;
}

/** The literal value of an item's merge key; undefined where it has none or a hole. */
export function mergeKeyOf(item: Node, by: string): string | undefined {
  const target = deref(item);
  if (target.kind !== "map") return undefined;
  const value = findEntry(target, by)?.value;
  return value?.kind === "scalar" && value.text !== "" ? value.text : undefined;
}
