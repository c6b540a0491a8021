// Says again what an earlier run said.
import type { KeptRun } from "../host/kept-runs.ts";
import { writeReport } from "../host/report-file.ts";
import type { Output } from "./io.ts";

interface Telling {
  readonly out: Output;
  readonly err: Output;
  /** Milliseconds since the start. */
  elapsed(): number;
}

/** False where a report cannot be written, before anything was said: the run itself then says why. */
export function tell({ said }: KeptRun, { out, err, elapsed }: Telling): boolean {
  const took = Buffer.from(elapsedText(elapsed()), "utf8");
  const whole = (pieces: readonly Buffer[]) =>
    pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces.flatMap((piece, index) => (index > 0 ? [took, piece] : [piece])));
  for (const { to, pieces } of said) if (to !== "out" && to !== "err" && writeReport(to, whole(pieces)) !== undefined) return false;
  for (const { to, pieces } of said) if (to === "out" || to === "err") (to === "out" ? out : err).write(whole(pieces));
  return true;
}

export const elapsedText = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
