// Where an object names another one: from one table (facts/references.json), wherever a kind keeps pods.
import table from "../../facts/references.json" with { type: "json" };
import { Place, Reading } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { textOf } from "../model/value.ts";
import { containersOf } from "./containers.ts";
import { defineFacet } from "./facet.ts";
import { placesAt } from "./places-at.ts";
import { accountOf, podTemplates } from "./pod-templates.ts";

export interface ObjectReference {
  /** The name, as it is written. */
  readonly place: Place;
  readonly name: string;
  /** The kinds ("Kind.group") of which one is meant: mostly one. */
  readonly kinds: readonly string[];
  /** Undefined where none is written. Objects without namespaces are meant by their kind. */
  readonly namespace: string | undefined;
}

interface Row {
  readonly in: readonly string[];
  readonly path: string;
  readonly to: readonly string[];
  readonly object?: boolean;
  readonly others?: boolean;
  readonly byDefault?: string;
  readonly namespace?: string;
}

const rows: readonly Row[] = table.fields;
const ofPods = rows.filter((row) => row.in.includes("pods"));
const ofContainers = rows.filter((row) => row.in.includes("containers"));
const byKind = new Map<string, Row[]>();
for (const row of rows) for (const kind of row.in) byKind.set(kind, [...(byKind.get(kind) ?? []), row]);

/** Kinds without a namespace, as far as something names them. */
export const clusterScoped: ReadonlySet<string> = new Set(table.clusterScoped);

/** Words of which a text has to hold one to name an object of a kind: the fields that do, and labels. */
export function wordsNaming(kind: string): readonly string[] {
  const fields = rows.filter(({ to, others }) => others || to.includes(kind)).map(({ path }) => wordOf(path));
  const labels = table.labels.filter(({ to }) => to.includes(kind)).map(({ key }) => key);
  return [...new Set([...fields, ...labels, ...(ACCOUNT.includes(kind) ? ["serviceAccount"] : [])])];
}

/** The last step that says more than "name". */
const wordOf = (path: string): string =>
  path
    .replaceAll("[]", "")
    .replace(/\.name$/, "")
    .split(".")
    .at(-1) ?? path;

/** References whose name is known. */
export const references = defineFacet<ObjectReference>("references", ["kubernetes"], (resource, settings) => {
  const root = Place.root(resource);
  const found: ObjectReference[] = [];
  const add = (base: Place, row: Row): void => {
    for (const place of placesAt(base, row.path)) {
      const one = row.object ? toObject(place, row, resource) : toName(place, row.to, resource.ref.namespace);
      if (one) found.push(one);
    }
  };
  for (const row of byKind.get(`${resource.ref.kind}.${resource.ref.group}`) ?? []) add(root, row);
  const labels = root.at("metadata", "labels");
  for (const { key, to } of table.labels) found.push(...one(toName(labels.at(key), to, resource.ref.namespace)));
  for (const template of podTemplates.of(resource, settings)) {
    found.push(...one(toName(accountOf(template), ACCOUNT, resource.ref.namespace)));
    for (const row of ofPods) add(template.spec, row);
    for (const { place } of containersOf(template)) for (const row of ofContainers) add(place, row);
  }
  return found;
});

const ACCOUNT = ["ServiceAccount."];

const one = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

function toName(place: Place, kinds: readonly string[], namespace: string | undefined): ObjectReference | undefined {
  const name = textOf(Reading.value(place));
  return name === undefined || name === "" || !place.hasNode ? undefined : { place, name, kinds, namespace };
}

/** A reference that says of which kind the object is. What is not known may be any, so it names nothing. */
function toObject(place: Place, row: Row, resource: Resource): ObjectReference | undefined {
  const kind = kindOf(place, row);
  if (kind === undefined) return undefined;
  if (row.namespace === undefined) return toName(place.at("name"), [kind], resource.ref.namespace);
  const written = place.at(row.namespace);
  const namespace = written.isAbsent ? resource.ref.namespace : textOf(Reading.value(written));
  return namespace === undefined && !written.isAbsent ? undefined : toName(place.at("name"), [kind], namespace);
}

function kindOf(place: Place, { to, others, byDefault }: Row): string | undefined {
  const kind = place.at("kind");
  if (kind.isAbsent) return byDefault;
  const written = textOf(Reading.value(kind));
  if (written === undefined) return undefined;
  const group = groupIn(place);
  if (group === undefined) return to.find((one) => one.startsWith(`${written}.`));
  return others || to.includes(`${written}.${group}`) ? `${written}.${group}` : undefined;
}

/** The written group; undefined where none is, or where it is not known. */
function groupIn(place: Place): string | undefined {
  const version = textOf(Reading.value(place.at("apiVersion")));
  const group = textOf(Reading.value(place.at("apiGroup"))) ?? textOf(Reading.value(place.at("group")));
  return version === undefined ? group : version.includes("/") ? version.slice(0, version.indexOf("/")) : "";
}
