// npm run bench:editor [-- --seconds N --minutes N --only typing,memory]: what a person who types waits for. Ten keys a second; after each the client asks for the
// diagnostics at once, and the time from the change to the last byte of the answer counts, the way through both pipes included. See docs/performance.md.
// Exit code 1 when a bar that was measured is not met.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { EditorClient } from "./editor-client.ts";
import { readSkeletons, writeManifests } from "./generate.ts";
import { type Random, seeded } from "./seeded.ts";

const SEED = 20261125;
const PER_SECOND = 10;
const DOCUMENTS = 173;
const LINES = 5000;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "typing,memory" },
    seconds: { type: "string", default: "60" },
    minutes: { type: "string", default: "10" },
  },
});
const only = new Set(values.only.split(","));
const keys = Number(values.seconds) * PER_SECOND;
const root = process.cwd();
const shared = process.env.DRYDOCK_SHARED ?? join(root, "../shared");
const corpus = join(shared, "corpus/dev");

interface Bar {
  readonly what: string;
  readonly value: number;
  readonly bar: number;
  readonly unit: string;
}

const bars: Bar[] = [];
const rows: string[] = [];
const room = mkdtempSync(join(tmpdir(), "drydock-bench-editor-"));
async function main(): Promise<void> {
  const files = existsSync(corpus) ? textsBelow(corpus) : undefined;
  if (!files) process.stderr.write(`The corpus is not at ${corpus}: its largest file and the memory are not measured.\n`);
  if (only.has("typing")) {
    const { long, others } = manifests();
    await typing(`${DOCUMENTS} documents, ${long.split("\n").length} lines`, { "long.yaml": long }, "long.yaml", keys, {
      p95: 16,
      p99: 40,
    });
    await typing("the same among 200 files", { "long.yaml": long, ...others }, "long.yaml", keys, { p95: 16, p99: 40 });
    if (files) {
      const [largest = ""] = Object.keys(files).sort((a, b) => (files[b]?.length ?? 0) - (files[a]?.length ?? 0));
      const size = `${((files[largest]?.length ?? 0) / 1000).toFixed(0)} kB`;
      const name = `the largest file of the corpus, ${size}`;
      await typing(name, { [largest]: files[largest] ?? "" }, largest, Math.min(keys, 200), { most: 100 });
    }
  }
  if (files && only.has("memory")) await memory(files);
  print();
}

/** One file of many short documents, and 199 others. */
function manifests(): { readonly long: string; readonly others: Readonly<Record<string, string>> } {
  const { paths } = writeManifests(room, 2000, SEED, readSkeletons(join(root, "bench")));
  const documents: string[] = [];
  const others: Record<string, string> = {};
  let left = LINES;
  for (const path of paths) {
    const text = readFileSync(join(room, path), "utf8");
    const lines = text.split("\n").length;
    const mean = left / Math.max(1, DOCUMENTS - documents.length);
    const fits = !/^---/m.test(text.slice(3)) && lines > mean / 2 && lines < mean * 1.6;
    if (documents.length < DOCUMENTS && fits) {
      documents.push(text.replace(/^---\n/, "").replace(/\n*$/, "\n"));
      left -= lines;
    } else if (Object.keys(others).length < 199) others[path] = text;
  }
  return { long: documents.join("---\n"), others };
}

function textsBelow(folder: string): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, entry);
    if (statSync(file).isFile()) texts[relative(folder, file)] = readFileSync(file, "utf8");
  }
  return texts;
}

async function typing(
  name: string,
  files: Readonly<Record<string, string>>,
  path: string,
  count: number,
  limits: { readonly p95?: number; readonly p99?: number; readonly most?: number },
): Promise<void> {
  const client = await EditorClient.start(files);
  try {
    const began = performance.now();
    await client.open(path);
    await client.pull(path);
    const opened = performance.now() - began;
    const times: number[] = [];
    let stale = 0;
    for await (const { start, end, text } of keystrokes(seeded(SEED), () => client.text(path), count)) {
      client.edit(path, start, end, text);
      const isFresh = await client.pull(path);
      times.push(client.waited);
      if (!isFresh) stale++;
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    const cells = [opened, at(0.5), at(0.95), at(0.99), times.at(-1) ?? 0].map((one) => one.toFixed(1));
    rows.push(`| ${name} | ${times.length} | ${cells.join(" | ")} | ${client.privateMegabytes().toFixed(0)} |`);
    if (limits.p95) bars.push({ what: `${name}: p95`, value: at(0.95), bar: limits.p95, unit: "ms" });
    if (limits.p99) bars.push({ what: `${name}: p99`, value: at(0.99), bar: limits.p99, unit: "ms" });
    if (limits.most) bars.push({ what: `${name}: slowest key`, value: times.at(-1) ?? 0, bar: limits.most, unit: "ms" });
    bars.push({ what: `${name}: answers for an older text`, value: stale, bar: 0, unit: "" });
  } finally {
    await client.stop();
  }
}

interface Key {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const LINES_TYPED = ["# looked at", "labels: {team: risk}", "replicas: 2", "nvidia.com/gpu: 8", "- name: extra", "resources:"];

/** As somebody types: a line below another, letter by letter, with a slip that is taken back; then all of it goes again. */
async function* keystrokes(random: Random, text: () => string, count: number): AsyncIterable<Key> {
  for (let left = count; left > 0; ) {
    const breaks = [...text().matchAll(/\n/g)].map(({ index }) => index);
    const from = breaks[Math.floor(random() * breaks.length)] ?? 0;
    const indent = /^ */.exec(text().slice(text().lastIndexOf("\n", from - 1) + 1))?.[0] ?? "";
    const line = LINES_TYPED[Math.floor(random() * LINES_TYPED.length)] ?? "";
    const typed: Key[] = [{ start: from, end: from, text: `\n${indent}` }];
    let at = from + 1 + indent.length;
    for (const letter of line) {
      typed.push({ start: at, end: at, text: letter });
      at++;
      if (random() < 0.05) typed.push({ start: at, end: at, text: ":" }, { start: at, end: at + 1, text: "" });
    }
    typed.push({ start: from, end: at, text: "" });
    for (const key of typed) {
      if (left-- <= 0) return;
      const next = performance.now() + 1000 / PER_SECOND;
      yield key;
      await pause(Math.max(0, next - performance.now()));
    }
  }
}

/** The whole corpus as a workspace, all of it reported, and somebody who types in it now and then. */
async function memory(files: Readonly<Record<string, string>>): Promise<void> {
  const client = await EditorClient.start(files);
  try {
    const paths = Object.keys(files).filter((path) => /\.ya?ml$/.test(path) && (files[path]?.length ?? 0) < 20_000);
    const began = performance.now();
    const reported = await client.workspaceDiagnostics();
    const whole = performance.now() - began;
    const random = seeded(SEED);
    const end = Date.now() + Number(values.minutes) * 60_000;
    let most = 0;
    while (Date.now() < end) {
      const path = paths[Math.floor(random() * paths.length)] ?? "";
      await client.open(path);
      for await (const key of keystrokes(random, () => client.text(path), 30)) {
        client.edit(path, key.start, key.end, key.text);
        await client.pull(path);
      }
      client.close(path);
      most = Math.max(most, client.privateMegabytes());
    }
    const now = client.privateMegabytes();
    const name = `the corpus as a workspace (${Object.keys(files).length} files, ${reported} with diagnostics, read in ${(whole / 1000).toFixed(1)} s)`;
    rows.push(`| ${name}, ${values.minutes} minutes | | | | | | | ${now.toFixed(0)} (most ${most.toFixed(0)}) |`);
    bars.push({ what: `private memory after ${values.minutes} minutes`, value: now, bar: 120, unit: "MB" });
  } finally {
    await client.stop();
  }
}

function print(): void {
  const lines = [
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}; ${PER_SECOND} keys a second`,
    "",
    "| file | keys | opened, ms | median | p95 | p99 | slowest | private memory, MB |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...rows,
    "",
  ];
  process.exitCode = 0;
  for (const { what, value, bar, unit } of bars) {
    const isMet = bar === 0 ? value === 0 : value < bar;
    lines.push(`${isMet ? "met    " : "NOT MET"} ${what}: ${value.toFixed(unit === "" ? 0 : 1)} ${unit} (bar ${bar})`);
    if (!isMet) process.exitCode = 1;
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

try {
  await main();
} finally {
  rmSync(room, { recursive: true, force: true });
}
