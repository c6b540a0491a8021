// Stands in for VS Code's own executable where that cannot be downloaded: takes the words that @vscode/test-electron gives it, runs the
// suite in the extension host of code-server, and ends with the suite's exit code.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "node:util";
import { type Browser, openBrowser, remoteUri, workbenchUrl } from "./browser.ts";
import { chromium, codeServer } from "./install.ts";
import { startWorkbench } from "./server.ts";
import { DEADLINE, eventually, onExit } from "./wait.ts";

const TIMEOUT = 900_000;
const say = (line: string) => process.stderr.write(`${line}\n`);

const words = process.argv.slice(2);
const option = (name: string) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const folder = words.find((word) => !word.startsWith("-"));
const tests = option("extensionTestsPath")?.replace(/\.c?js$/, "");
const development = option("extensionDevelopmentPath");
if (folder === undefined || tests === undefined || development === undefined) {
  say("Usage: code FOLDER --extensionTestsPath=… --extensionDevelopmentPath=…");
  process.exit(2);
}
// Whoever started us holds the other end: when that is gone, so are we.
process.stdin.once("end", () => process.exit(1)).resume();
process.exit(await run(folder, development, tests));

async function run(workspace: string, extension: string, suite: string): Promise<number> {
  const editor = await codeServer(say);
  const executable = await chromium(say);
  if (typeof executable !== "string" || "missing" in editor) {
    say(`${typeof executable === "string" ? "" : executable.missing} ${"missing" in editor ? editor.missing : ""}`.trim());
    return 1;
  }
  const extensions = mkdtempSync(join(tmpdir(), "drydock-extensions-"));
  const clear = () => rmSync(extensions, { recursive: true, force: true, maxRetries: 5 });
  const forget = onExit(clear);
  const workbench = await startWorkbench(editor, { extensions, isTestRun: true });
  try {
    return await inBrowser(await openBrowser(executable), workbench.authority, workspace, extension, suite);
  } finally {
    await workbench.stop();
    forget();
    clear();
  }
}

/** The page tells what the suite says, and how it ended, by calls of two globals. */
async function inBrowser(browser: Browser, authority: string, workspace: string, extension: string, suite: string): Promise<number> {
  const payload: [string, string][] = [
    ["extensionDevelopmentPath", remoteUri(authority, extension)],
    ["extensionTestsPath", remoteUri(authority, suite)],
  ];
  try {
    let exit: number | undefined;
    await browser.page.exposeFunction("codeAutomationExit", (code: number) => (exit = code));
    await browser.page.exposeFunction("codeAutomationLog", (type: string, args: readonly unknown[]) => {
      log(type, format(...args));
    });
    await browser.page.goto(workbenchUrl(authority, workspace, payload), { waitUntil: "commit", timeout: DEADLINE });
    await eventually("the suite has ended", () => exit !== undefined, TIMEOUT);
    return exit ?? 1;
  } finally {
    await browser.close();
  }
}

/** Without what the workbench says; most of that is about a log writer that nobody has compiled. */
function log(type: string, line: string): void {
  if (type === "info" && !/^(?:Ignoring fetching|\[|Creating a socket|Resolv|Updating|Extension host)/.test(line))
    process.stdout.write(`${line}\n`);
}
