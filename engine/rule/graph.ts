// The graph of objects that name each other, for navigation: from a place in a file to what it names, and back. A name is looked for
// near first, as the rules do: in the same file or unit, then in the folder. An editor may look further, since nobody is blamed: then
// the nearest folder above counts that has one of that name below it. Several that are equally near are all given.
import { clusterScoped, type ObjectReference, references, wordsNaming } from "../facet/references.ts";
import { own } from "../model/detached.ts";
import { folderOf, kindKey } from "../model/index.ts";
import type { ResourceRecord } from "../model/record.ts";
import type { Span } from "../text/source.ts";
import type { Ground } from "./ground.ts";
import { outermostSpan } from "./locate.ts";
import { nameSpan, originOf } from "./outline.ts";
import type { Owner } from "./owner.ts";
import { askedAs } from "./workspace.ts";

/** A stretch of a file. */
export interface Spot extends Span {
  readonly path: string;
}

interface WrittenReference extends Omit<ObjectReference, "place"> {
  readonly from: ResourceRecord;
  readonly spot: Spot;
}

/** The objects that the text at an offset names, or is the name or the kind of. */
export function objectsAt(ground: Ground, path: string, offset: number): readonly ResourceRecord[] {
  const found = new Set<ResourceRecord>();
  for (const owner of ownersOf(ground, path)) {
    for (const one of referencesOf(ground, owner)) {
      if (holds(one.spot, path, offset)) for (const target of targetsOf(ground, one)) found.add(target);
    }
    for (const record of owner.records) {
      if (record.path === path && (holds({ path, ...record.anchor }, path, offset) || holds(spotOf(ground, record), path, offset)))
        found.add(record);
    }
  }
  return [...found];
}

/** Where an object is called by its name; where it has none, its kind. */
export function spotOf(ground: Ground, record: ResourceRecord): Spot {
  const resource = ground.open(record);
  const name = resource && nameSpan(resource);
  return name?.path === record.path ? name : { path: record.path, ...record.anchor };
}

/** All places that name one of these objects, in the order of files and positions. */
export function placesThatName(ground: Ground, targets: readonly ResourceRecord[]): readonly Spot[] {
  const wanted = new Set(targets);
  const names = new Set(targets.flatMap(({ ref, written }) => [ref.name, written]).filter((name) => name !== undefined));
  const kinds = new Set(targets.map(({ ref }) => kindKey(ref)));
  const found = new Map<string, Spot>();
  const looked = lookFor(ground, [...names], [...kinds].flatMap(wordsNaming));
  for (const owner of ground.owners()) {
    if (owner.records.length === 0 || !(known.has(owner.records) || mentions(owner, looked))) continue;
    for (const one of referencesOf(ground, owner)) {
      if (!names.has(one.name) || !one.kinds.some((kind) => kinds.has(kind))) continue;
      if (targetsOf(ground, one).some((target) => wanted.has(target))) found.set(`${one.spot.path}:${one.spot.start}`, one.spot);
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start));
}

interface Looked {
  readonly hasName: boolean;
  readonly hasWord: boolean;
}

/** Looking for a name in a text is a thousand times faster than reading its objects. A file that many builds share is looked at once. */
function lookFor(ground: Ground, names: readonly string[], words: readonly string[]): (path: string) => Looked {
  const looked = new Map<string, Looked>();
  return (path) => {
    let one = looked.get(path);
    if (!one) {
      const text = ground.text(path) ?? "";
      one = { hasName: names.some((name) => text.includes(name)), hasWord: words.some((word) => text.includes(word)) };
      looked.set(path, one);
    }
    return one;
  };
}

function mentions({ id, kind, records, read }: Owner, look: (path: string) => Looked): boolean {
  const paths = kind === "file" ? [id.slice("file:".length)] : [...read, ...records.map(({ path }) => path)];
  return paths.some((path) => look(path).hasName) && paths.some((path) => look(path).hasWord);
}

function ownersOf(ground: Ground, path: string): readonly Owner[] {
  const asked = askedAs(path);
  return [...ground.ownersAbout(path)].filter(({ id, read }) => id === `file:${path}` || asked.some((one) => read.has(one)));
}

/** What an owner names, by its records: they are new whenever it was read again. Small, so it is kept where trees are not. */
const known = new WeakMap<readonly ResourceRecord[], readonly WrittenReference[]>();

function referencesOf(ground: Ground, owner: Owner): readonly WrittenReference[] {
  const kept = known.get(owner.records);
  if (kept) return kept;
  const made = ground.resourcesOf(owner).flatMap((resource, index) => {
    const from = owner.records[index];
    if (!from) return [];
    return references.of(resource, ground.settings(from.path)).flatMap(({ place, name, kinds, namespace }) => {
      const origin = originOf(place);
      return origin ? [{ name: own(name), kinds, namespace: namespace && own(namespace), from, spot: outermostSpan(origin) }] : [];
    });
  });
  known.set(owner.records, made);
  return made;
}

function targetsOf(ground: Ground, { from, name, namespace, kinds }: WrittenReference): readonly ResourceRecord[] {
  return kinds.flatMap((key) => {
    const kind = { kind: key.slice(0, key.indexOf(".")), group: key.slice(key.indexOf(".") + 1) };
    const fits = ({ ref }: ResourceRecord) =>
      ref.name === name &&
      (clusterScoped.has(key) || ref.namespace === undefined || namespace === undefined || ref.namespace === namespace);
    for (const near of [ground.index.inReach(from, kind), ground.index.inFolder(from, kind)]) {
      const found = near.filter(fits);
      if (found.length > 0) return found;
    }
    return nearest(from.path, recordsOf(ground, key).filter(fits));
  });
}

function recordsOf(ground: Ground, key: string): readonly ResourceRecord[] {
  const found: ResourceRecord[] = [];
  for (const { records } of ground.owners()) for (const one of records) if (kindKey(one.ref) === key) found.push(one);
  return found;
}

/** Those below the nearest folder above `path` that has any. */
function nearest(path: string, candidates: readonly ResourceRecord[]): readonly ResourceRecord[] {
  for (let folder = folderOf(path); candidates.length > 0; folder = folderOf(folder)) {
    const found = folder === "" ? candidates : candidates.filter((one) => one.path.startsWith(`${folder}/`));
    if (found.length > 0) return found;
  }
  return [];
}

const holds = (spot: Spot, path: string, offset: number): boolean => spot.path === path && spot.start <= offset && offset <= spot.end;
