// Writes at CloudFormation places through the YAML writer. A property path becomes a path from the template's root, so that missing
// `Properties` are created; what a function gives is refused, because the text there is the function and not its value.
import { yamlWriter } from "../../edit/yaml-writer.ts";
import type { Address, Path } from "../../model/address.ts";
import type { Json, Operation, Writer } from "../../model/operation.ts";
import { Place, Reading } from "../../model/place.ts";
import type { Dialect, Resource } from "../../model/resource.ts";
import { type Entry, findEntry, type MapNode, type Node } from "../../syntax/node.ts";
import type { Template } from "./template.ts";
import { type Written, writtenOf } from "./written.ts";

export const cloudFormationWriter: Writer = {
  refuses(resource, operation) {
    const target = targetOf(resource);
    if (typeof target === "string") return target;
    const reason = refusal(resource, target.written.template, operation);
    return reason ?? yamlWriter.refuses(target.view, inTemplate(target.path, operation));
  },
  lower(resource, operations) {
    const target = targetOf(resource);
    if (typeof target === "string") return { refused: target };
    return yamlWriter.lower(
      target.view,
      operations.map((operation) => inTemplate(target.path, operation)),
    );
  },
};

interface Target {
  readonly written: Written;
  /** The whole template as one resource, with the functions of this resource evaluated. */
  readonly view: Resource;
  /** From the template's root to the resource's root. */
  readonly path: readonly string[];
}

/** Why nothing of the resource can be written, or how to write it. */
function targetOf(resource: Resource): Target | string {
  const written = writtenOf(resource);
  if (!written?.path) return "the resource is made in a loop (Fn::ForEach): change it there";
  const { template, path, own } = written;
  if (template.isGenerated) return "the template is generated: change the program that writes it";
  const root = own ? withValue(template.root, path, own) : template.root;
  if (!root) return "the resource is written through an alias or a merge key";
  return { written, path, view: { ...resource, root, dialect: viewDialect(resource.dialect, path.length) } };
}

/** The dialect of the view: it is asked with paths from the template's root. */
const viewDialect = (dialect: Dialect, depth: number): Dialect => ({
  ...dialect,
  placeKind: (resource, path) => dialect.placeKind(resource, path.slice(depth)),
});

/** The map with `value` at `path`; undefined where the way there is not plainly written. */
function withValue(map: MapNode, path: readonly string[], value: Node): MapNode | undefined {
  const [name, ...rest] = path;
  const entry = name === undefined ? undefined : findEntry(map, name);
  if (!entry || !map.entries.includes(entry)) return undefined;
  const inner = entry.value.kind === "map" ? entry.value : undefined;
  const changed = rest.length === 0 ? value : inner && withValue(inner, rest, value);
  if (!changed) return undefined;
  return { ...map, entries: map.entries.map((one): Entry => (one === entry ? { ...entry, value: changed } : one)) };
}

/** The same operation on the view. A new resource is `{LogicalId: {Type, Properties}}` and joins the template's `Resources`. */
function inTemplate(path: readonly string[], operation: Operation): Operation {
  const moved = (address: Address): Address => ({ ...address, path: [...path, ...address.path] });
  if (operation.op === "addResource") {
    const [name, body] = onlyEntry(operation.object) ?? ["", null];
    return { op: "set", at: { resource: operation.at.resource, path: ["Resources", name], part: "value" }, value: body };
  }
  if (operation.op === "copy" || operation.op === "move") return { ...operation, from: moved(operation.from), at: moved(operation.at) };
  return { ...operation, at: moved(operation.at) };
}

function onlyEntry(object: Json): [string, Json] | undefined {
  if (object === null || typeof object !== "object" || Array.isArray(object)) return undefined;
  const entries = Object.entries(object);
  return entries.length === 1 ? (entries[0] as [string, Json]) : undefined;
}

function refusal(resource: Resource, template: Template, operation: Operation): string | undefined {
  switch (operation.op) {
    case "addResource": {
      const [name] = onlyEntry(operation.object) ?? [];
      if (name === undefined) return "a new resource needs exactly one logical id";
      return template.logicalIds.has(name) ? `the template has a resource ${name} already` : undefined;
    }
    case "set":
    case "addItem":
      return givenBy(resource, operation.at.path);
    case "copy":
    case "move":
      return givenBy(resource, operation.from.path.slice(0, -1)) ?? givenBy(resource, operation.at.path);
    case "unset":
    case "renameKey":
      return givenBy(resource, operation.at.path.slice(0, -1));
  }
}

/** Why the value at `path`, or one above it, cannot be replaced by editing the place where it is read. */
function givenBy(resource: Resource, path: Path): string | undefined {
  let place = Place.root(resource);
  for (let depth = 0; ; depth++) {
    const reason = reasonAt(place, nameOf(path.slice(0, Math.max(depth, 1))));
    if (reason !== undefined || depth === path.length) return reason;
    place = place.at(path[depth] as Path[number]);
  }
}

const nameOf = (path: Path): string => String(path.findLast((step) => typeof step === "string") ?? "the value");

function reasonAt(place: Place, name: string): string | undefined {
  const { node } = place;
  if (!node) return undefined;
  const target = node.kind === "alias" ? node.target : node;
  const { provenance } = target;
  if (provenance?.from === "default" && provenance.name.startsWith("parameter ")) {
    return `${name} comes from ${provenance.name}; change its default or the argument`;
  }
  if (provenance) return `${name} comes from ${provenance.name}; change it there`;
  if (target.kind !== "open" || target.syntax === undefined) return undefined;
  const value = Reading.value(place);
  return value.is === "absent" && place.parent === undefined
    ? undefined
    : `${name} is given by ${target.hole?.text ?? "a function"}; change that`;
}
