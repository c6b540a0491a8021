// The door of the edit layer: fixes in, edits of the files' own texts out. What cannot be written, or would overlap, loses its fix and
// no other one.

import type { Operation, SourceEdit } from "../model/operation.ts";
import { editInParent, type Source, type TextEdit } from "../text/source.ts";
import { inOrder, type LostFix, type MergedFixes, mergeFixes, type ResourceOf, type Share, type WantedFix } from "./merge.ts";
import { trimmed } from "./surgery.ts";

export interface EditPlan {
  /** By path: sorted edits of the text as decoded, that do not overlap. */
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** Ids of the fixes that are in it, in the order in which they won. */
  readonly applied: readonly string[];
  readonly lost: readonly LostFix[];
}

/** Plans all fixes together; each is in the plan with all of its operations, or lost with a reason. Pure: nothing is changed. */
export function planEdits(fixes: readonly WantedFix[], resourceOf: ResourceOf): EditPlan {
  const refused: LostFix[] = [];
  let left = inOrder(fixes).filter((fix) => {
    const reason = refusal(fix, resourceOf);
    if (reason !== undefined) refused.push({ id: fix.id, reason });
    return reason === undefined;
  });
  const lowered = new Map<string, Lowered>();
  for (;;) {
    const merged = mergeFixes(left, resourceOf);
    const placed = lowerAll(merged, resourceOf, lowered);
    const overlap = placed.lost.length === 0 ? firstOverlap(placed.edits, merged, resourceOf) : undefined;
    const lost = overlap ? [overlap] : placed.lost;
    if (lost.length === 0) return { edits: byPath(placed.edits), applied: merged.applied, lost: [...refused, ...merged.lost] };
    refused.push(...lost);
    const gone = new Set(lost.map(({ id }) => id));
    left = left.filter(({ id }) => !gone.has(id));
  }
}

/** Asked of each operation before merging, so that a refusal costs this fix and no other. */
function refusal({ operations }: WantedFix, resourceOf: ResourceOf): string | undefined {
  for (const operation of operations) {
    const resource = resourceOf(operation.at.resource);
    if (!resource) return "the object is no longer there";
    const reason = resource.dialect.writer.refuses(resource, operation);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** An edit of a file's own text and the resource that wants it. */
interface Placed {
  readonly source: Source;
  readonly edit: TextEdit;
  readonly resource: string;
}

/** What one resource came to, for one set of fixes. */
interface Lowered {
  readonly fixes: string;
  readonly edits: readonly Placed[];
}

function lowerAll(
  { shares }: MergedFixes,
  resourceOf: ResourceOf,
  known: Map<string, Lowered>,
): { readonly edits: readonly Placed[]; readonly lost: readonly LostFix[] } {
  const edits: Placed[] = [];
  const lost: LostFix[] = [];
  for (const [resource, own] of shares) {
    const fixes = JSON.stringify(own.map(({ id, operations }) => [id, operations.length]));
    const before = known.get(resource);
    const result = before?.fixes === fixes ? before.edits : lower(resource, own, resourceOf);
    if (typeof result === "string") {
      lost.push(firstFailing(resource, own, result, resourceOf));
    } else {
      known.set(resource, { fixes, edits: result });
      edits.push(...result);
    }
  }
  return { edits, lost };
}

/** The resource's edits in the outermost texts; the reason where its writer refuses, or where a text inside a text cannot be changed. */
function lower(id: string, shares: readonly Share[], resourceOf: ResourceOf): readonly Placed[] | string {
  const resource = resourceOf(id);
  if (!resource) return "the object is no longer there";
  const operations: readonly Operation[] = shares.flatMap((share) => share.operations);
  const result = resource.dialect.writer.lower(resource, operations);
  if ("refused" in result) return result.refused;
  const placed: Placed[] = [];
  for (const one of result) {
    const outer = inOutermost(one);
    if (!outer) return "the text stands inside another one and cannot be changed there";
    placed.push({ ...outer, resource: id });
  }
  return placed;
}

function inOutermost({ source, edit }: SourceEdit): { readonly source: Source; readonly edit: TextEdit } | undefined {
  let at = source;
  let change: TextEdit | undefined = edit;
  while (at.derived && change) {
    change = editInParent(at, change);
    at = at.derived.from;
  }
  return change && { source: at, edit: trimmed(at.text, change) };
}

/** The first fix with which the resource cannot be written any more, though it could with those before it. */
function firstFailing(resource: string, shares: readonly Share[], reason: string, resourceOf: ResourceOf): LostFix {
  let fits = 0;
  let fails = shares.length;
  let why = reason;
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    const result = lower(resource, shares.slice(0, middle), resourceOf);
    if (typeof result === "string") {
      fails = middle;
      why = result;
    } else fits = middle;
  }
  return { id: (shares[fails - 1] as Share).id, reason: why };
}

/** Edits of one text that want the same characters, or insert different things at one spot for different resources. */
function firstOverlap(edits: readonly Placed[], { shares, applied }: MergedFixes, resourceOf: ResourceOf): LostFix | undefined {
  const sorted = edits.toSorted((a, b) => compare(a.source.path, b.source.path) || a.edit.start - b.edit.start || a.edit.end - b.edit.end);
  let last: Placed | undefined;
  for (const one of sorted) {
    if (last && last.source.path === one.source.path && collide(last, one)) return loser(last, one, shares, applied, resourceOf);
    if (!last || last.source.path !== one.source.path || one.edit.end >= last.edit.end) last = one;
  }
  return undefined;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function collide(a: Placed, b: Placed): boolean {
  if (sameEdit(a.edit, b.edit) && a.resource !== b.resource) return false;
  if (b.edit.start < a.edit.end) return true;
  const bothInsert = a.edit.start === a.edit.end && b.edit.start === b.edit.end && a.edit.start === b.edit.start;
  return bothInsert && a.resource !== b.resource;
}

const isSameStretch = (a: TextEdit, b: TextEdit): boolean => a.start === b.start && a.end === b.end;
const sameEdit = (a: TextEdit, b: TextEdit): boolean => isSameStretch(a, b) && a.text === b.text;

/** Of the fixes that touch the spot, the one that would have won last. */
function loser(a: Placed, b: Placed, shares: MergedFixes["shares"], applied: readonly string[], resourceOf: ResourceOf): LostFix {
  const start = Math.min(a.edit.start, b.edit.start);
  const end = Math.max(a.edit.end, b.edit.end);
  const rank = (id: string) => applied.indexOf(id);
  const own = [...new Set([a.resource, b.resource])].flatMap((resource) =>
    (shares.get(resource) ?? []).map((share) => ({ resource, share })),
  );
  const touching = own.filter(({ resource, share }) => {
    const alone = lower(resource, [share], resourceOf);
    return (
      typeof alone !== "string" && alone.some((one) => one.source.path === a.source.path && one.edit.start <= end && one.edit.end >= start)
    );
  });
  const ids = (touching.length > 0 ? touching : own).map(({ share }) => share.id).toSorted((x, y) => rank(x) - rank(y));
  const last = ids.at(-1) as string;
  const winner = ids.find((id) => id !== last);
  return { id: last, reason: winner === undefined ? "its changes overlap" : `conflicts with ${winner}` };
}

function byPath(edits: readonly Placed[]): ReadonlyMap<string, readonly TextEdit[]> {
  const paths = new Map<string, TextEdit[]>();
  for (const { source, edit } of edits.toSorted((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end)) {
    const own = paths.get(source.path) ?? [];
    paths.set(source.path, own);
    // Two builds of one base want the same edit of it. Those of one stretch of text lie together.
    let at = own.length;
    while (at > 0 && isSameStretch(own[at - 1] as TextEdit, edit)) at--;
    if (!own.slice(at).some(({ text }) => text === edit.text)) own.push(edit);
  }
  return paths;
}
