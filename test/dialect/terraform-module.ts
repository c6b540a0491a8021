// Terraform modules in memory for the specifications beside this file: build, look at a value, write, look again.
import assert from "node:assert/strict";
import type { FileAccess } from "../../engine/dialect/dialect.ts";
import { readFile } from "../../engine/dialect/read-file.ts";
import { addressOf, buildTerraform, type TerraformUnit } from "../../engine/dialect/terraform/build.ts";
import { pointsTo } from "../../engine/dialect/terraform/nodes.ts";
import type { Path } from "../../engine/model/address.ts";
import type { Json, Operation } from "../../engine/model/operation.ts";
import { originOf } from "../../engine/model/origin.ts";
import { Place, Reading } from "../../engine/model/place.ts";
import type { Resource } from "../../engine/model/resource.ts";
import type { Value } from "../../engine/model/value.ts";
import { parseHcl } from "../../engine/syntax/hcl/parse.ts";
import { applyEdits } from "../../engine/text/edits.ts";
import { editInParent, type TextEdit, toOutermost } from "../../engine/text/source.ts";

export type Files = Readonly<Record<string, string>>;

function accessTo(files: Files): FileAccess {
  const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
  return {
    documents: (path) => (files[path] === undefined ? undefined : readFile(path, files[path], false).documents),
    list: (folder) =>
      Object.keys(files)
        .filter((path) => folderOf(path) === folder)
        .map((path) => path.slice(path.lastIndexOf("/") + 1))
        .sort(),
  };
}

export const unitOf = (files: Files, folder = ""): TerraformUnit => buildTerraform(folder, accessTo(files), { roots: [] });

/** A root module of one file. */
export const rootOf = (text: string): Files => ({ "main.tf": `provider "aws" {}\n${text}` });

export function resourceAt(unit: TerraformUnit, address: string): Resource {
  const found = unit.resources.find((resource) => addressOf(resource) === address);
  assert.ok(found, `there is a resource ${address}`);
  return found;
}

export const placeAt = (files: Files, address: string, ...path: Path): Place => Place.root(resourceAt(unitOf(files), address)).along(path);

/** A value in words: `"x"`, `8`, `unknown var.x`, `absent`, `maybe`, `["a" | "b"]`, `{a: 1}`, with `from default var.x` behind it. */
export function said(place: Place): string {
  const origin = (value: Value) =>
    value.is === "known" && value.provenance ? ` from ${value.provenance.from} ${value.provenance.name}` : "";
  const words = (value: Value, at?: Place): string => {
    if (value.is === "known") {
      if (value.value === null || typeof value.value !== "object") return JSON.stringify(value.value) + origin(value);
      const open = value.value.open ? ["…"] : [];
      if (value.value.kind === "list") return `[${[...(at?.items ?? []).map(said), ...open].join(", ")}]`;
      return `{${[...(at?.entries ?? []).map((entry) => `${String(entry.path.at(-1))}: ${said(entry)}`), ...open].join(", ")}}`;
    }
    if (value.is === "unknown") return `unknown ${value.why.text}`;
    if (value.is === "choice") return `(${value.values.map((one) => words(one)).join(" | ")})`;
    return value.is;
  };
  return words(Reading.value(place), place);
}

/** What an expression is worth in a root module. */
export function worth(expression: string, around = ""): string {
  return said(placeAt(rootOf(`resource "t" "n" {\n  a = ${expression}\n}\n${around}`), "t.n", "a"));
}

/** The identity that the value of an expression keeps. */
export function identity(expression: string, around: string): string | undefined {
  const { node } = placeAt(rootOf(`resource "t" "n" {\n  a = ${expression}\n}\n${around}`), "t.n", "a");
  return node && pointsTo(node);
}

/** "file:line text": where a finding at the place would point. */
export function pointed(place: Place): string {
  const { document, start, end } = originOf(place);
  const at = toOutermost(document.source, { start: document.start + start, end: document.start + end });
  const line = at.source.text.slice(0, at.start).split("\n").length;
  return `${at.source.path}:${line} ${at.source.text.slice(at.start, at.end).split("\n")[0]}`;
}

export type Change =
  | readonly ["set" | "addItem", Path, Json]
  | readonly ["unset", Path]
  | readonly ["renameKey", Path, string]
  | readonly ["copy" | "move", Path, Path]
  | readonly ["addResource", Json];

function operationOf(resource: Resource, change: Change): Operation {
  const address = (path: Path) => ({ resource: resource.id, path, part: "value" as const });
  switch (change[0]) {
    case "set":
      return { op: "set", at: address(change[1]), value: change[2] };
    case "addItem":
      return { op: "addItem", at: address(change[1]), item: change[2] };
    case "unset":
      return { op: "unset", at: address(change[1]) };
    case "renameKey":
      return { op: "renameKey", at: address(change[1]), key: change[2] };
    case "addResource":
      return { op: "addResource", at: address([]), object: change[1] };
    default:
      return { op: change[0], from: address(change[1]), at: address(change[2]) };
  }
}

/** The text of main.tf after the changes, or why they are refused. The edit contract is checked on the way. */
export function changed(text: string, address: string, ...changes: readonly Change[]): string {
  const result = apply(text, address, changes);
  if (result.refused !== undefined) return `refused: ${result.refused}`;
  const { after } = result;
  assert.deepEqual(parseHcl(after).problems, [], `the result parses:\n${after}`);
  const comments = (one: string) => parseHcl(one).comments.map(({ start, end }) => one.slice(start, end));
  const kept = comments(after);
  const removes = changes.some(([op]) => op === "unset" || op === "move");
  if (!removes) for (const comment of comments(text)) assert.ok(kept.includes(comment), `the comment survives: ${comment}`);
  const again = apply(
    after,
    address,
    changes.filter(([op]) => op !== "move" && op !== "renameKey"),
  );
  assert.equal(again.after, after, "applying twice changes nothing");
  return after;
}

function apply(text: string, address: string, changes: readonly Change[]): { after: string; refused?: string } {
  const unit = unitOf({ "main.tf": text });
  const resource = resourceAt(unit, address);
  const operations = changes.map((change) => operationOf(resource, change));
  const { writer } = resource.dialect;
  for (const operation of operations) {
    const reason = writer.refuses(resource, operation);
    if (reason !== undefined) return { after: text, refused: reason };
  }
  const result = writer.lower(resource, operations);
  if ("refused" in result) return { after: text, refused: result.refused };
  const edits = result.map(({ source, edit }): TextEdit => {
    const outer = source.derived ? editInParent(source, edit) : edit;
    assert.ok(outer, "the edit maps to the file");
    return outer;
  });
  return { after: applyEdits(text, edits) };
}
