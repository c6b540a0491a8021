// When a build renames an object, the fields that refer to it by name are renamed too: as Kustomize does it, at the end of the outermost
// build, and only in the fields that it knows (a LocalQueue label is not one of them).
import { writeFields } from "./field-spec.ts";
import { type BuildObject, effectiveNamespace, isSelected, isWithoutNamespace, originalId } from "./object.ts";
import type { NameReference } from "./transformer-fields.ts";
import {
  asList,
  asMap,
  computedText,
  get,
  getAt,
  isNull,
  itemsAt,
  type Located,
  originAt,
  set,
  target,
  textAt,
  withItems,
} from "./tree.ts";

export function fixNameReferences(objects: readonly BuildObject[], references: readonly NameReference[]): void {
  const byName = new Map<string, BuildObject[]>();
  for (const object of objects) {
    for (const name of new Set(object.previous.map((id) => id.name))) {
      const named = byName.get(name);
      if (named) named.push(object);
      else byName.set(name, [object]);
    }
  }
  if (byName.size === 0) return;
  for (const referrer of objects) {
    const first = originalId(referrer);
    for (const { to, fields } of references) {
      for (const spec of fields) {
        if (!isSelected(first, spec)) continue;
        const { group, version, kind } = referrer.id;
        const here = { path: spec.path, group, version, kind };
        writeFields(referrer, here, undefined, (at) => renamed(at, { referrer, to, path: spec.path, byName }));
      }
    }
  }
}

interface Look {
  readonly referrer: BuildObject;
  readonly to: NameReference["to"];
  readonly path: string;
  /** Objects by the names that they had. */
  readonly byName: ReadonlyMap<string, readonly BuildObject[]>;
}

function renamed(at: Located, look: Look): Located {
  const list = asList(at);
  if (!list) return asMap(at) ? renamedMap(at, look) : renamedText(at, look);
  const items = itemsAt(list);
  const next = items.map((item) => (asMap(item) ? renamedMap(item, look) : renamedText(item, look)));
  return next.every((item, index) => item.node === items[index]?.node) ? at : withItems(list, next);
}

function renamedText(at: Located, look: Look): Located {
  const scalar = target(at);
  if (scalar.node.kind !== "scalar" || isNull(scalar.node)) return at;
  const { text } = scalar.node;
  const found = select(text, candidates(text, look), look, (object) => object.id.name);
  return !found || found.id.name === text ? at : computedText(found.id.name, scalar, "name reference", nameOrigin(found));
}

/** A map with `name` and perhaps `namespace`: a subject of a binding, a webhook's service. Its namespace follows, too. */
function renamedMap(at: Located, look: Look): Located {
  const map = asMap(at);
  const name = get(map, "name");
  if (!map || !name) return at;
  const text = textAt(name) ?? "";
  const within = get(map, "namespace");
  let among = candidates(text, look);
  if (within) {
    const namespace = textAt(within) ?? "";
    const original = among.filter((one) => effectiveNamespace(originalId(one)) === namespace);
    among = original.length > 0 ? original : among.filter((one) => effectiveNamespace(one.id) === namespace);
  }
  const found = select(text, among, look, (object) => JSON.stringify([object.id.name, object.id.namespace]));
  if (!found || (found.id.name === text && found.id.namespace === "")) return at;
  let result = map;
  if (found.id.name !== text) result = set(result, "name", computedText(found.id.name, name, "name reference", nameOrigin(found)), name);
  const namespace = getAt(found.root, "metadata", "namespace");
  if (found.id.namespace !== "" && namespace && textAt(within) !== found.id.namespace) {
    result = set(result, "namespace", namespace, computedText("namespace", name, "name reference"));
  }
  return result.node === map.node ? at : result;
}

function nameOrigin(object: BuildObject) {
  return originAt(getAt(object.root, "metadata", "name") ?? object.root);
}

/** Objects that had this name and could be meant from where the referrer is. */
function candidates(name: string, { referrer, byName }: Look): readonly BuildObject[] {
  const named = byName.get(name) ?? [];
  if (isWithoutNamespace(referrer.id)) return named;
  const namespaces = namespacesOfSubjects(referrer);
  return named.filter(
    (one) =>
      isWithoutNamespace(one.id) || effectiveNamespace(one.id) === effectiveNamespace(referrer.id) || namespaces.has(one.id.namespace),
  );
}

function namespacesOfSubjects({ id, root }: BuildObject): ReadonlySet<string> {
  if (id.kind !== "RoleBinding") return new Set();
  const subjects = itemsAt(root, "subjects").filter((subject) => textAt(subject, "kind") === "ServiceAccount");
  return new Set(subjects.flatMap((subject) => textAt(subject, "namespace") ?? []));
}

/** The one that is meant; none where nothing is, or where it cannot be told which (Kustomize then refuses the build). */
function select(
  name: string,
  among: readonly BuildObject[],
  look: Look,
  sameness: (object: BuildObject) => string,
): BuildObject | undefined {
  const { referrer, to, path } = look;
  const role = path.endsWith("roleRef/name") ? roleOf(referrer) : undefined;
  let left = among.filter(
    (one) =>
      one.previous.some((id) => id.name === name) &&
      one.previous.some((id) => isSelected(id, to)) &&
      (!role || one.previous.some((id) => isSelected(id, role))) &&
      isInReach(referrer, one),
  );
  if (left.length <= 1) return left[0];
  left = left.filter((one) => sameAffixes(one, referrer, true));
  if (left.length > 1) left = left.filter((one) => sameAffixes(one, referrer, false));
  return new Set(left.map(sameness)).size <= 1 ? left[0] : undefined;
}

function roleOf({ root }: BuildObject): { readonly group: string; readonly kind: string } | undefined {
  const group = textAt(root, "roleRef", "apiGroup");
  const kind = textAt(root, "roleRef", "kind");
  return group === undefined || kind === undefined ? undefined : { group, kind };
}

function isInReach(referrer: BuildObject, one: BuildObject): boolean {
  if (isWithoutNamespace(referrer.id) || isWithoutNamespace(one.id) || one.id.kind === "ServiceAccount") return true;
  return effectiveNamespace(referrer.id) === effectiveNamespace(one.id);
}

/** Both went through the same kustomizations, as far as these added something to names. */
function sameAffixes(a: BuildObject, b: BuildObject, allowsNone: boolean): boolean {
  const same = (x: readonly string[], y: readonly string[]) => (allowsNone && (x.length === 0 || y.length === 0)) || sameEnding(x, y);
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}

function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  if (length === 0) return a.length === b.length;
  return a.slice(a.length - length).every((one, index) => one === b[b.length - length + index]);
}
