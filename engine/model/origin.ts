// Where a place points: the text that is underlined when a rule speaks about it.
import { deref, type Entry, findEntry, isMergeKey, type Origin } from "../syntax/node.ts";
import { scalarSegments } from "../syntax/segments.ts";
import type { Place } from "./place.ts";

/**
 * Where a finding about this place points. Something written: the value, the key or the word. Something missing: the line that
 * removed it, else the key token of the nearest written ancestor (in a list item: the value of its merge key, else its first key),
 * else the resource's anchor.
 */
export function originOf(place: Place): Origin {
  if (place.part === "key" && place.entry) return keyOrigin(place, place.entry);
  if (typeof place.part === "object") return wordOrigin(place, place.part);
  if (place.hasNode && place.node) return { document: place.document, start: place.node.start, end: place.node.end };
  const removed = removedBy(place);
  if (removed) return removed;
  for (let at: Place | undefined = place.parent; at; at = at.parent) {
    if (!at.parent) break;
    if (!at.hasNode) continue;
    if (at.entry && !isMergeKey(at.entry.key)) return keyOrigin(at, at.entry);
    const inItem = itemAnchor(at);
    if (inItem) return inItem;
  }
  return place.owner.anchor;
}

/** A key lies in the document of its map, also where its value was written in another one (a policy in a text). */
const keyOrigin = (place: Place, { key }: Entry): Origin => ({
  document: key.document ?? (place.parent ?? place).document,
  start: key.start,
  end: key.end,
});

/** A word in the text of a scalar, where that text is written as it is read; else the whole scalar. */
function wordOrigin(place: Place, word: { readonly start: number; readonly end: number }): Origin {
  const { document } = place;
  const node = place.node && deref(place.node);
  if (node?.kind !== "scalar") return { document, start: place.node?.start ?? 0, end: place.node?.end ?? 0 };
  const segments = scalarSegments(document.source.text.slice(document.start, document.end), node);
  const first = segments.find((one) => one.kind === "verbatim" && one.start <= word.start && word.end <= one.end);
  if (!first) return { document, start: node.start, end: node.end };
  const by = first.from.start - first.start;
  return { document, start: word.start + by, end: word.end + by };
}

function removedBy(place: Place): Origin | undefined {
  const parent = place.parent?.node && deref(place.parent.node);
  const { step } = place;
  return parent?.kind === "map" && typeof step === "string" ? parent.removed?.find((one) => one.key === step)?.by : undefined;
}

function itemAnchor(item: Place): Origin | undefined {
  const { step } = item;
  const node = item.node && deref(item.node);
  if (node?.kind !== "map") return node && { document: item.document, start: node.start, end: node.end };
  const named = typeof step === "object" ? findEntry(node, step.by)?.value : undefined;
  const at = named ?? node.entries[0]?.key;
  return at && { document: at.document ?? item.document, start: at.start, end: at.end };
}
