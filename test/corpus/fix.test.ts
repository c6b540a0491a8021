// Repairing thousands of real files at once, in memory: what is read back differs from before by the operations and by nothing else,
// comments stay, no line changes that nobody named, and when all is repaired another run changes nothing.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { applyEdits, type Finding, type FixPlan, type Project } from "../../engine/api.ts";
import { readFile } from "../../engine/dialect/read-file.ts";
import { formatPath, type Path, type Step } from "../../engine/model/address.ts";
import type { Operation } from "../../engine/model/operation.ts";
import { Place } from "../../engine/model/place.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { outermostSpan } from "../../engine/rule/locate.ts";
import { deref } from "../../engine/syntax/node.ts";
import { toJson } from "../../engine/syntax/to-json.ts";
import type { Span, TextEdit } from "../../engine/text/source.ts";
import { rules } from "../../rules/index.ts";
import { allResources, corpusTexts, freshProject, grouped, type Texts, withoutCorpus } from "../harness/corpus.ts";
import { probes } from "../harness/probes.ts";
import { idleLines, lostComments, operationsOf } from "../harness/rule-edits.ts";

const all = [...rules, ...probes];
const MOST_ROUNDS = 10;

interface Round {
  readonly before: Texts;
  readonly after: Texts;
  readonly plan: FixPlan;
}

describe("repair of the corpus", { skip: withoutCorpus ?? false }, () => {
  const rounds: Round[] = [];
  let project: Project;
  before(() => {
    let texts = corpusTexts();
    project = freshProject(texts, { rules: all });
    while (rounds.length < MOST_ROUNDS) {
      const plan = project.plan(project.report().findings.filter(({ fix }) => fix !== null));
      const after = new Map(texts);
      for (const [path, edits] of plan.edits) after.set(path, applyEdits(texts.get(path) ?? "", edits));
      rounds.push({ before: texts, after, plan });
      if (plan.edits.size === 0) break;
      project.update([...plan.edits.keys()].map((path) => ({ path, text: after.get(path) })));
      texts = after;
    }
  });

  it("repairs what it says that it can, and says why not", (t) => {
    const [first] = rounds as [Round];
    t.diagnostic(`${rounds.map(({ plan }) => `${plan.applied.length} in ${plan.edits.size} files, ${plan.lost.length} lost`).join("; ")}`);
    const reasons = grouped(first.plan.lost, ({ reason }) => reason.replace(/conflicts with .*/, "conflicts"));
    for (const [reason, lost] of reasons) t.diagnostic(`${lost.length} ${reason}: ${lost[0]?.finding.rule} ${lost[0]?.finding.file}`);
    assert.ok(first.plan.applied.length > 1000, `${first.plan.applied.length} repaired`);
    const wanted = first.plan.applied.length + first.plan.lost.length;
    assert.ok(first.plan.lost.length < wanted / 20, `${first.plan.lost.length} of ${wanted} lost`);
  });

  it("comes to an end", () => {
    assert.equal(rounds.at(-1)?.plan.edits.size, 0, `after ${rounds.length} rounds there is still something to repair`);
  });

  it("leaves no finding that it repaired", () => {
    const left = new Set(project.report().findings.map(keyOf));
    const wrong = rounds.flatMap(({ plan }) => plan.applied).filter((finding) => left.has(keyOf(finding)));
    assert.deepEqual(wrong.map(keyOf).slice(0, 10), [], `${wrong.length} are still there`);
  });

  it("changes the data by the operations and by nothing else", () => {
    const wrong = rounds.flatMap(({ before, after, plan }) => {
      const operations = grouped(plan.applied.flatMap(operationsIn), ({ at }) => at.resource);
      const now = new Map(allResources(after).map((resource) => [resource.id, resource]));
      const resources = allResources(before);
      const repaired = resources.filter(({ id }) => operations.has(id));
      return resources.flatMap((resource) => {
        const own = operations.get(resource.id) ?? [];
        const again = now.get(resource.id) ?? [...now.values()].find((one) => isMovedText(resource, one));
        const isCompared = own.length > 0 || (isOfChangedFile(resource, before, after) && !repaired.some((one) => carries(resource, one)));
        if (!isCompared) return [];
        if (!again) return [`${resource.id} is gone`];
        const expected = own.reduce(applied, dataOf(resource));
        const difference = differenceOf(expected, dataOf(again));
        return difference === undefined
          ? []
          : [`${resource.id} ${own.map(({ op, at }) => `${op} ${formatPath(at.path)}`).join(", ")}: ${difference}`];
      });
    });
    assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} resources`);
  });

  it("adds no problem", () => {
    const problems = (texts: Texts) =>
      new Set(
        rounds
          .flatMap(({ plan }) => [...plan.edits.keys()])
          .flatMap((path) =>
            readFile(path, texts.get(path) ?? "", false).documents.flatMap(({ document }) =>
              document.tree.problems.map(({ message }) => `${path}: ${message}`),
            ),
          ),
      );
    const was = problems((rounds[0] as Round).before);
    assert.deepEqual(
      [...problems((rounds.at(-1) as Round).after)].filter((one) => !was.has(one)),
      [],
    );
  });

  it("keeps every comment", () => {
    const lost = rounds.flatMap(({ before, after, plan }) => {
      const operations = plan.applied.flatMap(operationsIn);
      return [...plan.edits].flatMap(([path, edits]) =>
        lostComments(path, before.get(path) ?? "", after.get(path) ?? "", edits, operations).map((comment) => `${path}: ${comment}`),
      );
    });
    assert.deepEqual(lost.slice(0, 10), []);
  });

  it("changes no line that no operation names", () => {
    const wrong = rounds.flatMap(({ before, plan }) => {
      const resources = new Map(allResources(before).map((resource) => [resource.id, resource]));
      const named = grouped(
        plan.applied.flatMap(operationsIn).flatMap((operation) => spansOf(operation, resources.get(operation.at.resource))),
        ({ path }) => path,
      );
      return [...plan.edits].flatMap(([path, edits]) => {
        const text = before.get(path) ?? "";
        const outside = edits.filter(
          (edit) => edit.end > edit.start && !(named.get(path) ?? []).some((span) => isWithinLines(text, edit, span)),
        );
        return [
          ...outside.map((edit) => `${path} ${JSON.stringify(text.slice(edit.start, edit.end))} → ${JSON.stringify(edit.text)}`),
          ...idleLines(text, edits).map((line) => `${path}: ${line} is rewritten as it was`),
        ];
      });
    });
    assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} edits`);
  });
});

const keyOf = ({ rule, variant, address, file }: Finding): string =>
  `${rule} ${variant} ${file} ${address.resource} ${formatPath(address.path)}`;

function operationsIn(finding: Finding): readonly Operation[] {
  const rule = all.find(({ id }) => id === finding.rule);
  return rule ? operationsOf(rule, finding) : [];
}

/** A manifest in a text is called after where the text begins. */
const isMovedText = (a: Resource, b: Resource): boolean =>
  a.document.source.derived !== undefined &&
  b.document.source.derived !== undefined &&
  pathOf(a) === pathOf(b) &&
  JSON.stringify(a.ref) === JSON.stringify(b.ref);

/** Not so of builds and modules: they have their texts from many files, and what changes in one of them changes them. */
const isOfChangedFile = (resource: Resource, before: Texts, after: Texts): boolean =>
  resource.unit === undefined && before.get(pathOf(resource)) !== after.get(pathOf(resource));

/** An object that is written inside another one is a part of its data. */
function carries(outer: Resource, inner: Resource): boolean {
  if (outer === inner || pathOf(outer) !== pathOf(inner)) return false;
  const span = ({ root, document }: Resource) => outermostSpan({ document, start: root.start, end: root.end });
  const [around, within] = [span(outer), span(inner)];
  return around.start <= within.start && within.end <= around.end;
}

const pathOf = ({ anchor }: Resource): string => anchor.document.source.path;

type Data = unknown;

const dataOf = ({ root, dialect }: Resource): Data => toJson(root, (scalar) => dialect.scalar(scalar));

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** The data after an operation; what is changed is copied. */
function applied(data: Data, operation: Operation): Data {
  const { path, part } = operation.at;
  switch (operation.op) {
    case "set":
      if (typeof part === "object")
        return changed(data, path, (text) => String(text).slice(0, part.start) + String(operation.value) + String(text).slice(part.end));
      return leaves(operation.value).reduce((all: Data, [below, value]) => changed(all, [...path, ...below], () => value), data);
    case "unset":
      return changed(data, path, () => undefined);
    case "addItem":
      return changed(data, path, (list) => withItem(list, operation.item));
    case "renameKey":
      return changed(
        changed(data, path, () => undefined),
        [...path.slice(0, -1), operation.key],
        () => valueAt(data, path),
      );
    case "copy":
      return changed(data, path, () => valueAt(data, operation.from.path));
    case "move":
      return changed(
        changed(data, path, () => valueAt(data, operation.from.path)),
        operation.from.path,
        () => undefined,
      );
    case "addResource":
      return data;
  }
}

/** `set` of a map sets its leaves. */
function leaves(value: unknown, path: Path = []): readonly (readonly [Path, unknown])[] {
  return isMap(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]))
    : [[path, value]];
}

function withItem(list: unknown, item: unknown): unknown {
  const items = Array.isArray(list) ? list : [];
  const isThere = items.some(
    (one) => differenceOf(one, item) === undefined || (isMap(one) && isMap(item) && "name" in item && one.name === item.name),
  );
  return isThere ? items : [...items, item];
}

function indexOf(list: readonly unknown[], step: Step): number {
  return typeof step === "number"
    ? step
    : typeof step === "object"
      ? list.findIndex((one) => isMap(one) && String(one[step.by]) === step.is)
      : -1;
}

function valueAt(data: Data, path: Path): unknown {
  return path.reduce(
    (at: unknown, step) => (Array.isArray(at) ? at[indexOf(at, step)] : isMap(at) && typeof step === "string" ? at[step] : undefined),
    data,
  );
}

function changed(data: Data, [step, ...rest]: Path, change: (value: unknown) => unknown): Data {
  if (step === undefined) return change(data);
  if (typeof step !== "string") {
    const list = Array.isArray(data) ? data : [];
    const index = indexOf(list, step);
    if (index < 0) return [...list, changed(typeof step === "object" ? { [step.by]: step.is } : undefined, rest, change)];
    return list.flatMap((item, i) => {
      const after = i === index ? changed(item, rest, change) : item;
      return after === undefined ? [] : [after];
    });
  }
  const map = isMap(data) ? data : {};
  const after = changed(map[step], rest, change);
  const { [step]: _, ...others } = map;
  return after === undefined ? others : { ...others, [step]: after };
}

/** The first path at which two data differ. Scalars are compared as texts: `8` and "8" are one quantity. */
function differenceOf(a: unknown, b: unknown, path: Path = []): string | undefined {
  const here = (what: string) => `${formatPath(path)} ${what}`;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length)
      return here(`${JSON.stringify(a, plain)} became ${JSON.stringify(b, plain)}`);
    return a.map((one, i) => differenceOf(one, b[i], [...path, i])).find((one) => one !== undefined);
  }
  if (isMap(a) && isMap(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const difference = differenceOf(a[key], b[key], [...path, key]);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (isMap(a) || isMap(b))
    return isEmpty(a) && isEmpty(b) ? undefined : here(`${JSON.stringify(a, plain)} became ${JSON.stringify(b, plain)}`);
  return a === b || (a !== undefined && b !== undefined && String(a) === String(b))
    ? undefined
    : here(`${JSON.stringify(a, plain)} became ${JSON.stringify(b, plain)}`);
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || (isMap(value) && Object.keys(value).length === 0);
const plain = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);

/** What an operation may rewrite: what stands at its place, or the value of the nearest thing above that is written on one line. */
function spansOf(operation: Operation, resource: Resource | undefined): readonly (Span & { readonly path: string })[] {
  if (!resource) return [];
  const places = "from" in operation ? [operation.at, operation.from] : [operation.at];
  return places.flatMap(({ path }) => {
    let place = Place.root(resource).along(path);
    while (place.parent && !place.hasNode) place = place.parent;
    const node = place.node && deref(place.node);
    if (!node) return [];
    const own = outermostSpan({ document: place.document, start: node.start, end: node.end });
    const key = place.entry?.key;
    return key === undefined
      ? [own]
      : [own, outermostSpan({ document: key.document ?? (place.parent ?? place).document, start: key.start, end: key.end })];
  });
}

/** An empty line behind what is removed may go with it, so that no two meet. */
function isWithinLines(text: string, edit: TextEdit, span: Span): boolean {
  const from = text.lastIndexOf("\n", span.start - 1);
  const to = text.indexOf("\n", span.end);
  const end = to < 0 ? text.length : to + 1;
  return edit.start >= from && (edit.end <= end || (edit.text === "" && text.slice(end, edit.end).trim() === ""));
}
