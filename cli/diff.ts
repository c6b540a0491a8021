// Unified diffs that `git apply` accepts. A hunk ends before a line that holds a credential: it is never printed, and never masked,
// since a masked line would not apply.
import { structuredPatch } from "diff";
import { lineIndex, type Span, secretTexts } from "../engine/api.ts";

export interface FileDiff {
  readonly text: string;
  /** Whether changes were left out because a credential stands in or right behind them. */
  readonly isPartial: boolean;
}

/** `path`: as it is named from where the diff will be applied. `sensitive`: spans in `before`. */
export function fileDiff(path: string, before: string, after: string, sensitive: readonly Span[]): FileDiff {
  const secrets: Secrets = { lines: secretLines(before, sensitive), texts: secretTexts(before, sensitive) };
  const patch = structuredPatch("", "", before, after, undefined, undefined, { context: CONTEXT });
  let isPartial = false;
  let shift = 0;
  const hunks: string[] = [];
  for (const hunk of patch.hunks) {
    for (const part of partsOf(linesOf(hunk.lines, hunk.oldStart), secrets)) {
      const { old, fresh, changes } = countsOf(part.lines);
      if (changes === 0) continue;
      if (!part.isOpen) {
        isPartial = true;
        continue;
      }
      hunks.push(`@@ -${rangeOf(part.start, old)} +${rangeOf(part.start + shift, fresh)} @@\n${part.lines.join("\n")}\n`);
      shift += fresh - old;
    }
  }
  const text = hunks.length === 0 ? "" : `--- ${headerPath("a", path)}\n+++ ${headerPath("b", path)}\n${hunks.join("")}`;
  return { text, isPartial };
}

const CONTEXT = 3;

/** A line of a hunk with the number that it has, or that the next line has, in the old text. */
interface HunkLine {
  readonly number: number;
  readonly text: string;
}

function linesOf(lines: readonly string[], start: number): readonly HunkLine[] {
  let number = start;
  return lines.map((text) => ({ number: text[0] === "+" || text[0] === "\\" ? number : number++, text }));
}

interface Part {
  readonly start: number;
  readonly lines: readonly string[];
  /** Whether no credential is in it, and git can find its place: without lines behind it, git takes it for the end of the file. */
  readonly isOpen: boolean;
}

/** Stretches between lines with credentials. Changes that lie together go together: one that holds a credential is a part of its own. */
function partsOf(lines: readonly HunkLine[], secrets: Secrets): readonly Part[] {
  const parts: Part[] = [];
  let current: HunkLine[] = [];
  const close = (isOpen: boolean) => {
    const [first] = current;
    if (first) parts.push({ start: first.number, lines: current.map(({ text }) => text), isOpen });
    current = [];
  };
  const closeBeforeSecret = () => close(current.at(-1)?.text[0] === " ");
  for (let at = 0; at < lines.length; ) {
    const isContext = lines[at]?.text[0] === " ";
    const next = isContext ? at + 1 : indexFrom(lines, at, ({ text }) => text[0] === " ");
    const together = lines.slice(at, next);
    at = next;
    const isSecret = together.some((line) => holdsSecret(line, secrets));
    if (isSecret) closeBeforeSecret();
    if (isSecret && isContext) continue;
    current.push(...together);
    if (isSecret) close(false);
  }
  close(true);
  return parts;
}

function indexFrom(lines: readonly HunkLine[], from: number, isWanted: (line: HunkLine) => boolean): number {
  const found = lines.slice(from).findIndex(isWanted);
  return found < 0 ? lines.length : from + found;
}

const holdsSecret = ({ number, text }: HunkLine, { lines, texts }: Secrets): boolean =>
  text[0] === "+" ? texts.some((secret) => text.includes(secret)) : lines.has(number);

function countsOf(lines: readonly string[]) {
  const count = (signs: string) => lines.filter((line) => signs.includes(line[0] ?? "")).length;
  return { old: count(" -"), fresh: count(" +"), changes: count("+-") };
}

/** A range of no lines names the line before it. */
const rangeOf = (start: number, count: number): string => (count === 0 ? `${start - 1},0` : count === 1 ? `${start}` : `${start},${count}`);

interface Secrets {
  readonly lines: ReadonlySet<number>;
  readonly texts: readonly string[];
}

function secretLines(text: string, sensitive: readonly Span[]): ReadonlySet<number> {
  const lines = lineIndex(text);
  const numbers = new Set<number>();
  for (const { start, end } of sensitive) {
    const last = lines.positionAt(Math.max(start, end - 1)).line;
    for (let line = lines.positionAt(start).line; line <= last; line++) numbers.add(line);
  }
  return numbers;
}

/** git reads a quoted name with C escapes where a name has quotes, backslashes, control characters or bytes beyond ASCII. */
function headerPath(side: string, path: string): string {
  const name = `${side}/${path}`;
  // After a name with a blank git wants a tab, or it takes what follows for a date.
  if (!/["\\\u0000-\u001f\u007f-\uffff]/.test(name)) return name.includes(" ") ? `${name}\t` : name;
  const escaped = [...Buffer.from(name, "utf8")].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === "\\") return `\\${character}`;
    return byte < 0x20 || byte >= 0x7f ? `\\${byte.toString(8).padStart(3, "0")}` : character;
  });
  return `"${escaped.join("")}"`;
}
