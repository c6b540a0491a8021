// What a person sees and does, in a real VS Code with the extension as it is packed.
import assert from "node:assert/strict";
import { after, describe } from "node:test";
import { startWorkbench } from "../../tools/editor/server.ts";
import { eventually } from "../../tools/editor/wait.ts";
import { JOB, placeOf, QUEUES, REPAIRED, WORKSPACE } from "./fixtures.ts";
import { editor, needs } from "./setup.ts";
import { Workbench } from "./workbench.ts";

const got = await editor();
const server = "code" in got ? await startWorkbench(got.code, { extensions: got.extensions }) : undefined;
after(() => server?.stop());

/** Only lines in sight are drawn, and these are all of the longest file here. */
const TALL = { width: 1280, height: 1100 };
const LIMIT = "gpu/limit-missing";
const TWO = `${JOB}---\n${JOB.replace("fraud-detector", "fraud-scorer")}`;
const request = placeOf(JOB, "nvidia.com/gpu");

/** A window with a new profile, on a new folder. What it looks like is kept when the test fails. */
function scene(name: string, file: string, files: Readonly<Record<string, string>>, play: (workbench: Workbench) => Promise<void>): void {
  needs(name, got, async (had) => {
    const workbench = await Workbench.open(had, server?.authority ?? "", { ...WORKSPACE, ...files }, file, { viewport: TALL });
    try {
      await play(workbench);
    } catch (error) {
      if (error instanceof Error) error.stack = `${error.stack}\nThe window: ${await workbench.picture(name)}`;
      throw error;
    } finally {
      await workbench.close();
    }
  });
}

describe("in the window", () => {
  scene("the value is underlined, and the panel of problems says why", "job.yaml", { "job.yaml": JOB }, async (it) => {
    await it.untilSquiggles("job.yaml", "error", 1);
    const squiggle = await it.editor("job.yaml").locator(".squiggly-error").boundingBox();
    const word = await it
      .editor("job.yaml")
      .locator(".view-line", { hasText: "nvidia.com/gpu" })
      .locator("span > span", { hasText: "nvidia.com/gpu" })
      .boundingBox();
    assert.ok(squiggle && word);
    assert.ok(Math.abs(squiggle.x - word.x) < 2 && Math.abs(squiggle.width - word.width) < 2, "the line is as long as the word");
    await it.pressUntil("Control+Shift+M", it.page.locator(".markers-panel .monaco-list-row"));
    const rows = it.page.locator(".markers-panel .monaco-list-row");
    await rows.filter({ hasText: LIMIT }).waitFor();
    const label = (await rows.filter({ hasText: LIMIT }).getAttribute("aria-label")) ?? "";
    assert.match(label, /^Error: Container pytorch requests nvidia\.com\/gpu without a limit/);
    assert.ok(label.includes(`at line ${request.line + 1} and character ${request.character + 1}.`), label);
  });

  scene("the quick fix keeps the comments", "job.yaml", { "job.yaml": JOB }, async (it) => {
    await it.untilSquiggles("job.yaml", "error", 1);
    await it.nextProblem();
    const rows = await it.lightBulb();
    assert.match(await it.textOf(rows.first()), /limit/i);
    await it.page.keyboard.press("Enter");
    await it.untilSquiggles("job.yaml", "error", 0);
    await it.save();
    assert.equal(it.onDisk("job.yaml"), REPAIRED);
  });

  scene("fix all repairs the file at once", "job.yaml", { "job.yaml": TWO }, async (it) => {
    await it.untilSquiggles("job.yaml", "error", 2);
    await it.nextProblem();
    const rows = await it.lightBulb();
    await rows.filter({ hasText: /Fix all/ }).click();
    await it.untilSquiggles("job.yaml", "error", 0);
    await it.save();
    assert.equal(it.onDisk("job.yaml"), `${REPAIRED}---\n${REPAIRED.replace("fraud-detector", "fraud-scorer")}`);
  });

  scene("a finding is ignored here, with the reason that one gives", "job.yaml", { "job.yaml": JOB }, async (it) => {
    await it.untilSquiggles("job.yaml", "error", 1);
    await it.nextProblem();
    const rows = await it.lightBulb();
    await rows
      .filter({ hasText: /Ignore/ })
      .first()
      .click();
    await it.rows.first().waitFor();
    await it.page.keyboard.press("Enter");
    await it.page.locator(".quick-input-title", { hasText: "here" }).waitFor();
    await it.page.keyboard.press("Enter");
    await it.page.locator(".quick-input-message", { hasText: "without a reason" }).waitFor();
    await it.input.fill("the webhook adds it");
    await it.page.keyboard.press("Enter");
    await it.untilSquiggles("job.yaml", "error", 0);
    await it.save();
    assert.match(it.onDisk("job.yaml"), new RegExp(`# drydock-ignore: ${LIMIT} \u2014 the webhook adds it\\n`));
    assert.ok(it.onDisk("job.yaml").includes("# enough, says the profile"));
  });

  scene("the hover says what is wrong, why, and what the fix writes", "job.yaml", { "job.yaml": JOB }, async (it) => {
    await it.untilSquiggles("job.yaml", "error", 1);
    await it.nextProblem();
    const card = it.page.locator(".monaco-hover:not(.hidden) .monaco-hover-content");
    await eventually("there is a card", async () => {
      await it.page.keyboard.press("Control+k");
      await it.page.keyboard.press("Control+i");
      return card
        .first()
        .waitFor({ timeout: 1500 })
        .then(
          () => true,
          () => false,
        );
    });
    await eventually("the card is whole", async () => {
      const text = await it.textOf(card);
      return ["without a limit", "Fix:", "limits:", LIMIT].every((part) => text.includes(part));
    });
  });

  scene("the tree lists the findings, and a group is fixed at once", "job.yaml", { "job.yaml": TWO, "other.yaml": JOB }, async (it) => {
    await it.untilSquiggles("job.yaml", "error", 2);
    await it.page.locator('.activitybar .action-item:has(a[aria-label^="Drydock"])').click();
    const rows = it.page.locator(".composite.viewlet .monaco-list-row");
    const group = rows.filter({ hasText: LIMIT }).first();
    await eventually("the group counts three", async () => /3/.test(await it.textOf(group)));
    await group.click();
    await eventually("it shows them", async () => (await rows.count()) === 4);
    await group.hover();
    await group.locator('.action-label[aria-label^="Fix the Safe Problems"]').click();
    await it.untilSquiggles("job.yaml", "error", 0);
    await it.page.locator(".composite.viewlet", { hasText: "Nothing to repair" }).waitFor();
  });

  scene("a click on the status item opens the tree", "job.yaml", { "job.yaml": JOB }, async (it) => {
    await it.page.locator(".statusbar-item", { hasText: "⚓ 1" }).click();
    await it.page.locator(".composite.viewlet .monaco-list-row", { hasText: LIMIT }).waitFor();
  });

  scene("the palette explains a rule", "job.yaml", { "job.yaml": JOB }, async (it) => {
    await it.untilSquiggles("job.yaml", "error", 1);
    await it.command("Drydock: Explain a Rule…");
    await it.page.locator(".quick-input-title", { hasText: "Explain a rule" }).waitFor();
    await it.input.fill(LIMIT);
    await it.rows.filter({ hasText: LIMIT }).first().waitFor();
    await it.page.keyboard.press("Enter");
    const page = it.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    await page.locator("h2", { hasText: "Why" }).waitFor();
  });

  scene("the name of a queue leads to the queue, in another file", "job.yaml", { "job.yaml": REPAIRED }, async (it) => {
    await it.page.locator(".statusbar-item", { hasText: "⚓" }).waitFor();
    const { line, character } = placeOf(JOB, "fraud-queue");
    await it.goTo(line + 1, character + 3);
    await it.pressUntil("F12", it.editor("queues.yaml"));
    const target = placeOf(QUEUES, "fraud-queue");
    await it.page.locator(".statusbar-item", { hasText: new RegExp(`Ln ${target.line + 1}, Col ${target.character + 1}`) }).waitFor();
  });

  scene("a lens above the workload counts its GPUs and its problems", "job.yaml", { "job.yaml": JOB }, async (it) => {
    const lenses = it.editor("job.yaml").locator(".codelens-decoration");
    await eventually("the lens counts", async () => /3 GPUs.*1 problem/s.test(await it.textOf(lenses)));
    await lenses.locator("a", { hasText: "1 problem" }).click();
    await it.page.locator(".markers-panel .monaco-list-row", { hasText: LIMIT }).waitFor();
  });
});
