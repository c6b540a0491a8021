// Colours and signs of the terminal. Colour only where a person looks and has not asked for none; every colour repeats what a sign or
// a word already says.
import picocolors from "picocolors";
import type { Severity } from "../engine/api.ts";
import type { Io, Output } from "./io.ts";

export interface Style {
  /** Cells of a line. */
  readonly columns: number;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly severity: Readonly<Record<Severity, Paint>>;
}

export type Paint = (text: string) => string;

export const SIGNS: Readonly<Record<Severity, string>> = { error: "✖", warning: "▲", info: "●" };

const NARROWEST = 40;
const WIDEST = 120;
const PIPED = 80;

/** For reports that are no terminal's: no colour, and lines as long as they are. */
export const plainStyle: Style = styleOf(picocolors.createColors(false), Number.POSITIVE_INFINITY);

/** `mayColor`: false after --no-color. */
export function styleFor(output: Output, env: Io["env"], mayColor = true): Style {
  const byDefault = output.isTerminal && !env.NO_COLOR && env.TERM !== "dumb";
  const isForced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0";
  const colors = picocolors.createColors(mayColor && (isForced || byDefault));
  return styleOf(colors, Math.min(Math.max(output.columns || PIPED, NARROWEST), WIDEST));
}

function styleOf(colors: ReturnType<typeof picocolors.createColors>, columns: number): Style {
  return {
    columns,
    bold: colors.bold,
    dim: colors.dim,
    red: colors.red,
    green: colors.green,
    severity: { error: colors.red, warning: colors.yellow, info: colors.cyan },
  };
}

export const plural = (count: number, one: string, many = `${one}s`): string => `${grouped(count)} ${count === 1 ? one : many}`;

export const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
