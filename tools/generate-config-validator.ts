// node tools/run.mjs tools/generate-config-validator.ts [--check]: compiles schemas/drydock.schema.json into host/generated/, so that
// ajv is needed to build Drydock and not to run it. --check says whether the file is fresh and writes nothing.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";

const target = "host/generated/config-validator.ts";

/** The text of the generated file. `root`: the checkout. */
export function configValidator(root: string): string {
  const schema = JSON.parse(readFileSync(join(root, "schemas/drydock.schema.json"), "utf8"));
  const ajv = new Ajv({ allErrors: true, strict: true, code: { source: true, esm: true, lines: false } });
  const code = standalone.default(ajv, ajv.compile(schema));
  if (/\brequire\(/.test(code)) throw new Error("The schema uses a keyword for which ajv has to be there at run time (as minLength).");
  return `// Generated from schemas/drydock.schema.json by tools/generate-config-validator.ts.
// @ts-nocheck
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// biome-ignore-all assist: generated
${code.replace(/^"use strict";/, "").replace(/export default \w+;/, "")}
`;
}

export function writeConfigValidator(root: string, isCheck: boolean): boolean {
  const text = configValidator(root);
  const file = join(root, target);
  if (isCheck) return readFileSync(file, "utf8") === text;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return true;
}

if (process.argv[1]?.endsWith("generate-config-validator.ts")) {
  const isFresh = writeConfigValidator(process.cwd(), process.argv.includes("--check"));
  if (!isFresh) process.stderr.write(`${target} is not fresh: npm run generate\n`);
  process.exitCode = isFresh ? 0 : 1;
}
