// npm run test:api [-- WORD …] [--record]: asks a real API server about what the rules flag. Every committed record has to hold; what is
// refused and not recorded is told. WORD keeps the rules whose id begins with it and shows each finding; --record writes the records.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../../rules/index.ts";
import { binaries } from "../binaries.ts";
import { startControlPlane } from "../control-plane.ts";
import { candidatesOf } from "./candidates.ts";
import { type Judged, judge } from "./judge.ts";
import { byVariant, complaintAbout, readRecords, recordsOf, type VariantVerdict, writeRecords } from "./records.ts";
import { ApiServer } from "./server.ts";

const root = process.cwd();
const words = process.argv.slice(2).filter((word) => word !== "--record");
const isRecording = process.argv.includes("--record");
const say = (line: string) => process.stdout.write(`${line}\n`);

const chosen = rules.filter(({ id }) => words.length === 0 || words.some((word) => id.startsWith(word)));
const records = readRecords(root).filter(({ rule }) => words.length === 0 || words.some((word) => rule.startsWith(word)));
const crds = join(process.env.DRYDOCK_SHARED ?? join(root, "../shared"), "schema-sources/crds");

async function run(): Promise<void> {
  const bin = await binaries(root, say);
  if ("missing" in bin) {
    const isError = process.env.CI === "true";
    return finish(0, isError ? 1 : 0, isError ? 0 : Math.max(1, records.length), `skipped: ${bin.missing}`);
  }
  if (!existsSync(crds) && isRecording) return finish(0, 1, 0, `records need the CRD schemas, which are not in ${crds}`);
  if (!existsSync(crds)) say(`There are no CRD schemas in ${crds}: what is no part of Kubernetes itself is not asked about.`);
  const plane = await startControlPlane(bin.folder, say);
  try {
    const server = new ApiServer(plane.client, crds);
    const candidates = chosen.flatMap((rule) => candidatesOf(root, rule, rules));
    await server.prepare(candidates.flatMap(({ object }) => object?.head ?? []));
    const judged: Judged[] = [];
    for (const candidate of candidates) judged.push(await judge(server, candidate));
    report(byVariant(judged));
  } finally {
    await plane.stop();
  }
}

function report(verdicts: readonly VariantVerdict[]): void {
  for (const verdict of verdicts) show(verdict);
  if (isRecording) {
    const fresh = verdicts.flatMap(recordsOf);
    writeRecords(root, new Set(chosen.map(({ id }) => id)), fresh);
    return finish(fresh.length, 0, 0, "written to test/labels/oracles.json");
  }
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const record of records) {
    const complaint = complaintAbout(record, verdicts);
    if (complaint === undefined) passed++;
    else if (complaint.startsWith("not asked") && !existsSync(crds)) skipped++;
    else {
      failed++;
      say(`FAIL ${record.rule} (${record.variant}) ${record.case}, ${record.at}: ${complaint}`);
    }
  }
  const known = new Set(records.map(({ rule, variant }) => `${rule} ${variant}`));
  for (const { rule, variant, isRefused } of verdicts)
    if (isRefused && !known.has(`${rule} ${variant}`))
      say(`${rule} (${variant}) is refused and not recorded: npm run test:api -- ${rule} --record`);
  finish(passed, failed, skipped);
}

/** One line a variant; with a word each finding. */
function show({ rule, variant, judged, isRefused }: VariantVerdict): void {
  const count = (is: Judged["is"]) => judged.filter((one) => one.is === is).length;
  const counts = (["refused", "accepted", "unclear", "unasked"] as const).flatMap((is) => (count(is) > 0 ? [`${count(is)} ${is}`] : []));
  say(`${isRefused ? "E2 " : "-  "} ${rule} (${variant}): ${counts.join(", ")}`);
  if (words.length === 0) return;
  for (const one of judged)
    say(
      `     ${one.is.padEnd(8)} ${one.kind}${one.via === "pod" ? " (its pod)" : ""}, ${one.case}, ${one.at}${one.says === "" ? "" : `\n              ${one.says}`}`,
    );
}

function finish(passed: number, failed: number, skipped: number, note?: string): void {
  if (note !== undefined) say(note);
  say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

if (chosen.length === 0) finish(0, 1, 0, `no rule begins with ${words.join(" or ")}`);
else await run();
