// npm run bench:start [-- ROUNDS]: how long a lint of one file takes, against an empty script. Every run is a fresh process; they take
// turns, so that a busy moment hits them all; the median counts. The bar: a lint of a changed file takes at most 1.6 times the empty script.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BAR = 1.6;
const rounds = Number(process.argv[2] ?? 41);
const cli = fileURLToPath(new URL("../dist/cli.cjs", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "drydock-start-"));
const folder = join(home, "files");
mkdirSync(folder);
writeFileSync(join(home, "empty.cjs"), "");

const POD =
  "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: a, image: a, resources: {limits: {nvidia.com/gpu: 1}}}\n";
const write = (text) => writeFileSync(join(folder, "pod.yaml"), POD + text);

/** `before` is not measured. */
const runs = [
  { name: "an empty script", words: [join(home, "empty.cjs")] },
  { name: "changed", words: [cli, "lint", "pod.yaml"], before: (round) => write(`# ${round}\n`) },
  { name: "unchanged", words: [cli, "lint", "pod.yaml"] },
  { name: "nothing kept", words: [cli, "lint", "--no-cache", "pod.yaml"] },
].map((run) => ({ ...run, times: [] }));

try {
  write("");
  // The first runs compile.
  for (let i = 0; i < 4; i++) for (const run of runs) measure(run, -i);
  for (const { times } of runs) times.length = 0;
  for (let round = 0; round < rounds; round++) for (const run of runs) measure(run, round);
  report();
} finally {
  rmSync(home, { recursive: true, force: true });
}

function measure({ words, before, times }, round) {
  before?.(round);
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, "cache") };
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: folder, env });
  times.push(Number(process.hrtime.bigint() - started) / 1e6);
  if (status !== 0) throw new Error(`${words.join(" ")} failed: ${stderr}`);
}

function report() {
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const [empty, changed] = runs.map(({ times }) => median(times));
  process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}; lint of one file, median of ${rounds}\n\n`);
  process.stdout.write("| run | ms | least–most | × empty script |\n| --- | ---: | ---: | ---: |\n");
  for (const { name, times } of runs) {
    const spread = `${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}`;
    process.stdout.write(`| ${name} | ${median(times).toFixed(1)} | ${spread} | ${(median(times) / empty).toFixed(2)} |\n`);
  }
  const ratio = changed / empty;
  process.stdout.write(`\na changed file: ${ratio.toFixed(2)} × an empty script; the bar is ${BAR}, ${ratio <= BAR ? "met" : "not met"}\n`);
  process.exitCode = ratio <= BAR ? 0 : 1;
}
