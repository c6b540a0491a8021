// Compiles schemas/drydock.schema.json into host/generated/ (npm run generate), so that ajv is needed to build Drydock, not to run it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";

/** The text of the generated file. `root`: the checkout. */
export function configValidator(root: string): string {
  const schema = JSON.parse(readFileSync(join(root, "schemas/drydock.schema.json"), "utf8"));
  const ajv = new Ajv({ allErrors: true, strict: true, code: { source: true, esm: true, lines: false } });
  const code = standalone(ajv, ajv.compile(schema));
  if (/\brequire\(/.test(code)) throw new Error("The schema uses a keyword for which ajv has to be there at run time (as minLength).");
  return `// Generated from schemas/drydock.schema.json by tools/generate-config-validator.ts.
// @ts-nocheck: ajv writes JavaScript without types; the types are in the file that imports it.
// biome-ignore-all lint: ajv writes it, nobody edits it
// biome-ignore-all format: ajv writes it, nobody edits it
// biome-ignore-all assist: ajv writes it, nobody edits it
${code.replace(/^"use strict";/, "").replace(/export default \w+;/, "")}
`;
}
