// Templates in memory for the specifications beside this file: read, look at a value.
import assert from "node:assert/strict";
import { cloudFormationResources } from "../../engine/dialect/cloudformation/resources.ts";
import { readFile } from "../../engine/dialect/read-file.ts";
import type { Step } from "../../engine/model/address.ts";
import { originOf } from "../../engine/model/origin.ts";
import { Place, Reading } from "../../engine/model/place.ts";
import type { Resource } from "../../engine/model/resource.ts";
import type { Value } from "../../engine/model/value.ts";

export const resourcesIn = (text: string, path = "stack.yaml"): Resource[] =>
  readFile(path, text, false).documents.flatMap((one) => (one.class === "cloudformation" ? cloudFormationResources(one) : []));

/** A template whose only resource is `Disk`; `properties` are lines of its Properties. */
export function disk(properties: string, rest = ""): Resource {
  const lines = properties
    .split("\n")
    .map((line) => `      ${line}`)
    .join("\n");
  return only(`${rest}\nResources:\n  Disk:\n    Type: AWS::EC2::Volume\n    Properties:\n${lines}\n`);
}

export function only(text: string, path?: string): Resource {
  const resources = resourcesIn(text, path);
  assert.equal(resources.length, 1);
  return resources[0] as Resource;
}

export const at = (resource: Resource, ...path: Step[]): Place => Place.root(resource).along(path);
export const value = (place: Place): Value => Reading.value(place);
export const textAt = (place: Place): string => {
  const { document, start, end } = originOf(place);
  return document.source.text.slice(document.start + start, document.start + end);
};
/** "known default vol-1", "unknown", "choice …": a value in one line. */
export function shown(one: Value): string {
  if (one.is === "choice") return `choice ${one.values.map(shown).join(" | ")}`;
  if (one.is === "unknown") return one.pointsTo ? `unknown -> ${one.pointsTo}` : "unknown";
  if (one.is !== "known") return one.is;
  const from = one.provenance?.from;
  const text = one.value !== null && typeof one.value === "object" ? one.value.kind : JSON.stringify(one.value);
  return from ? `${from} ${text}` : `known ${text}`;
}
export const read = (properties: string, rest = ""): string => shown(value(at(disk(`Size: ${properties}`, rest), "Size")));
export const partsOf = (place: Place): unknown => {
  const one = value(place);
  return one.is === "unknown" ? one.parts?.map((part) => (typeof part === "string" ? part : { hole: part.text })) : undefined;
};

export function parsedEntry(root: unknown, ...path: string[]): unknown {
  let node = root as { entries: { key: { text: string }; value: unknown }[] };
  for (const step of path) node = node.entries.find(({ key }) => key.text === step)?.value as typeof node;
  return node;
}
