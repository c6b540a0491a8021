// npm run bench:thread [-- FILES]: walk and read, parse, and lint of 10,000 manifests of eleven kinds, with the rules of the first thread.
// Every run is a fresh process; the stages take turns, so that a busy moment hits them all; the median of seven counts. The bar: lint
// takes at most six times walk and read. All rules, real shapes, the cache and the peers are in main.ts.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeManifests } from "./manifests.mjs";

const ROUNDS = 7;
const SEED = 20261124;
const BARS = { thread: 6 };
const STAGES = ["read", "parse", "thread", "lint"];

const root = fileURLToPath(new URL("..", import.meta.url));
const count = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), "drydock-bench-"));
try {
  const bytes = writeManifests(folder, count, SEED);
  const program = await bundle();
  const runs = new Map(STAGES.map((stage) => [stage, []]));
  for (let round = 0; round < ROUNDS; round++) for (const stage of STAGES) runs.get(stage).push(measure(program, stage));
  report(bytes, runs);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** As the command is bundled: one CommonJS file. */
async function bundle() {
  const outfile = join(root, "out/bench/stage.cjs");
  const shared = { bundle: true, platform: "node", format: "cjs", target: "node20", mainFields: ["module", "main"], minify: true };
  await build({ entryPoints: [join(root, "bench/stage.ts")], outfile, ...shared, logLevel: "error" });
  return outfile;
}

function measure(program, stage) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, stage, folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${stage} failed: ${stderr}`);
  return JSON.parse(stdout);
}

function report(bytes, runs) {
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const of = (stage, key) => median(runs.get(stage).map((run) => run[key]));
  const floor = of("read", "milliseconds");
  const lines = [
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}; ${count} files, ${(bytes / 1e6).toFixed(1)} MB; cold, median of ${ROUNDS}`,
    "",
    "| stage | ms | least–most | × walk and read | CPU ms | × | MB/s | peak memory, MB |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...STAGES.map((stage) => {
      const times = runs.get(stage).map(({ milliseconds }) => milliseconds);
      const time = median(times);
      const spread = `${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}`;
      const cpu = of(stage, "cpu");
      const ratios = `${(time / floor).toFixed(2)} | ${cpu.toFixed(0)} | ${(cpu / of("read", "cpu")).toFixed(2)}`;
      return `| ${stage} | ${time.toFixed(0)} | ${spread} | ${ratios} | ${(bytes / 1e3 / time).toFixed(1)} | ${of(stage, "megabytes").toFixed(0)} |`;
    }),
  ];
  process.exitCode = 0;
  lines.push("");
  for (const [stage, bar] of Object.entries(BARS)) {
    const ratio = of(stage, "milliseconds") / floor;
    const verdict = ratio <= bar ? "met" : "not met";
    lines.push(`${stage}: ${of(stage, "seen")} findings in ${ratio.toFixed(2)} × walk and read; the bar is ${bar}, ${verdict}`);
    if (ratio > bar) process.exitCode = 1;
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}
