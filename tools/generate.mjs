// npm run generate [-- --check]: see generate.ts.
import { fileURLToPath } from "node:url";

process.argv.splice(2, 0, fileURLToPath(new URL("generate.ts", import.meta.url)));
await import("./run.mjs");
