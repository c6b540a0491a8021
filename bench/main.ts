// npm run bench [-- --rounds N --files N --without large,peers]: a whole run of the command on manifests as real repositories have them,
// beside reading the same files and beside the peers. See docs/performance.md. Exit code 1 when a bar that was measured is not met.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rules } from "../rules/index.ts";
import { readSkeletons, writeManifests } from "./generate.ts";
import { lintFolder } from "./lint-folder.ts";
import { profileOf } from "./measure.ts";
import { PEERS_FOLDER } from "./peers.ts";
import { barsOf, barTable, type Costs, costTable, likeness } from "./report.ts";
import { bundleStages, type Cost, measure, type Run, runsOf } from "./runs.ts";

const SEED = 20261125;
/** What the bar of the large run is about. */
const LARGE = 4;
/** A large run takes as long as several others, and its bar is a wide one. */
const LARGE_ROUNDS = 3;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    files: { type: "string", default: "10000" },
    without: { type: "string", default: "" },
  },
});
const rounds = Number(values.rounds);
const files = Number(values.files);
const without = new Set(values.without.split(","));
const root = process.cwd();
const outside = mkdtempSync(join(tmpdir(), "drydock-bench-"));
const room = { root, out: join(outside, "out") };
try {
  await main();
} finally {
  rmSync(outside, { recursive: true, force: true });
}

async function main(): Promise<void> {
  mkdirSync(room.out);
  const skeletons = readSkeletons(join(root, "bench"));
  const folder = (name: string, count: number) => {
    const path = join(outside, name);
    return { path, generated: writeManifests(path, count, SEED, skeletons) };
  };
  const usual = folder("manifests", files);
  const profile = JSON.parse(readFileSync(join(root, "bench/profile.json"), "utf8"));
  const like = likeness(profileOf(lintFolder(usual.path).measured), profile.corpus);
  const stages = await bundleStages(room);
  const runs = runsOf(room, stages, usual.path, usual.generated, true).filter(({ name }) => !without.has("peers") || !/\d/.test(name));
  const costs = new Map(takeTurns(runs, rounds));
  if (!without.has("large")) {
    const large = folder("many", LARGE * files);
    for (const [run, all] of takeTurns(runsOf(room, stages, large.path, large.generated, false), Math.min(rounds, LARGE_ROUNDS)))
      costs.set(run, all);
  }
  print(costs, like, usual.generated.bytes);
  if (profile.rules !== rules.length)
    process.stderr.write(
      `The profile knows ${profile.rules} rules, there are ${rules.length}: npm run bench:profile counts findings again.\n`,
    );
}

/** A busy moment hits all of them. The first round fills the cache of the command and the system's own, and does not count. */
function takeTurns(runs: readonly Run[], rounds: number): Costs {
  for (const run of runs) if (run.name !== "parse" && run.files === files) measure(room, run);
  const costs = new Map<Run, Cost[]>(runs.map((run) => [run, []]));
  for (let round = 1; round <= rounds; round++)
    for (const run of runs) {
      const cost = measure(room, run);
      costs.get(run)?.push(cost);
      process.stderr.write(`${round}/${rounds} ${run.name}, ${run.files} files: ${cost.wall.toFixed(2)} s\n`);
    }
  return costs;
}

function print(costs: Costs, like: ReturnType<typeof likeness>, bytes: number): void {
  const bars = [...barsOf(costs, files), ...like.bars];
  const names = [...costs.keys()].map(({ name }) => name);
  const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}`;
  const lines = [
    `${machine}; ${files} files, ${(bytes / 1e6).toFixed(1)} MB; median of ${rounds}, at most ${LARGE_ROUNDS} where there are more files.`,
    ...["", ...costTable(costs), ""],
    ...(names.some((name) => name.startsWith("kube-score"))
      ? []
      : [`Peers: not in ${PEERS_FOLDER} (npm run bench:peers), or left out.`, ""]),
    ...[...like.lines, "", ...barTable(bars)],
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  if (bars.some(({ found, met }) => found !== undefined && !met)) process.exitCode = 1;
}
