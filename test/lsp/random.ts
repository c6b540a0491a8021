// Seeded random edits of manifests, as people make them: lines come and go, move, change their indentation, are half written.

export type Random = () => number;

/** Mulberry32: small, and the same everywhere. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const pick = <T>(next: Random, from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const WORDS = [
  "fraud-queue",
  "scoring",
  "fraud",
  "1",
  "8",
  "nvidia.com/gpu",
  "requests:",
  "limits:",
  "LocalQueue",
  "PyTorchJob",
  "replicas: 2",
  "🚀",
  '"',
  "#",
  "{",
  "{{ .Values.gpus }}",
  "{{",
  "- ",
];

/** `original`: the text before any edit; now and then a line of it comes back, so that the text does not wear down. */
export function randomEdit(next: Random, text: string, original: string): Edit {
  const lines = linesOf(text);
  const line = pick(next, lines);
  switch (Math.floor(next() * 9)) {
    case 0:
      return { ...line, text: "" };
    case 1:
      return { start: line.end, end: line.end, text: text.slice(line.start, line.end) };
    case 2:
      return { start: line.start, end: line.start, text: "  " };
    case 3:
      return { start: line.start, end: Math.min(line.end, line.start + 2), text: "" };
    case 4:
      return wordAt(next, text, pick(next, WORDS));
    case 5:
      return { start: line.start, end: line.start, text: `${" ".repeat(2 * Math.floor(next() * 8))}spe` };
    case 6:
      return { start: line.start, end: line.start, text: pick(next, ["---\n", "\r\n", "{{- if .Values.on }}\n", "...\n"]) };
    case 7:
      return { start: 0, end: text.length, text: original };
    default: {
      const lost = pick(next, linesOf(original));
      return { start: line.start, end: line.start, text: original.slice(lost.start, lost.end) };
    }
  }
}

/** Lines with their line break. */
function linesOf(text: string): readonly { readonly start: number; readonly end: number }[] {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

function wordAt(next: Random, text: string, word: string): Edit {
  const words = [...text.matchAll(/[\w./-]+/g)];
  if (words.length === 0) return { start: 0, end: 0, text: word };
  const { index, 0: old } = pick(next, words);
  return { start: index, end: index + old.length, text: word };
}
