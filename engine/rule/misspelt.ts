// What somebody meant as a suppression and is none: `drydock-ignore gpu/limit-missing` without its colon, `drydok-ignore: …`, an
// annotation `drydock.io/ignore`. Only what names a rule, or stands alone, is taken for one: prose about Drydock is not.
import { distance } from "fastest-levenshtein";
import type { Location } from "../text/line-index.ts";
import type { TextEdit } from "../text/source.ts";

export interface Slip {
  /** comment, annotation: written in another way; bare: it names no rule; late: it speaks of a file, behind the file's first block. */
  readonly variant: "comment" | "annotation" | "bare" | "late";
  readonly written: string;
  /** How it is written. */
  readonly meant?: string;
  readonly at: Location;
  /** In the file's own text. */
  readonly edit?: TextEdit;
}

interface Misspelt {
  readonly slip: Pick<Slip, "variant" | "written" | "meant">;
  /** In the text that was asked about. */
  readonly edit?: TextEdit;
}

const COMMENT = "drydock-ignore";
const FILE = "drydock-ignore-file";
const ANNOTATION = "drydock.dev/ignore";
/** What other linters call it, behind our name. */
const OTHER_WORDS = /^drydock(?:disable|skip|suppress|nolint|noqa|ignore)(?:file|line|nextline|rule|rules|checks?)?$/;
/** Slips of the pen: two in a word of thirteen letters. */
const SLIPS = 2;
const MARKER = /^(?:#+|\/\/+|\/\*+)[ \t]*/;
const FIRST_ID = /[a-z][a-z-]*\/(?:[a-z]|\*)/;

/** Of a comment that is no suppression, with its marker. */
export function slipInComment(comment: string): Misspelt | undefined {
  const from = MARKER.exec(comment)?.[0].length;
  if (from === undefined) return undefined;
  if (/^drydock[-_ ]?ignore(?:[-_ ]?file)?$/i.test(comment.slice(from).trim())) return { slip: { variant: "bare", written: comment } };
  const id = FIRST_ID.exec(comment.slice(from, from + LONGEST));
  const head = comment.slice(from, from + (id?.index ?? 0));
  if (!id || !/^[A-Za-z][\w \t:=.-]*$/.test(head)) return undefined;
  const letters = head.toLowerCase().replace(/[^a-z]/g, "");
  const isFile = letters.endsWith("file");
  const isMeant = OTHER_WORDS.test(letters) || distance(letters, (isFile ? FILE : COMMENT).replaceAll("-", "")) <= SLIPS;
  if (!isMeant) return undefined;
  const meant = isFile ? FILE : COMMENT;
  return {
    slip: { variant: "comment", written: head.trim(), meant: `${meant}:` },
    edit: { start: from, end: from + head.length, text: `${meant}: ` },
  };
}

/** A head is no longer, and then follows the id. */
const LONGEST = 80;

/** Of the key of an annotation whose value names a rule; `raw`: as it is written. */
export function slipInAnnotation(key: string, raw: string): Misspelt | undefined {
  const isMeant = /^drydock(?:\.[a-z.]+)?\/(?:ignores?|ignored|disable|skip|suppress)$/.test(key) || distance(key, ANNOTATION) <= SLIPS;
  const at = raw.indexOf(key);
  if (!isMeant) return undefined;
  const slip = { variant: "annotation", written: key, meant: ANNOTATION } as const;
  return at < 0 ? { slip } : { slip, edit: { start: at, end: at + key.length, text: ANNOTATION } };
}
