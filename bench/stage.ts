// One stage of a run, in a process of its own as a command would be: node out/bench/stage.mjs STAGE FOLDER. Prints one line of JSON.
// Stages: read (walk and read), parse (and every document to its tree), thread (all of a run but printing, with the rules that the first
// bar was set for), lint (the same with all rules).
import { join } from "node:path";
import { Project, parseYamlDocument, splitYaml } from "../engine/api.ts";
import { readText } from "../host/read.ts";
import { prepareShortRun } from "../host/short-run.ts";
import { hash, openWorkspace } from "../host/workspace.ts";
import { rules } from "../rules/index.ts";
import { THREAD } from "./rules-of-the-thread.ts";

const [stage = "", root = ""] = process.argv.slice(2);
prepareShortRun();
const workspace = openWorkspace({ root, ruleIds: rules.map(({ id }) => id), overlay: { preview: true } });
let seen = 0;
if (stage === "lint" || stage === "thread") {
  const { store, configuration } = workspace;
  const project = new Project({
    rules: stage === "lint" ? rules : rules.filter(({ id }) => THREAD.has(id)),
    store,
    ...configuration,
    today: "2026-11-24",
    hash,
  });
  project.update(workspace.paths.map((path) => ({ path })));
  seen = project.report().findings.length;
} else {
  for (const path of workspace.paths) {
    // In this thread alone: reading ahead helps whoever does something else meanwhile.
    const file = readText(join(root, path));
    if (!file || !("text" in file)) throw new Error(`${path} cannot be read`);
    const { text } = file;
    if (stage === "read") seen += text.length;
    else for (const { start, end } of splitYaml(text)) seen += parseYamlDocument(text.slice(start, end)).root ? 1 : 0;
  }
}
// From the start of the process, which is what a person waits for.
const milliseconds = performance.now();
const { user, system } = process.cpuUsage();
const cpu = (user + system) / 1000;
process.stdout.write(`${JSON.stringify({ milliseconds, cpu, megabytes: process.resourceUsage().maxRSS / 1024, seen })}\n`);
