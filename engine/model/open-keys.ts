// What is written and yet says less than it seems to: keys with holes, and tags that only another program understands.
import type { ListNode, MapNode } from "../syntax/node.ts";
import { holesIn } from "./holes.ts";
import type { Place } from "./place.ts";
import type { Resource } from "./resource.ts";

/** A key with a hole may name any key of the map, and then its value is that one's. */
export function hasOpenKey(place: Place, node: MapNode | ListNode): boolean {
  if (node.kind !== "map") return false;
  for (const { key } of node.entries) if (key.kind === "scalar" && KEY_MAY_HOLD.test(key.text) && isOpenKey(place, key.text)) return true;
  return false;
}

export function isOpenKey({ owner, path }: Place, key: string): boolean {
  if (!KEY_MAY_HOLD.test(key) || !(key.includes("<%") || holesIn(key, owner.class, "plain"))) return false;
  return owner.dialect.placeKind(owner, [...path, key]) !== "payload";
}

const KEY_MAY_HOLD = /[${<%]/;

/** What such a tag makes of its node only the program that knows it can tell. CloudFormation's own are its dialect's. */
export const isForeignTag = (tag: string, owner: Resource): boolean =>
  tag !== "!" && !tag.startsWith("!!") && !tag.startsWith("!<tag:yaml.org,2002:") && owner.class !== "cloudformation";
