// Writes at CloudFormation places through the YAML writer. It works on the template as it is written: a property path becomes a path
// from the template's root, so that missing `Properties` are created. What a function gives is refused before, because the text
// there is the function and not its value.
import { yamlWriter } from "../../edit/yaml-writer.ts";
import type { Address, Path } from "../../model/address.ts";
import type { Json, Operation, SourceEdit } from "../../model/operation.ts";
import { Place } from "../../model/place.ts";
import type { Dialect, Resource, Writer } from "../../model/resource.ts";
import { deref, type Node } from "../../syntax/node.ts";
import { scalarValue } from "./scope.ts";
import { isFunctionTag, type Template } from "./template.ts";
import { writtenOf } from "./written.ts";

export const cloudFormationWriter: Writer = {
  refuses(resource, operation) {
    const target = targetOf(resource);
    if (typeof target === "string") return target;
    const reason = refusal(resource, target.template, operation);
    if (reason !== undefined) return reason;
    const lowered = cloudFormationWriter.lower(resource, [operation]);
    return "refused" in lowered ? lowered.refused : undefined;
  },
  lower(resource, operations) {
    const target = targetOf(resource);
    if (typeof target === "string") return { refused: target };
    const edits: SourceEdit[] = [];
    for (const [view, own] of viewsOf(resource, target, operations)) {
      const lowered = own.length > 0 ? yamlWriter.lower(view, own) : [];
      if ("refused" in lowered) return lowered;
      edits.push(...lowered);
    }
    return edits;
  },
};

/** What is written in the template itself, and what is written in texts inside of it: these have documents of their own. */
function viewsOf(
  resource: Resource,
  target: Target,
  operations: readonly Operation[],
): readonly (readonly [Resource, readonly Operation[]])[] {
  const inside = operations.filter((operation) => isInside(resource, operation));
  const outside = operations.filter((operation) => !inside.includes(operation));
  return [
    [resource, inside],
    [target.view, outside.map((operation) => inTemplate(resource, target.path, operation))],
  ];
}

/** The place is below the root of a document in a string. */
function isInside(resource: Resource, { op, at }: Operation): boolean {
  if (op === "addResource" || at.path.length === 0) return false;
  return Place.root(resource).along(at.path.slice(0, -1)).document !== resource.document;
}

interface Target {
  readonly template: Template;
  /** The whole template as one resource, as it is written. */
  readonly view: Resource;
  /** From the template's root to the resource's root. */
  readonly path: readonly string[];
}

/** How to write at the resource, or why nothing of it can be written. */
function targetOf(resource: Resource): Target | string {
  const written = writtenOf(resource);
  if (!written?.path) return "the resource is made in a loop (Fn::ForEach): change it there";
  const { template, path } = written;
  if (template.isGenerated) return "the template is generated: change the program that writes it";
  return { template, path, view: { ...resource, root: template.root, dialect: viewDialect(resource.dialect, path.length) } };
}

/** The dialect of the view: it is asked with paths from the template's root, and reads a function as its text, not as its argument. */
const viewDialect = (dialect: Dialect, depth: number): Dialect => ({
  ...dialect,
  scalar: (node) => (isFunctionTag(node.tag) ? `${node.tag} ${node.text}` : scalarValue(node)),
  placeKind: (resource, path) => dialect.placeKind(resource, path.slice(depth)),
});

/** The same operation on the view. A new resource is `{LogicalId: {Type, Properties}}` and joins the template's `Resources`. */
function inTemplate(resource: Resource, path: readonly string[], operation: Operation): Operation {
  const moved = (address: Address): Address => ({ ...address, path: [...path, ...address.path, ...belowCall(resource, address.path)] });
  if (operation.op === "addResource") {
    const [name, body] = onlyEntry(operation.object) ?? ["", null];
    return { op: "set", at: { resource: operation.at.resource, path: ["Resources", name], part: "value" }, value: body };
  }
  if (operation.op === "copy" || operation.op === "move") return { ...operation, from: moved(operation.from), at: moved(operation.at) };
  return { ...operation, at: moved(operation.at) };
}

/** A place that shows the argument of a function that changes nothing (Fn::Base64) is written one key deeper. */
function belowCall(resource: Resource, path: Path): Path {
  const { node } = Place.root(resource).along(path);
  const call = node?.kind === "scalar" && node.style !== "computed" ? (node.syntax as Node | undefined) : undefined;
  const key = call?.kind === "map" ? call.entries[0]?.key : undefined;
  return key?.kind === "scalar" ? [key.text] : [];
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
  const node = place.node && deref(place.node);
  if (!node) return undefined;
  const { provenance } = node;
  if (provenance?.from === "default" && provenance.name.startsWith("parameter ")) {
    return `${name} comes from ${provenance.name}; change its default or the argument`;
  }
  if (provenance) return `${name} comes from ${provenance.name}; change it there`;
  if (node.kind !== "open" || !node.hole) return undefined;
  return `${name} is given by ${node.hole.text}; change that`;
}
