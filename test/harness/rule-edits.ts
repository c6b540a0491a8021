// The edit contract, for the fixes of one rule in one case: comments stay, no line is rewritten as it was, and what is read back from
// the repaired text is what the operations asked for.

import type { Finding, FixPlan, Project, Rule } from "../../engine/api.ts";
import { readFile } from "../../engine/dialect/read-file.ts";
import { AddressView, formatPath, type Path } from "../../engine/model/address.ts";
import type { Json, Operation } from "../../engine/model/operation.ts";
import { Place } from "../../engine/model/place.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { isHclTree } from "../../engine/syntax/hcl/parse.ts";
import { deref } from "../../engine/syntax/node.ts";
import { toJson } from "../../engine/syntax/to-json.ts";
import { commentsOf } from "../../engine/syntax/yaml/comments.ts";
import type { Span, TextEdit } from "../../engine/text/source.ts";
import type { Texts } from "./rule-case.ts";

export function operationsOf(rule: Rule, finding: Finding): readonly Operation[] {
  return rule.fix?.[finding.variant]?.edit({ place: new AddressView(finding.address), data: finding.data }) ?? [];
}

/** Comments that are gone although nothing around them was asked to go. */
export function lostComments(
  path: string,
  before: string,
  after: string,
  edits: readonly TextEdit[],
  operations: readonly Operation[],
): readonly string[] {
  const left = commentTexts(path, after).map(({ text }) => text);
  const mayRemove = operations.some(({ op }) => op === "unset" || op === "move");
  return commentTexts(path, before).flatMap(({ text, start, end }) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    else if (!(mayRemove && edits.some((edit) => edit.start <= start && end <= edit.end))) return [text];
    return [];
  });
}

function commentTexts(path: string, text: string): readonly (Span & { readonly text: string })[] {
  return readFile(path, text, false).documents.flatMap(({ document }) => {
    const own = text.slice(document.start, document.end);
    if (isHclTree(document.tree))
      return document.tree.syntax.comments.map(({ start, end }) => ({ start, end, text: own.slice(start, end) }));
    if (document.source.language !== "yaml") return [];
    return commentsOf(own, document.tree).map((one) => ({
      text: one.text,
      start: document.start + one.start,
      end: document.start + one.end,
    }));
  });
}

/** Edits that begin or end with a whole line which they leave as it was. */
export function idleLines(text: string, edits: readonly TextEdit[]): readonly string[] {
  return edits.flatMap((edit) => {
    const before = text.slice(edit.start, edit.end).split("\n");
    const after = edit.text.split("\n");
    if (before.length < 2 || after.length < 2) return [];
    const startsLine = edit.start === 0 || text[edit.start - 1] === "\n";
    const endsLine = edit.end === text.length || text[edit.end] === "\n";
    const first = startsLine && before[0] !== "" && before[0] === after[0] ? [before[0] as string] : [];
    const last = endsLine && before.at(-1) !== "" && before.at(-1) === after.at(-1) ? [before.at(-1) as string] : [];
    return [...first, ...last];
  });
}

/** Operations whose effect is not found in the repaired texts. A resource that only a build gives is tried out by the engine itself. */
export function unmet(rule: Rule, plan: FixPlan, before: Project, after: Project, texts: Texts): readonly string[] {
  const find = (project: Project, id: string) => [...texts.keys()].flatMap((path) => project.resources(path)).find((one) => one.id === id);
  return plan.applied.flatMap((finding) =>
    operationsOf(rule, finding).flatMap((operation) => {
      const now = find(after, operation.at.resource);
      const then = find(before, operation.at.resource);
      return !now || !then || holds(operation, then, now) ? [] : [`${operation.op} ${formatPath(operation.at.path)}`];
    }),
  );
}

const placeAt = (resource: Resource, path: Path): Place => Place.root(resource).along(path);

function holds(operation: Operation, then: Resource, now: Resource): boolean {
  const place = placeAt(now, operation.at.path);
  switch (operation.op) {
    case "set":
      return typeof operation.at.part === "object"
        ? isBetweenItsNeighbours(operation.at.part, String(operation.value), jsonAt(placeAt(then, operation.at.path)), jsonAt(place))
        : isWithin(operation.value, jsonAt(place));
    case "unset":
      return typeof place.step === "number" ? isOneLess(placeAt(then, operation.at.path), place.up()) : !place.hasNode;
    case "addItem":
      return place.items.some((item) => isWithin(operation.item, jsonAt(item)));
    case "renameKey":
      return !place.hasNode && place.up().at(operation.key).hasNode;
    case "copy":
      return sameJson(jsonAt(placeAt(then, operation.from.path)), jsonAt(place));
    case "move":
      return sameJson(jsonAt(placeAt(then, operation.from.path)), jsonAt(place)) && !placeAt(now, operation.from.path).hasNode;
    case "addResource":
      return true;
  }
}

/** An item without a name of its own: those behind it have moved up, so what counts is that its list holds it once less. */
function isOneLess(item: Place, list: Place): boolean {
  const count = ({ items }: Place) => items.filter((one) => sameJson(jsonAt(one), jsonAt(item))).length;
  return count(list) < count(item.up());
}

/** A word of a text: other words of it may have changed too, so only what stands directly beside it is compared. */
function isBetweenItsNeighbours(
  word: { readonly start: number; readonly end: number },
  value: string,
  then: unknown,
  now: unknown,
): boolean {
  const text = String(then);
  return String(now).includes(text.slice(Math.max(0, word.start - 8), word.start) + value + text.slice(word.end, word.end + 2));
}

function jsonAt(place: Place): unknown {
  return place.node === undefined ? undefined : toJson(deref(place.node), (scalar) => place.owner.dialect.scalar(scalar));
}

/** Scalars are compared as texts: `8` and "8" are one quantity. */
function isWithin(wanted: Json, found: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(found) && wanted.every((one, i) => isWithin(one as Json, found[i]));
  if (typeof wanted === "object" && wanted !== null)
    return (
      typeof found === "object" &&
      found !== null &&
      Object.entries(wanted).every(([key, one]) => isWithin(one as Json, (found as Record<string, unknown>)[key]))
    );
  return String(wanted) === String(found);
}

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a, plainNumbers) === JSON.stringify(b, plainNumbers);

const plainNumbers = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);
