// What the editor suites share: VS Code, a browser, and the extension as it is packed, had once for a run.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { type CodeServer, chromium, codeServer, type Had } from "../../tools/editor/install.ts";
import { installExtension } from "../../tools/editor/server.ts";
import { onExit } from "../../tools/editor/wait.ts";

export interface Editor {
  readonly code: CodeServer;
  readonly chromium: string;
  /** The folder of extensions, and in it ours, from the .vsix. */
  readonly extensions: string;
  readonly extension: string;
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** A folder that is gone when the process is. */
export const scratch = realpathSync(mkdtempSync(join(tmpdir(), "drydock-editor-test-")));
onExit(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));

/** What a machine has, lacks, or fails to make. */
export type Got<T> = Had<T> | { readonly broken: unknown };

let got: Promise<Got<Editor>> | undefined;

export function editor(): Promise<Got<Editor>> {
  got ??= prepare().catch((broken: unknown) => ({ broken }));
  return got;
}

async function prepare(): Promise<Had<Editor>> {
  const code = await codeServer(say);
  if ("missing" in code) return code;
  const browser = await chromium(say);
  if (typeof browser !== "string") return browser;
  const vsix = join(scratch, "drydock.vsix");
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve("tools/package.mjs"), vsix], { encoding: "utf8" });
  if (status !== 0) throw new Error(`npm run package fails:\n${stdout}${stderr}`);
  const extensions = join(scratch, "extensions");
  mkdirSync(extensions);
  return { code, chromium: browser, extensions, extension: await installExtension(code, vsix, extensions) };
}

/** A test that is skipped, with the reason, where the machine lacks something; in CI that is a failure, as what is broken is anywhere. */
export function needs<T>(name: string, got: Got<T>, body: (had: T) => Promise<void>): void {
  const { missing, broken } = (typeof got === "object" ? got : {}) as { readonly missing?: string; readonly broken?: unknown };
  if (missing !== undefined && process.env.CI !== "true") test(name, { skip: missing }, () => {});
  else
    test(name, () => {
      if (missing !== undefined) throw new Error(`This machine lacks something that the test needs: ${missing}`);
      if (broken !== undefined) throw broken;
      return body(got as T);
    });
}

/** A TypeScript file as one program: `.mjs` to be run, `.js` (CommonJS) to be loaded by VS Code. */
export async function bundle(file: string, outfile: string): Promise<string> {
  const isModule = outfile.endsWith(".mjs");
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: "node",
    format: isModule ? "esm" : "cjs",
    target: "node20",
    sourcemap: "inline",
    logLevel: "error",
    ...(isModule ? { packages: "external", banner: { js: "#!/usr/bin/env node" } } : { external: ["vscode"] }),
  });
  chmodSync(outfile, 0o755);
  return outfile;
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** A folder for PATH in which `drydock` is what was built. */
export function installedCommand(): string {
  const folder = join(scratch, "bin");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "drydock"), `#!/bin/sh\nexec "${process.execPath}" "${resolve("dist/cli.cjs")}" "$@"\n`, { mode: 0o755 });
  return folder;
}
