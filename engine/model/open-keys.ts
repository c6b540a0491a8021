// What is written and yet says less than it seems to: open maps and lists, keys with holes, tags that only another program understands.
import { deref, isMergeKey, type ListNode, type MapNode, type Node } from "../syntax/node.ts";
import type { Path } from "./address.ts";
import { holesIn } from "./holes.ts";
import type { Resource } from "./resource.ts";

/** A place, as far as the meaning of its keys depends on it. `path` takes work to say. */
export interface Spot {
  readonly owner: Resource;
  readonly path: Path;
}

/** Something unwritten may be in the map or list at the place: a key with a hole may name any key, and then its value is that one's. */
export function mayHoldMore(place: Spot, node: MapNode | ListNode): boolean {
  if (node.open === true) return true;
  if (node.kind === "list") return isOpenList(node);
  for (const { key, value } of node.entries) {
    // An alias, or a map that stands for a key: which one, nobody looks up.
    if (key.kind !== "scalar") return true;
    if (key.text === "<<" ? isMergeKey(key) && isFilledIn(deref(value)) : isOpenKey(place, key.text)) return true;
  }
  return false;
}

/** A text among maps is an item that is being typed, or what brings further ones: `- ${MORE}`. */
function isOpenList({ items }: ListNode): boolean {
  const has = (kind: Node["kind"]): boolean => items.some((item) => deref(item).kind === kind);
  return has("open") || (has("map") && has("scalar"));
}

/** What is merged is not written here, or not yet: `<<: ${DEFAULTS}`. */
const isFilledIn = (merged: Node): boolean => merged.kind === "open" || merged.kind === "scalar";

export function isOpenKey(place: Spot, key: string): boolean {
  if (!KEY_MAY_HOLD.test(key)) return false;
  const { owner } = place;
  if (
    !(
      (owner.class === "kubernetes" && HALF_WRITTEN.test(key)) ||
      key.includes("<%") ||
      key.includes("${") ||
      holesIn(key, owner.class, "plain")
    )
  )
    return false;
  return owner.dialect.placeKind(owner, [...place.path, key]) !== "payload";
}

const KEY_MAY_HOLD = /[${<%([\s:"]|__/;

/** Keys to YAML, and to nobody else: `<gpu: 1>`, `<<<<<<< HEAD`, `limits:nvidia.com/gpu: 1`, two words of which one lacks its colon. */
const HALF_WRITTEN = /^<|[\s:"]/;

/** What such a tag makes of its node only the program that knows it can tell. CloudFormation's own are its dialect's. */
export const isForeignTag = (tag: string | undefined, owner: Resource): tag is string =>
  tag !== undefined && tag !== "!" && !tag.startsWith("!!") && !tag.startsWith("!<tag:yaml.org,2002:") && owner.class !== "cloudformation";
