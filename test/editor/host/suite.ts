// Runs inside the extension host: the cases one after the other, each with a time to end in; the results go to a file.
import { writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { cases } from "./cases.ts";
import { clean } from "./workspace.ts";

export interface CaseResult {
  readonly name: string;
  readonly failure?: string;
}

const TIMEOUT = 90_000;

/** VS Code calls this; the exit code is 1 when it rejects. */
export async function run(): Promise<void> {
  const results: CaseResult[] = [];
  for (const [name, body] of Object.entries(cases)) {
    const failure = await Promise.race([body(), tooLong()]).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    results.push(failure === undefined ? { name } : { name, failure });
    console.log(`${failure === undefined ? "ok  " : "FAIL"} ${name}`);
    await clean();
  }
  const report = process.env.DRYDOCK_EDITOR_REPORT;
  if (report !== undefined) writeFileSync(report, JSON.stringify(results));
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  if (failed > 0) throw new Error(`${failed} of ${results.length} cases failed`);
}

async function tooLong(): Promise<never> {
  await setTimeout(TIMEOUT, undefined, { ref: false });
  throw new Error(`It has not ended after ${TIMEOUT / 1000} s`);
}
