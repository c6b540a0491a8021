// Judgements between changes. One that speaks about a document that only moved is moved with it instead of being made again.

import { detached } from "../model/detached.ts";
import { recall, remember } from "../model/memo.ts";
import type { Resource } from "../model/resource.ts";
import type { Tree } from "../syntax/node.ts";
import type { Location } from "../text/line-index.ts";
import type { Source } from "../text/source.ts";
import type { Settings } from "./config.ts";
import { type Judgement, NOTHING } from "./judge.ts";
import { locationIn } from "./locate.ts";

export interface Judged {
  readonly resource: string;
  /** Which tree it speaks about (`numberOf`): judgements outlive trees and must not hold them. */
  readonly tree: number;
  /** Offset of the document when the positions were taken. */
  readonly start: number;
  readonly settings: Settings;
  readonly judgement: Judgement;
}

export function judgedFrom(resource: Resource, settings: Settings, judgement: Judgement): Judged {
  if (judgement === NOTHING)
    return { resource: resource.id, tree: numberOf(resource.document.tree), start: resource.document.start, settings, judgement };
  const { findings, unknown, problems, heldBack, kinds, files } = judgement;
  return {
    resource: resource.id,
    tree: numberOf(resource.document.tree),
    start: resource.document.start,
    settings,
    judgement: {
      ...judgement,
      ...(findings.length + unknown.length + problems.length + heldBack.length === 0
        ? {}
        : detached({ findings, unknown, problems, heldBack })),
      kinds: detachedSet(kinds),
      files: detachedSet(files),
    },
  };
}

/** Whether a judgement looked at something else that may change. */
export const mayAge = ({ judgement: { kinds, files } }: Judged): boolean => kinds.size + files.size > 0;

let last = 0;

/** A number of its own for every tree. A WeakRef would do, were it not that each one keeps its tree alive until the job ends. */
function numberOf(tree: Tree): number {
  return recall<number>(tree, numberOf) ?? remember(tree, numberOf, ++last);
}

const NONE: ReadonlySet<string> = new Set();

const detachedSet = (strings: ReadonlySet<string>): ReadonlySet<string> => (strings.size === 0 ? NONE : new Set(detached([...strings])));

/** Which of the earlier judgements is of each resource: documents keep their trees, also those behind one that came or went. */
export function earlier(before: readonly Judged[], resources: readonly Resource[]): readonly (number | undefined)[] {
  const places = new Map<number, number[]>();
  for (const [i, { tree }] of before.entries()) {
    const known = places.get(tree);
    if (known) known.push(i);
    else places.set(tree, [i]);
  }
  const taken = new Map<number, number>();
  return resources.map(({ document }) => {
    const tree = numberOf(document.tree);
    const nth = taken.get(tree) ?? 0;
    taken.set(tree, nth + 1);
    return places.get(tree)?.[nth];
  });
}

/** The earlier judgement with its positions moved; undefined where it has to be made again. */
export function reuse(before: Judged | undefined, resource: Resource, settings: Settings): Judged | undefined {
  const { document } = resource;
  if (!before || before.settings !== settings || before.tree !== numberOf(document.tree)) return undefined;
  if (before.resource !== resource.id && !isOfItself(before, resource)) return undefined;
  if (document.source.derived || resource.unit !== undefined || resource.class === "terraform") return undefined;
  const by = document.start - before.start;
  return {
    ...before,
    resource: resource.id,
    start: document.start,
    judgement: renamed(by === 0 ? before.judgement : moved(before.judgement, document.source, by), before.resource, resource.id),
  };
}

/** It names no other object, whose id may have changed, too. */
const isOfItself = ({ judgement, resource: id }: Judged, { ref }: Resource): boolean =>
  ref.ordinal === undefined &&
  judgement.files.size === 0 &&
  judgement.findings.every(({ address, judged }) => address.resource === id && judged === undefined);

function renamed(judgement: Judgement, from: string, to: string): Judgement {
  if (from === to || judgement.findings.length === 0) return judgement;
  return {
    ...judgement,
    findings: judgement.findings.map((finding) => ({ ...finding, address: { ...finding.address, resource: to } })),
  };
}

function moved(judgement: Judgement, source: Source, by: number): Judgement {
  const move = <T extends Location>(one: T): T => {
    if (one.file !== source.path) return one;
    const { span, range } = locationIn(source, { start: one.span.start + by, end: one.span.end + by });
    return { ...one, span, range };
  };
  const moveHeld = (one: string): string => {
    const at = one.lastIndexOf("\n") + 1;
    return one.startsWith(`${source.path}\n`) ? `${one.slice(0, at)}${Number(one.slice(at)) + by}` : one;
  };
  return {
    ...judgement,
    heldBack: judgement.heldBack.map(moveHeld),
    findings: judgement.findings.map((finding) => ({ ...move(finding), related: finding.related.map(move) })),
    unknown: judgement.unknown.map(move),
    problems: judgement.problems.map((problem) =>
      problem.span && problem.range ? move({ ...problem, span: problem.span, range: problem.range }) : problem,
    ),
  };
}

/** Two judgements of one resource by different rules. */
export function merge(before: Judgement, after: Judgement): Judgement {
  return {
    findings: [...before.findings, ...after.findings],
    unknown: [...before.unknown, ...after.unknown],
    problems: [...before.problems, ...after.problems],
    heldBack: [...before.heldBack, ...after.heldBack],
    kinds: new Set([...before.kinds, ...after.kinds]),
    files: new Set([...before.files, ...after.files]),
    deferred: after.deferred,
  };
}

export const intersects = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const one of few) if (many.has(one)) return true;
  return false;
};
