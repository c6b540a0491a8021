// The packed extension in a folder of extensions, and what it takes to open a window with it: for whoever only wants to look at it.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type CodeServer, chromium, codeServer } from "./install.ts";
import { installExtension } from "./server.ts";
import { onExit } from "./wait.ts";

export interface Packed {
  readonly code: CodeServer;
  readonly chromium: string;
  readonly extensions: string;
  /** A folder that is gone when the process ends. */
  readonly dir: string;
}

/** Throws where something cannot be installed. */
export async function packedExtension(say: (line: string) => void): Promise<Packed> {
  const dir = mkdtempSync(join(tmpdir(), "drydock-packed-"));
  onExit(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  const code = await codeServer(say);
  const browser = await chromium(say);
  if ("missing" in code) throw new Error(code.missing);
  if (typeof browser !== "string") throw new Error(browser.missing);
  const vsix = join(dir, "drydock.vsix");
  const { status, stderr } = spawnSync(process.execPath, [resolve("tools/package.mjs"), vsix], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const extensions = join(dir, "extensions");
  mkdirSync(extensions);
  await installExtension(code, vsix, extensions);
  return { code, chromium: browser, extensions, dir };
}
