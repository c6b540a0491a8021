// npm run generate [-- --check]: writes everything that is made from other files: the index of the rules, their pages, the validator of
// drydock.yaml. --check writes nothing and says what is not fresh.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { evidenceOf, readEvidence, sentenceOf } from "./evidence/level.ts";
import { configValidator } from "./generate-config-validator.ts";
import { missingIn } from "./pages/page.ts";
import { type DocumentedRule, docsJson, indexText, readerPage, tablePage } from "./pages/rule-docs.ts";
import { loadRules, pagePath, readPage, ruleFileIds } from "./pages/rule-files.ts";

const root = process.cwd();
const isCheck = process.argv.includes("--check");

const wanted = new Map<string, string>();
const complaints: string[] = [];
await collect();
const stale = [...wanted].filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text);
const left = pagesOf("docs/rules").filter((path) => !wanted.has(path));
if (isCheck) {
  complaints.push(
    ...stale.map(([path]) => `${path} is not fresh: npm run generate`),
    ...left.map((path) => `${path} belongs to no rule: npm run generate`),
  );
} else {
  for (const [path, text] of stale) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const path of left) rmSync(join(root, path));
  process.stdout.write(`${wanted.size} files, ${stale.length} of them new or changed\n`);
}
for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
process.exitCode = complaints.length > 0 ? 1 : 0;

async function collect(): Promise<void> {
  const ids = ruleFileIds(root);
  const rules = await loadRules(root, ids);
  const evidence = readEvidence(root);
  const documented = rules.flatMap((rule): DocumentedRule[] => {
    const page = readPage(root, rule.id);
    if (!page) complaints.push(`${pagePath(rule.id)} is missing: a rule has a page`);
    else complaints.push(...[...page.problems, ...missingIn(page)].map((problem) => `${pagePath(rule.id)}: ${problem}`));
    return page ? [{ rule, page, evidence: sentenceOf(evidenceOf(rule.id, evidence)) }] : [];
  });
  wanted.set("rules/index.ts", indexText(ids));
  wanted.set("rules/generated/docs.json", docsJson(documented));
  wanted.set("docs/rules.md", tablePage(documented));
  for (const one of documented) wanted.set(`docs/rules/${one.rule.id}.md`, readerPage(one));
  wanted.set("host/generated/config-validator.ts", configValidator(root));
}

function pagesOf(folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".md"));
}
