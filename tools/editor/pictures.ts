// npm run picture:editor: docs/pictures/editor/*.png, light and dark: the packed extension on the examples, in the real editor, not retouched.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { openBrowser, remoteUri, workbenchUrl } from "./browser.ts";
import { packedExtension } from "./packed.ts";
import { startWorkbench } from "./server.ts";
import { eventually } from "./wait.ts";

const OUT = "docs/pictures/editor";
const FILE = "train/fraud.yaml";
const THEMES = { light: "Default Light Modern", dark: "Default Dark Modern" } as const;
const RULE = "gpu/limit-missing";
const say = (line: string) => process.stdout.write(`${line}\n`);

const { code, chromium, extensions, dir } = await packedExtension(say);
mkdirSync(OUT, { recursive: true });
for (const theme of ["light", "dark"] as const) await draw(code, chromium, theme);
process.exit(0);

async function draw(editor: Parameters<typeof startWorkbench>[0], executable: string, theme: keyof typeof THEMES): Promise<void> {
  const folder = join(dir, "fraud-platform");
  rmSync(folder, { recursive: true, force: true });
  cpSync("examples", folder, { recursive: true });
  const settings = {
    "workbench.colorTheme": THEMES[theme],
    "editor.fontSize": 13,
    "window.commandCenter": false,
    "breadcrumbs.enabled": false,
    "workbench.layoutControl.enabled": false,
    "editor.occurrencesHighlight": "off",
    "editor.renderLineHighlight": "none",
    "editor.selectionHighlight": false,
    "editor.stickyScroll.enabled": false,
    "editor.guides.indentation": false,
  };
  const server = await startWorkbench(editor, { extensions, settings });
  const browser = await openBrowser(executable, { colorScheme: theme, viewport: { width: 1120, height: 660 }, scale: 1.5 });
  const { page } = browser;
  const shoot = async (name: string) => {
    await page.screenshot({ path: join(OUT, `${name}-${theme}.png`) });
    say(join(OUT, `${name}-${theme}.png`));
  };
  try {
    const payload = [["openFile", remoteUri(server.authority, join(folder, FILE))]] as const;
    await page.goto(workbenchUrl(server.authority, folder, payload), { waitUntil: "commit" });
    await page.locator(".statusbar-item", { hasText: /⚓ [1-9]/ }).waitFor();
    await widenSideBar(page);
    await openTree(page);
    await shoot("tree");
    await toFinding(page);
    await press(page, "Control+k", "Control+i", ".monaco-hover:not(.hidden) .monaco-hover-content");
    await page.locator(".monaco-hover", { hasText: "Fix:" }).waitFor();
    await shoot("hover");
    await page.keyboard.press("Escape");
    await press(page, "Control+.", undefined, ".action-widget .monaco-list-row.action");
    await shoot("quick-fix");
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function openTree(page: Page): Promise<void> {
  await page.locator('.activitybar .action-item:has(a[aria-label^="Drydock"])').click();
  const group = page.locator(".composite.viewlet .monaco-list-row", { hasText: RULE }).first();
  await group.click();
  await page.locator(".composite.viewlet .monaco-list-row", { hasText: "without a limit" }).first().click();
}

async function toFinding(page: Page): Promise<void> {
  const box = await page.locator(".squiggly-error").first().boundingBox();
  if (box) await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

/** Ids of rules are long. */
async function widenSideBar(page: Page): Promise<void> {
  const edge = await page.locator(".part.sidebar").boundingBox();
  if (!edge) return;
  const [x, y] = [edge.x + edge.width, edge.y + edge.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 80, y, { steps: 4 });
  await page.mouse.up();
}

/** A key is swallowed now and then. */
async function press(page: Page, first: string, second: string | undefined, widget: string): Promise<void> {
  await eventually(`${widget} is there`, async () => {
    await page.keyboard.press(first);
    if (second !== undefined) await page.keyboard.press(second);
    return page
      .locator(widget)
      .first()
      .waitFor({ timeout: 1500 })
      .then(
        () => true,
        () => false,
      );
  });
}
