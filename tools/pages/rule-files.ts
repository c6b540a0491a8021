// The rules of the checkout as files: which there are, their definitions, their pages.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Rule } from "../../engine/api.ts";
import { parsePage, type RulePage } from "./page.ts";

/** Ids of the rules that have a file of their own, sorted: rules/gpu/limit-missing.ts is gpu/limit-missing. */
export function ruleFileIds(root: string): readonly string[] {
  return readdirSync(join(root, "rules"), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /^[a-z-]+\/[a-z0-9-]+\.ts$/.test(file) && !file.startsWith("generated/"))
    .map((file) => file.slice(0, -3))
    .sort();
}

export const pagePath = (id: string): string => `rules/${id}.md`;

/** Undefined where the rule has no page yet. */
export function readPage(root: string, id: string): RulePage | undefined {
  const file = join(root, pagePath(id));
  return existsSync(file) ? parsePage(readFileSync(file, "utf8")) : undefined;
}

/** All rules, those of the engine too, loaded from their files as they are now: rules/index.ts may not be there yet. */
export async function loadRules(root: string, ids: readonly string[]): Promise<readonly Rule[]> {
  const lines = ids.map((id, i) => `import { rule as r${i} } from ${JSON.stringify(`./rules/${id}.ts`)};`);
  const contents = `${lines.join("\n")}
import { engineRules } from "./engine/rule-api.ts";
export const rules = [${ids.map((_, i) => `r${i}`).join(", ")}, ...engineRules];`;
  const outfile = join(root, "out/run", `rules-${process.pid}.mjs`);
  mkdirSync(join(root, "out/run"), { recursive: true });
  await build({
    stdin: { contents, resolveDir: root, sourcefile: "rules.ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
    outfile,
  });
  const { rules } = (await import(pathToFileURL(outfile).href)) as { rules: readonly Rule[] };
  return [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
}
