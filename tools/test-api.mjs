// npm run test:api [-- WORD …] [--record]: see test/cluster/api/suite.ts.
import { fileURLToPath } from "node:url";

process.argv.splice(2, 0, fileURLToPath(new URL("../test/cluster/api/suite.ts", import.meta.url)));
await import("./run.mjs");
