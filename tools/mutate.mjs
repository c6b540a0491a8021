// npm run mutate -- TOPIC|RULE …: see test/mutation/main.ts.
import { fileURLToPath } from "node:url";

process.argv.splice(2, 0, fileURLToPath(new URL("../test/mutation/main.ts", import.meta.url)));
await import("./run.mjs");
