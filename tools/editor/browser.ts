// Chromium without a window, with a profile of its own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { DEADLINE } from "./wait.ts";

export interface Browser {
  readonly page: Page;
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export interface BrowserOptions {
  readonly colorScheme?: "light" | "dark";
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Device pixels of one pixel of the page: 2 for pictures. */
  readonly scale?: number;
}

export async function openBrowser(executablePath: string, options: BrowserOptions = {}): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), "drydock-browser-"));
  const isRoot = process.getuid?.() === 0;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: options.viewport ?? { width: 1280, height: 800 },
    deviceScaleFactor: options.scale ?? 1,
    colorScheme: options.colorScheme ?? "dark",
    reducedMotion: "reduce",
    args: [
      ...(isRoot ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(DEADLINE);
  return { page, context, close };
}

/** The address of a workbench on a folder; each `payload` entry is a word and its value. */
export function workbenchUrl(authority: string, folder: string, payload: readonly (readonly [string, string])[]): string {
  return `http://${authority}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

export function remoteUri(authority: string, path: string): string {
  return `vscode-remote://${authority}${path}`;
}
