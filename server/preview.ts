// What a fix would write, as the lines that it takes away and those that it adds.
import { applyEdits, dotted, escapeForPeople, isTakenOut, lineIndex, type Span, secretTexts, type TextEdit } from "../engine/api.ts";

const MOST_LINES = 12;

/** A credential that goes is dots; undefined where one would stay, or come. Lines start with "-" or "+". */
export function preview(text: string, edits: readonly TextEdit[], sensitive: readonly Span[]): readonly string[] | undefined {
  const first = Math.min(...edits.map((edit) => edit.start));
  const last = Math.max(...edits.map((edit) => edit.end));
  const lines = lineIndex(text);
  const start = lines.start(lines.positionAt(first).line);
  const end = lines.end(lines.positionAt(last).line);
  const isShown = (secret: Span) => secret.start < end && start < secret.end && !isTakenOut(secret, edits);
  const isCarried = (secret: string) => edits.some((edit) => edit.text.includes(secret));
  if (sensitive.some(isShown) || secretTexts(text, sensitive).some(isCarried)) return undefined;
  const before = text.slice(start, end);
  const shown = dotted(
    text,
    { start, end },
    sensitive.filter((secret) => isTakenOut(secret, edits)),
  );
  const after = applyEdits(
    before,
    edits.map((edit) => ({ start: edit.start - start, end: edit.end - start, text: edit.text })),
  );
  return changedLines(shown.split(/\r\n|\r|\n/), after.split(/\r\n|\r|\n/));
}

function changedLines(before: readonly string[], after: readonly string[]): readonly string[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const shown = [
    ...before.slice(head, before.length - tail).map((line) => `- ${escapeForPeople(line)}`),
    ...after.slice(head, after.length - tail).map((line) => `+ ${escapeForPeople(line)}`),
  ];
  return shown.length <= MOST_LINES ? shown : [...shown.slice(0, MOST_LINES - 1), `  … ${shown.length - MOST_LINES + 1} lines more`];
}
