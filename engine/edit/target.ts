// Where an operation lands: the deepest place that is written, what forbids writing there, and the map or list of some document that
// something missing goes into.
import type { Path } from "../model/address.ts";
import { firstHole, holesIn } from "../model/holes.ts";
import { isForeignTag } from "../model/open-keys.ts";
import { Place } from "../model/place.ts";
import { deref, type Node, type Problem } from "../syntax/node.ts";
import { toJson } from "../syntax/to-json.ts";
import { changeOf, type Draft, type Located, refuse, replace, writable, writableEntry } from "./draft.ts";
import { type Fresh, putInto, wrap } from "./fresh.ts";

/** The deepest place on the way that is written, and the steps that are missing below it. */
export function nearest(draft: Draft, path: Path): { readonly place: Place; readonly rest: Path } {
  let place = Place.root(draft.resource);
  for (const [index, step] of path.entries()) {
    const next = place.at(step);
    if (!next.hasNode) {
      // What stands below such a tag is no place of the resource: it is neither absent nor to be changed.
      const node = place.node && deref(place.node);
      if (node && node.kind !== "open" && isForeignTag(node.tag, draft.resource))
        refuse(draft, `only the program that knows ${node.tag} can tell what is here`);
      return { place, rest: path.slice(index) };
    }
    place = next;
  }
  return { place, rest: [] };
}

/** Why nothing can be written at a place, or below it, in words for the user. */
export function guard(place: Place, rest: Path = []): string | undefined {
  if (place.shared) return place.shared;
  for (let at: Place | undefined = place; at; at = at.parent) {
    const node = at.node;
    if (!node) continue;
    if (node.provenance) return `the value comes from ${node.provenance.name}`;
    if (node.kind === "open") return node.hole ? `the value is only known later (${node.hole.text})` : "the value is only known later";
    if (node.kind === "scalar" && node.style === "computed") return "the value is computed and written nowhere";
    if (node.kind === "scalar" && rest.length > 0) return holeBelow(at, node.text);
  }
  return undefined;
}

function holeBelow(place: Place, text: string): string | undefined {
  const parts = holesIn(text, place.owner.class, "plain");
  return parts && `what stands here is only known later (${firstHole(parts).text})`;
}
/** What a node says; undefined where that is not certain. */
export function read(draft: Draft, node: Node): unknown {
  const problems: Problem[] = [];
  const data = toJson(node, draft.resource.dialect.scalar, problems);
  return problems.length === 0 ? data : undefined;
}
/** What several files of a build wrote together is not replaced or removed as a whole. */
export function isWrittenByMany(draft: Draft, node: Node): boolean {
  if ((node.kind !== "map" && node.kind !== "list") || (node.layers?.length ?? 0) < 2) return false;
  const paths = [...new Set((node.layers ?? []).map(({ document }) => document.source.path))];
  refuse(draft, `several places write it together (${paths.join(", ")})`);
  return true;
}
export function insert(draft: Draft, place: Place, rest: Path, value: Fresh): void {
  const container = containerFor(draft, place, rest);
  if (container) insertAt(draft, container, value);
}

export function insertAt(draft: Draft, { target, rest }: Container, value: Fresh): void {
  const { document, written } = target;
  const { node } = written;
  const present = document.changes.get(node)?.change;
  if (present?.is === "replace" && rest.length > 0) return refuseIf(draft, putInto(present.value, rest, value));
  if (node.kind === "scalar") {
    const fresh = wrap(rest, value);
    return fresh ? replace(draft, target, fresh) : refuse(draft, "the list has no items before this one");
  }
  const change = changeOf(draft, document, written);
  if (change?.is === "map") return insertInMap(draft, change.added, rest, value);
  if (change?.is === "list" && node.kind === "list") insertInList(draft, change.added, node.items.length, rest, value);
}

function insertInMap(draft: Draft, added: Map<string, Fresh>, rest: Path, value: Fresh): void {
  if (typeof rest[0] !== "string") return refuse(draft, "what is written here is a map, not a list");
  refuseIf(draft, putInto({ kind: "map", entries: added }, rest, value));
}

function insertInList(draft: Draft, added: Fresh[], count: number, rest: Path, value: Fresh): void {
  const [step, ...below] = rest;
  if (typeof step === "string") return refuse(draft, "what is written here is a list, not a map");
  if (typeof step === "number" && step < count) return refuse(draft, `item ${step} cannot be changed`);
  refuseIf(
    draft,
    putInto(
      { kind: "list", items: added },
      [typeof step === "number" ? step - count : (step as Exclude<typeof step, undefined>), ...below],
      value,
    ),
  );
}

const refuseIf = (draft: Draft, reason: string | undefined): void => {
  if (reason !== undefined) refuse(draft, reason);
};

/** A written node and the steps that are missing below it. */
export interface Container {
  readonly target: Located;
  readonly rest: Path;
}

/** Where something missing is written: in the first layer that wrote the map or list, or where a later layer took it away. */
export function containerFor(draft: Draft, place: Place, rest: Path): Container | undefined {
  const node = place.node as Node;
  const removed = node.kind === "map" && typeof rest[0] === "string" ? node.removed?.find(({ key }) => key === rest[0]) : undefined;
  if (removed) {
    const target = writableEntry(draft, removed.by);
    if (target && isNull(draft, target.written.node)) return { target, rest: rest.slice(1) };
    return void refuse(draft, `${removed.by.document.source.path} removes it`);
  }
  const layer = node.kind === "map" || node.kind === "list" ? node.layers?.[0] : undefined;
  const target = layer ? writable(draft, layer.document, layer) : writable(draft, place.document, node);
  return target && { target, rest };
}

export const isNull = (draft: Draft, node: Node): boolean => node.kind === "scalar" && draft.resource.dialect.scalar(node) === null;
