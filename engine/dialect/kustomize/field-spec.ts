// Fields that a transformer writes: a path ("spec/template/metadata/labels") for some kinds. Lists on the way mean each item.
import { type BuildObject, isSelected, type KindPattern, setRoot } from "./object.ts";
import { asList, asMap, changed, get, isNull, itemsAt, type Located, set, target, withItems } from "./tree.ts";

export interface FieldSpec extends KindPattern {
  /** Steps divided by "/"; `\/` is a slash in a name; `name[]` is a list for certain. */
  readonly path: string;
  /** Missing maps on the way are made. */
  readonly create?: boolean;
}

/** What stands for things that do not exist yet: the directive that asks for them. */
export interface Creation {
  /** An empty map in place of what is missing above. */
  readonly map: Located;
  /** The last step's value before it is set; nothing: missing fields stay missing. */
  readonly leaf?: Located;
  readonly key: (text: string) => Located;
}

/** Applies `write` to every place of the object that the spec names. */
export function writeFields(object: BuildObject, spec: FieldSpec, creation: Creation | undefined, write: (at: Located) => Located): void {
  if (!isSelected(object.id, spec)) return;
  const root = follow(object.root, stepsOf(spec.path), spec.create === true ? creation : undefined, write);
  if (root.node !== object.root.node) setRoot(object, root);
}

const stepsCache = new Map<string, readonly string[]>();

function stepsOf(path: string): readonly string[] {
  const known = stepsCache.get(path);
  if (known) return known;
  const steps = path
    .replaceAll("\\/", "\u0000")
    .split("/")
    .map((step) => step.replaceAll("\u0000", "/"));
  if (stepsCache.size < 1000) stepsCache.set(path, steps);
  return steps;
}

function follow(at: Located, steps: readonly string[], creation: Creation | undefined, write: (at: Located) => Located): Located {
  const [step, ...rest] = steps;
  if (step === undefined) return write(at);
  return changed(at, (here) => {
    const list = asList(here);
    if (list) {
      const items = itemsAt(list);
      const next = items.map((item) => follow(item, steps, creation, write));
      return next.every((item, index) => item.node === items[index]?.node) ? here : withItems(list, next);
    }
    const map = asMap(here);
    if (!map) return here;
    const name = step.replace(/\[\]$/, "");
    const existing = get(map, name);
    const start = existing && !isNull(existing.node) ? existing : created(step, rest.length === 0, creation);
    if (!start) return here;
    const next = follow(start, rest, creation, write);
    return next.node === existing?.node || isUnwritten(next, creation) ? here : set(map, name, next, creation?.key(name) ?? next);
  });
}

function created(step: string, isLast: boolean, creation: Creation | undefined): Located | undefined {
  if (!creation || step.endsWith("[]")) return undefined;
  return isLast ? creation.leaf : creation.map;
}

/** A map that was made on the way and in which nothing came to be. */
const isUnwritten = (at: Located, creation: Creation | undefined): boolean =>
  creation !== undefined && target(at).node === creation.map.node;
