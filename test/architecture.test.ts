// The borders between the rooms, and what the engine and the rules may not know. A border that nothing has ever crossed proves little:
// the second half plants violations in a copy and expects each to be found.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, describe, test } from "node:test";

const root = process.cwd();
const rooms = readdirSync(root).filter((name) => existsSync(join(root, name, "tsconfig.json")));
const workshops = ["tools", "test", "bench"];
const productRooms = rooms.filter((room) => !workshops.includes(room));
const pureRooms = ["engine", "rules"];

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: { readonly error: number; readonly violations: readonly Violation[] };
}

function cruise(folder: string, names: readonly string[]): Cruise {
  const program = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [program, "--config", ".dependency-cruiser.cjs", "-T", "json", ...names];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(stderr, "", "dependency-cruiser could not do its work");
  return JSON.parse(stdout);
}

function sourcesOf(names: readonly string[], folder = root): string[] {
  return names
    .flatMap((room) => readdirSync(join(folder, room), { recursive: true, encoding: "utf8" }).map((file) => `${room}/${file}`))
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !["node_modules", "dist", "out"].includes(entry.name))
    .map((entry) => entry.name);
}

/** `file:line: text` for every line outside comments that matches. */
function linesWith(pattern: RegExp, files: readonly string[]): string[] {
  return files.flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((line, index) => (!/^\s*(\/\/|\/?\*)/.test(line) && pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** A file, the rule that has to name it, and its text. */
const violations: readonly (readonly [file: string, rule: string, text: string])[] = [
  ["engine/text/by-value.ts", "room-engine", 'export { one } from "../../host/planted.ts";'],
  ["engine/text/by-type.ts", "room-engine", 'import type { Planted } from "../../host/planted.ts"; export type Mine = Planted;'],
  ["engine/text/by-star.ts", "room-engine", 'export * from "../../host/planted.ts";'],
  ["engine/text/later.ts", "room-engine", 'export const later = async () => await import("../../host/planted.ts");'],
  ["engine/text/upwards.ts", "layer-text", 'import type { Planted } from "../model/planted.ts"; export type Mine = Planted;'],
  ["engine/model/to-the-door.ts", "layer-model", 'export { one } from "../rule-api.ts";'],
  ["engine/loose.ts", "engine-room-loose", 'export const one = 1; export * from "./model/planted.ts";'],
  ["engine/rule/editor.ts", "only-vscode", 'import type { Range } from "vscode"; export type Mine = Range;'],
  [
    "engine/rule/protocol.ts",
    "only-vscode-languageserver",
    'import type { Range } from "vscode-languageserver"; export type Mine = Range;',
  ],
  ["engine/rule/files.ts", "pure", 'export { readFileSync } from "node:fs";'],
  ["rules/planted/files.ts", "pure", 'import { join } from "path"; export const joined = join("a");'],
  ["rules/planted/past-the-door.ts", "room-rules", 'export { one } from "../../engine/model/planted.ts";'],
  ["rules/planted/whole-engine.ts", "room-rules", 'export * from "../../engine/api.ts";'],
  ["facts/with-engine.ts", "room-facts", 'export { one } from "../engine/model/planted.ts";'],
  ["host/past-the-door.ts", "door-host", 'export { one } from "../engine/model/planted.ts";'],
  ["host/up-to-cli.ts", "room-host", 'export { one } from "../cli/planted.ts";'],
  ["host/unseen.ts", "seen", 'export { readFileSync } from "node:fs";'],
  ["cli/unseen.ts", "seen", 'import * as fs from "fs"; export const is = fs.existsSync("a");'],
  ["server/past-the-door.ts", "door-server", 'import type { Planted } from "../engine/model/planted.ts"; export type Mine = Planted;'],
  ["client/with-engine.ts", "room-client", 'export { one } from "../engine/model/planted.ts";'],
  ["cli/with-tests.ts", "tests-stay-out", 'export { one } from "../test/planted.ts";'],
  ["cli/cluster.ts", "only-@kubernetes/client-node", 'import type { V1Pod } from "@kubernetes/client-node"; export type Mine = V1Pod;'],
  ["engine/text/circle-a.ts", "cycle", 'import type { B } from "./circle-b.ts"; export type A = { b: B };'],
  ["host/nowhere.ts", "unresolved", 'export { one } from "./does-not-exist.ts";'],
];

/** What the files above refer to, and imports that are allowed. A cycle is reported once, from its first file. */
const allowed: readonly (readonly [file: string, text: string])[] = [
  ["engine/model/planted.ts", "export const one = 1; export interface Planted { readonly one: number }"],
  ["rules/planted/at-the-door.ts", 'export * from "../../engine/rule-api.ts"; export { tables } from "../../facts/planted.ts";'],
  ["facts/planted.ts", "export const tables = [];"],
  [
    "client/planted.ts",
    'import type { Told } from "../server/protocol.ts"; import type { Range } from "vscode"; export type Both = [Told, Range];',
  ],
  ["host/planted.ts", 'export const one = 1; export interface Planted { readonly one: number } export { join } from "node:path";'],
  ["cli/planted.ts", 'export { one } from "../host/planted.ts";'],
  ["test/planted.ts", 'export { one } from "../engine/model/planted.ts";'],
  ["engine/text/circle-b.ts", 'import type { A } from "./circle-a.ts"; export type B = { a: A };'],
  ["engine/edit/downwards.ts", 'export { one } from "../model/planted.ts";'],
];

/** A copy of the rooms below out/, so that packages resolve as they do here, with every planted file in it. */
function plant(): string {
  mkdirSync(join(root, "out"), { recursive: true });
  const copy = mkdtempSync(join(root, "out/planted-"));
  for (const file of [".dependency-cruiser.cjs", "package.json", ...sourcesOf(productRooms)]) cpSync(join(root, file), join(copy, file));
  const doors = ["engine/api.ts", "engine/rule-api.ts", "server/protocol.ts"].filter((door) => !existsSync(join(copy, door)));
  const planted: readonly (readonly [string, string])[] = [...violations.map(([file, , text]) => [file, text] as const), ...allowed];
  for (const [file, text] of [...planted, ...doors.map((door) => [door, "export const one = 1;"] as const)]) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), `${text}\n`);
  }
  return copy;
}

describe("the tree", () => {
  const { modules, summary } = cruise(root, rooms);

  test("keeps its borders", () => {
    assert.deepEqual(
      summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`),
      [],
    );
    assert.equal(summary.error, 0);
  });

  test("was looked at whole: every source file was cruised", () => {
    const cruised = new Set(modules.map(({ source }) => source));
    assert.deepEqual(
      sourcesOf(rooms).filter((file) => !cruised.has(file)),
      [],
    );
  });

  test("has no sources outside a room that the solution file knows", () => {
    const folders = foldersIn(root).filter((name) => sourcesOf([name]).length > 0);
    const { references } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
    const known = references.map(({ path }: { path: string }) => path);
    assert.deepEqual(
      folders.filter((folder) => !known.includes(folder)),
      [],
    );
  });

  test("names no type by an inline import, which the border check cannot see", () => {
    assert.deepEqual(linesWith(/(?<!await )\bimport\(\s*["'`]/, sourcesOf(productRooms)), []);
  });

  test("has neither clock nor chance in the engine and the rules", () => {
    assert.deepEqual(linesWith(/\bDate\.now\(|\bMath\.random\(|\bnew Date\(\s*\)|\bperformance\.now\(/, sourcesOf(pureRooms)), []);
  });

  test("has no test that looks at a clock: work is counted (test/harness/work.ts)", () => {
    const tests = sourcesOf(["test"]).filter((file) => file.endsWith(".test.ts"));
    assert.deepEqual(linesWith(/\bDate\.now\(|\bperformance\.now\(|\bhrtime\b/, tests), []);
  });

  test("has no file over 400 lines, tables of facts apart", () => {
    const files = sourcesOf(productRooms.filter((room) => room !== "facts"));
    const long = files.map((file) => [file, readFileSync(join(root, file), "utf8").split("\n").length - 1] as const);
    assert.deepEqual(
      long.filter(([, lines]) => lines > 400),
      [],
    );
  });
});

describe("a planted violation turns the check red", () => {
  const copy = plant();
  after(() => rmSync(copy, { recursive: true, force: true }));
  const { summary } = cruise(copy, foldersIn(copy));
  const found = new Set(summary.violations.map(({ from, rule }) => `${from} ${rule.name}`));

  for (const [file, rule, text] of violations) test(`${rule}: ${text}`, () => assert.ok(found.has(`${file} ${rule}`), file));

  test("and what is allowed stays green", () => {
    assert.deepEqual(
      allowed.filter(([file]) => summary.violations.some(({ from }) => from === file)),
      [],
    );
  });
});
