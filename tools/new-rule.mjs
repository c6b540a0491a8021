// npm run new-rule TOPIC/PROBLEM: see new-rule.ts.
import { fileURLToPath } from "node:url";

process.argv.splice(2, 0, fileURLToPath(new URL("new-rule.ts", import.meta.url)));
await import("./run.mjs");
