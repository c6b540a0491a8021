// npm run evidence [-- --sample RULE]: see evidence.ts.
import { fileURLToPath } from "node:url";

process.argv.splice(2, 0, fileURLToPath(new URL("evidence.ts", import.meta.url)));
await import("./run.mjs");
