// npm run bench:activation [-- --rounds N]: what VS Code itself notes about the start of the packed extension, in windows of the real
// editor with new profiles. Exit code 1 when the bar is missed. See docs/performance.md.
import { cpSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { openBrowser, remoteUri, workbenchUrl } from "../tools/editor/browser.ts";
import { packedExtension } from "../tools/editor/packed.ts";
import { startWorkbench } from "../tools/editor/server.ts";
import { eventually } from "../tools/editor/wait.ts";

const BAR = 150;
const FILE = "train/fraud.yaml";
const EXTENSION = "drydock";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });

/** Milliseconds: reading the code, the call of `activate`, and until what it returned was done. */
interface Start {
  readonly load: number;
  readonly call: number;
  readonly finish: number;
}

const say = (line: string) => process.stderr.write(`${line}\n`);
const { code, chromium, extensions, dir } = await packedExtension(say);
const folder = join(dir, "fraud-platform");
cpSync("examples", folder, { recursive: true });

const server = await startWorkbench(code, { extensions });
const starts: Start[] = [];
try {
  for (let round = 0; round < Number(values.rounds); round++) starts.push(await start(server.authority, chromium));
} finally {
  await server.stop();
}
const median = (of: (start: Start) => number): number => starts.map(of).sort((a, b) => a - b)[starts.length >> 1] ?? Number.NaN;
const whole = median(({ load, call, finish }) => load + call + finish);
process.stdout.write(
  [
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}; median of ${starts.length} windows, ms`,
    "",
    "| load | call | finish | whole |",
    "| ---: | ---: | ---: | ---: |",
    `| ${median(({ load }) => load)} | ${median(({ call }) => call)} | ${median(({ finish }) => finish)} | ${whole} |`,
    "",
    `${whole < BAR ? "met    " : "NOT MET"} activation: ${whole} ms (bar ${BAR})`,
    "",
  ].join("\n"),
);
process.exit(whole < BAR ? 0 : 1);

async function start(authority: string, browserPath: string): Promise<Start> {
  const browser = await openBrowser(browserPath);
  const { page, context } = browser;
  try {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(workbenchUrl(authority, folder, [["openFile", remoteUri(authority, join(folder, FILE))]]), { waitUntil: "commit" });
    await page.locator(".statusbar-item", { hasText: /⚓ [1-9]/ }).waitFor();
    return await noted(page);
  } finally {
    await browser.close();
  }
}

/** The extension's row in what "Developer: Startup Performance" says. */
async function noted(page: Page): Promise<Start> {
  const input = page.locator(".quick-input-widget .quick-input-box input");
  await eventually("the palette is open", async () => {
    await page.keyboard.press("Control+Shift+P");
    return input.isVisible();
  });
  await input.fill(">Developer: Startup Performance");
  await page.locator(".quick-input-widget .monaco-list-row", { hasText: "Startup Performance" }).first().waitFor();
  await page.keyboard.press("Enter");
  const text = page.locator('.monaco-editor[data-uri^="perf:"] .view-lines');
  await text.waitFor();
  let row: RegExpExecArray | null = null;
  await eventually("the extension has its row", async () => {
    await text.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+c");
    const all = await page.evaluate<string>("navigator.clipboard.readText()");
    row = new RegExp(`^\\|[^|\\n]*${EXTENSION}\\s*\\|[^|]*\\|\\s*(\\d+)\\s*\\|\\s*(\\d+)\\s*\\|\\s*(\\d+)\\s*\\|`, "m").exec(all);
    return row !== null;
  });
  const [, load, call, finish] = (row ?? []) as readonly string[];
  return { load: Number(load), call: Number(call), finish: Number(finish) };
}
