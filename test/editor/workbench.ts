// VS Code as a person has it before them, in Chromium: a window on a folder of its own, and what one does there with keys and mouse.
// Class names are those of the versions that tools/editor/install.ts pins.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Locator, Page } from "playwright-core";
import { type Browser, type BrowserOptions, openBrowser, remoteUri, workbenchUrl } from "../../tools/editor/browser.ts";
import { eventually } from "../../tools/editor/wait.ts";
import { type Editor, scratch, write } from "./setup.ts";

const FAILURES = resolve("out/editor/failures");
/** VS Code swallows a key now and then just after it has moved the focus: the key is pressed again. */
const AGAIN = 1500;

export class Workbench {
  readonly page: Page;
  readonly folder: string;
  readonly #browser: Browser;

  constructor(browser: Browser, folder: string) {
    this.#browser = browser;
    this.page = browser.page;
    this.folder = folder;
  }

  static async open(editor: Editor, authority: string, files: Readonly<Record<string, string>>, file: string, options?: BrowserOptions) {
    const folder = mkdtempSync(join(scratch, "ws-"));
    write(folder, files);
    const workbench = new Workbench(await openBrowser(editor.chromium, options), folder);
    try {
      const payload = [["openFile", remoteUri(authority, join(folder, file))]] as const;
      await workbench.page.goto(workbenchUrl(authority, folder, payload), { waitUntil: "commit" });
      await workbench.editor(file).waitFor();
      return workbench;
    } catch (error) {
      await workbench.picture("open");
      await workbench.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** What the window looks like when a test fails. */
  async picture(name: string): Promise<string> {
    mkdirSync(FAILURES, { recursive: true });
    const path = join(FAILURES, `${name.replace(/[^a-z0-9]+/gi, "-").slice(0, 60)}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  editor(file: string): Locator {
    return this.page.locator(`.monaco-editor[data-uri$="/${file}"]`);
  }

  onDisk(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  /** How many pieces of squiggly line the file has. */
  async untilSquiggles(file: string, severity: "error" | "warning" | "info", count: number): Promise<void> {
    const squiggles = this.editor(file).locator(`.squiggly-${severity}`);
    await eventually(`${file} has ${count} × ${severity}`, async () => (await squiggles.count()) === count);
  }

  async pressUntil(key: string, widget: Locator): Promise<void> {
    const first = widget.first();
    for (let tries = 0; tries < 15 && !(await first.isVisible()); tries++) {
      await this.page.keyboard.press(key);
      await Promise.race([first.waitFor({ timeout: AGAIN }).catch(() => undefined), setTimeout(AGAIN)]);
    }
    await first.waitFor();
  }

  /** The keyboard goes to the place of the first problem. */
  async nextProblem(): Promise<void> {
    await this.pressUntil("F8", this.page.locator(".marker-widget"));
    await this.page.keyboard.press("Escape");
    await this.page.locator(".marker-widget").waitFor({ state: "hidden" });
  }

  /** The light bulb's menu at the cursor. */
  async lightBulb(): Promise<Locator> {
    const rows = this.page.locator(".action-widget .monaco-list-row.action");
    await this.pressUntil("Control+.", rows);
    return rows;
  }

  /** Both counted from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.pressUntil("Control+g", this.input);
    await this.input.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.input.waitFor({ state: "hidden" });
  }

  get input(): Locator {
    return this.page.locator(".quick-input-widget .quick-input-box input");
  }

  get rows(): Locator {
    return this.page.locator(".quick-input-widget .monaco-list-row");
  }

  async command(title: string): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.pressUntil("Control+Shift+P", this.input);
    await this.input.fill(`>${title}`);
    await this.rows.filter({ hasText: title }).first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** Saves what is changed; the file on disk is new afterwards. */
  async save(): Promise<void> {
    const dirty = this.page.locator(".tab.dirty");
    await dirty.first().waitFor();
    await eventually("the file is saved", async () => {
      await this.page.keyboard.press("Control+s");
      return dirty
        .first()
        .waitFor({ state: "hidden", timeout: AGAIN })
        .then(
          () => true,
          () => false,
        );
    });
  }

  /** The text that the editor draws, with ordinary spaces. */
  async textOf(locator: Locator): Promise<string> {
    return (await locator.allInnerTexts()).join("\n").replaceAll("\u00a0", " ");
  }
}
