// npm run new-rule -- TOPIC/PROBLEM [--on WHAT] [--severity …] [--fix …]: writes the two files of a rule from tools/templates and puts
// it into the index. What is not said is asked, on a terminal; elsewhere the first choice holds. --help says what may be said.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import * as ruleApi from "../engine/rule-api.ts";
import { hasExample, isKind, type Skeleton, skeletonOf } from "./pages/skeleton.ts";

const root = process.cwd();
const topics = [
  ...["gpu", "spot", "autoscaling", "queueing", "availability", "storage", "network", "pipelines", "observability", "cost", "hybrid"],
  ...["encryption", "rbac", "iam", "isolation", "schema"],
];
const facets = Object.entries(ruleApi)
  .filter(([, one]) => typeof one === "object" && "classes" in one && "of" in one)
  .map(([name]) => name);
const severities = ["warning", "error", "info"] as const;
const fixes = ["none", "safe", "review"] as const;

const usage = `Usage: npm run new-rule -- TOPIC/PROBLEM [--on WHAT] [--severity SEVERITY] [--fix FIX]

TOPIC/PROBLEM  names the problem, not the cure, as in gpu/limit-missing: small letters, digits and hyphens.
               Topics: ${wrapped(topics)}
--on           What the rule looks at. Either kinds, as kind:HorizontalPodAutoscaler.autoscaling (kind:Service. for the core
               group; several with commas, or --on several times), or a facet of engine/rule-api.ts:
               ${wrapped(facets)}
--severity     ${severities.join(", ")}
--fix          ${fixes.join(", ")}

What is not said is asked on a terminal; elsewhere it is containers, ${severities[0]}, ${fixes[0]}.
`;

const { values, positionals } = argumentsOf();
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const id = positionals[0] ?? stop(usage.trimEnd());
const complaint = complaintAbout(id);
if (complaint !== undefined) stop(complaint);

const isAsking = process.stdin.isTTY === true;
const said =
  values.on?.join(",") ?? (await ask("What does it look at: containers, workloads, kind:Kind.group, another facet (--help)", "containers"));
const on = said.split(/[,\s]+/).filter((one) => one !== "");
const unknown = on.find((one) => !isKind(one) && (on.length > 1 || !facets.includes(one)));
if (on.length === 0 || unknown !== undefined) stop(complaintAboutFacet(unknown ?? ""));
const severity = await choice("severity", severities);
const fix = await choice("fix", fixes);
write(skeletonOf({ id, on, severity, fix, version: versionOf() }, (name) => readFileSync(join(root, "tools/templates", name), "utf8")));

function argumentsOf() {
  const options = { severity: { type: "string" }, fix: { type: "string" }, help: { type: "boolean", short: "h" } } as const;
  try {
    return parseArgs({ allowPositionals: true, options: { ...options, on: { type: "string", multiple: true } } });
  } catch (error) {
    return stop(`${(error as Error).message}\n\n${usage.trimEnd()}`);
  }
}

/** Words with commas, in lines that fit below the first column of the usage. */
function wrapped(words: readonly string[]): string {
  return words.join(", ").replace(/(.{1,105},) /g, "$1\n               ");
}

function complaintAbout(id: string): string | undefined {
  const [topic = "", problem = ""] = id.split("/");
  if (!/^[a-z][a-z-]*\/[a-z][a-z0-9-]*[a-z0-9]$/.test(id)) return `"${id}" is no id.\n\n${usage.trimEnd()}`;
  if (!topics.includes(topic)) return `There is no topic "${topic}"; there are ${topics.join(", ")}.`;
  if (/^(require|must|should|use|avoid|check|ensure|set|add)-/.test(problem))
    return `An id names the problem, not the cure: "allow ${id}" has to read right, as "allow gpu/limit-missing" does.`;
  if (existsSync(join(root, `rules/${id}.ts`)) || existsSync(join(root, `rules/${id}.md`))) return `rules/${id} exists already.`;
  return undefined;
}

function complaintAboutFacet(one: string): string {
  if (facets.includes(one)) return `A rule looks at one facet, or at several kinds: "${one}" stands alone.`;
  return `engine/rule-api.ts exports no facet "${one}"; it has ${facets.join(", ")}. A kind is written kind:HorizontalPodAutoscaler.autoscaling (kind:Service. for the core group).`;
}

async function ask(question: string, standard: string): Promise<string> {
  if (!isAsking) return standard;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const said = (await terminal.question(`${question} (${standard})? `)).trim();
  terminal.close();
  return said === "" ? standard : said;
}

async function choice<T extends string>(option: "severity" | "fix", choices: readonly [T, ...T[]]): Promise<T> {
  const said = values[option] ?? (await ask(`${option}: ${choices.join(", ")}`, choices[0]));
  return choices.find((one) => one === said) ?? stop(`--${option} is one of ${choices.join(", ")}, not "${said}".`);
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
  const state = hasExample(on)
    ? "Its cases hold already; one test waits until practice names the sections of the paper."
    : `The example is a Pod: write one that ${on[0]} sees, and ask the view in check.`;
  process.stdout.write(`rules/${id}.ts   when it speaks, what it says, how it repairs
rules/${id}.md   what readers see and the tests run: mark what is wrong with carets
${state}
Next:
  npm test -- rules/${id}     until its cases hold
  npm run generate            after each change of the page
  npm run lint:fix            the formatter decides
  npm run check               then commit, with what generate has written
CONTRIBUTING.md has the words that a rule is made of.
`);
}

function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
