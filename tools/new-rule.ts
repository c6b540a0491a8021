// npm run new-rule TOPIC/PROBLEM [-- --on FACET --severity error|warning|info --fix safe|review|none]: writes the two files of a rule
// from tools/templates and puts it into the index. What is not said is asked, on a terminal; elsewhere the first choice holds.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { kindPattern, type Skeleton, skeletonOf } from "./pages/skeleton.ts";

const root = process.cwd();
const topics = [
  ...["gpu", "spot", "autoscaling", "queueing", "availability", "storage", "network", "pipelines", "observability", "cost", "hybrid"],
  ...["encryption", "rbac", "iam", "isolation", "schema"],
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { on: { type: "string" }, severity: { type: "string" }, fix: { type: "string" } },
});
const id = positionals[0] ?? "";
const complaint = complaintAbout(id);
if (complaint !== undefined) stop(complaint);

const isAsking = process.stdin.isTTY === true;
const on = await answer(
  "on",
  "What does it look at: containers, workloads, kind:Kind.group, another facet of engine/rule-api.ts",
  "containers",
);
if (!isFacet(on))
  stop(
    `engine/rule-api.ts exports no facet "${on}". A kind is written kind:HorizontalPodAutoscaler.autoscaling (kind:Service. for the core group).`,
  );
const severity = await choice("severity", ["warning", "error", "info"]);
const fix = await choice("fix", ["none", "safe", "review"]);
write(skeletonOf({ id, on, severity, fix, version: versionOf() }, (name) => readFileSync(join(root, "tools/templates", name), "utf8")));

function complaintAbout(id: string): string | undefined {
  const [topic = "", problem = ""] = id.split("/");
  if (!/^[a-z][a-z-]*\/[a-z][a-z-]*[a-z]$/.test(id))
    return "Usage: npm run new-rule TOPIC/PROBLEM, as in gpu/limit-missing: small letters and hyphens, no digits.";
  if (!topics.includes(topic)) return `There is no topic "${topic}"; there are ${topics.join(", ")}.`;
  if (/^(require|must|should|use|avoid|check|ensure|set|add)-/.test(problem))
    return `An id names the problem, not the cure: "allow ${id}" has to read right, as "allow gpu/limit-missing" does.`;
  if (existsSync(join(root, `rules/${id}.ts`)) || existsSync(join(root, `rules/${id}.md`))) return `rules/${id} exists already.`;
  return undefined;
}

async function answer(option: "on" | "severity" | "fix", question: string, standard: string): Promise<string> {
  const given = values[option];
  if (given !== undefined) return given;
  if (!isAsking) return standard;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const said = (await terminal.question(`${question} (${standard})? `)).trim();
  terminal.close();
  return said === "" ? standard : said;
}

async function choice<T extends string>(option: "severity" | "fix", choices: readonly [T, ...T[]]): Promise<T> {
  const said = await answer(option, `${option}: ${choices.join(", ")}`, choices[0]);
  return choices.find((one) => one === said) ?? stop(`--${option} is one of ${choices.join(", ")}, not "${said}".`);
}

function isFacet(on: string): boolean {
  const exported = [...readFileSync(join(root, "engine/rule-api.ts"), "utf8").matchAll(/\b([a-z]\w*)\b(?=[,\s}])/g)].map(([name]) => name);
  return on.startsWith("kind:") ? kindPattern.test(on) : exported.includes(on);
}

function versionOf(): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
}

function write({ rule, page }: Skeleton): void {
  const files = [
    [`rules/${id}.ts`, rule],
    [`rules/${id}.md`, page],
  ] as const;
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  spawnSync(process.execPath, [join(root, "tools/generate.mjs")], { cwd: root, stdio: "ignore" });
  process.stdout.write(`rules/${id}.ts   when it speaks, what it says, how it repairs
rules/${id}.md   what readers see and the tests run: mark what is wrong with carets
Next:
  npm test -- rules/${id}     until its cases hold
  npm run generate            after each change of the page
  npm run check               before you commit
CONTRIBUTING.md has the words that a rule is made of.
`);
}

function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
