// The shape of a real manifest without what its author said: field names, layout, lists, numbers and the words of the trade stay; every
// other word becomes ¤word¤, a made-up one of the same length that the generator draws anew. Within a folder equal words stay equal, so
// that what referred to each other still does.
import { type Node, parseYamlDocument, splitYaml } from "../engine/api.ts";

const MARK = "¤";
/** Below these keys the keys are the author's own as well. */
const FREE = new Set(["labels", "matchLabels", "annotations", "nodeSelector", "data", "stringData", "binaryData", "selector"]);
/** Words of commands: what rules read of a script are these and whatever has a sign in it (--flag=1, $NAME, /path). */
const COMMANDS = new Set(
  `accelerate apply apt bash cat cd curl deepspeed do done echo else exec exit export false fi for from get git head horovodrun if import in
  install kubectl launch mkdir mpirun nvidia pip pip3 print python python3 ray rm run serve set sh sleep source start sudo then torchrun
  train true update vllm wget while worker`.split(/\s+/),
);

interface Piece {
  readonly text: string;
  readonly is: "syntax" | "field" | "word" | "prose";
  /** The value of metadata.name or generateName of an object. */
  readonly names: boolean;
}

/** A text in pieces that follow each other without a gap. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const push = (end: number, is: Piece["is"], names = false): void => {
    if (end > at) pieces.push({ text: text.slice(at, end), is, names });
    at = Math.max(at, end);
  };
  const scalar = (base: number, node: Node, is: Piece["is"], names = false): void => {
    push(base + node.start, "syntax");
    push(base + node.end, is, names);
  };
  const visit = (base: number, node: Node, path: readonly string[]): void => {
    if (node.kind === "map")
      for (const { key, value } of node.entries) {
        const name = key.kind === "scalar" ? key.text : "";
        // A key with a domain is somebody's convention, not this author's word.
        scalar(base, key, FREE.has(path.at(-1) ?? "") && !name.includes("/") ? "word" : "field");
        visit(base, value, [...path, name]);
      }
    else if (node.kind === "list") for (const item of node.items) visit(base, item, [...path, "[]"]);
    else if (node.kind === "scalar") {
      const isName = path.length === 2 && path[0] === "metadata" && (path[1] === "name" || path[1] === "generateName");
      if (path.length === 1 && (path[0] === "apiVersion" || path[0] === "kind")) scalar(base, node, "field");
      else scalar(base, node, /\s/.test(node.text.trim()) ? "prose" : "word", isName);
    } else scalar(base, node, "syntax");
  };
  for (const { start, end } of splitYaml(text)) {
    const { root } = parseYamlDocument(text.slice(start, end));
    if (root) visit(start, root, []);
  }
  push(text.length, "syntax");
  return pieces;
}

/** The words by which the trade is known: those that files of at least `repositories` of them use outside of comments. */
export function vocabularyOf(files: readonly { readonly repository: string; readonly pieces: readonly Piece[] }[], repositories: number) {
  const seen = new Map<string, Set<string>>();
  for (const { repository, pieces } of files)
    for (const { text, is } of pieces)
      if (is !== "syntax")
        for (const [word] of text.matchAll(/[a-z]{4,}/g)) {
          const where = seen.get(word) ?? new Set();
          seen.set(word, where.add(repository));
        }
  return new Set([...seen].flatMap(([word, where]) => (where.size >= repositories ? [word] : [])));
}

export class Masker {
  readonly #vocabulary: ReadonlySet<string>;
  readonly #draw: (length: number) => string;
  readonly #words = new Map<string, string>();
  readonly #names: ReadonlySet<string>;

  /** For the files of one folder, of which the objects' names are always drawn anew. */
  constructor(folder: readonly (readonly Piece[])[], vocabulary: ReadonlySet<string>, draw: (length: number) => string) {
    this.#vocabulary = vocabulary;
    this.#draw = draw;
    this.#names = new Set(folder.flat().flatMap(({ names, text }) => (names && text !== "default" ? [text] : [])));
  }

  mask(pieces: readonly Piece[]): string {
    return pieces.map((piece) => this.#piece(piece)).join("");
  }

  #piece({ text, is }: Piece): string {
    if (is === "field") return text;
    if (is === "syntax") return text.replace(/#.*/g, (comment) => comment.replace(/[A-Za-z]{2,}/g, (word) => this.#word(word)));
    if (is === "prose") return text.replace(/\S+/g, (chunk) => this.#chunk(chunk));
    const masked = this.#signs(text);
    // A name that is all words of the trade: its longest one is drawn, or no two copies would differ.
    if (!this.#names.has(text) || masked.includes(MARK)) return masked;
    const [longest = ""] = (text.match(/[a-z]+/g) ?? []).sort((a, b) => b.length - a.length);
    return text.replace(longest, (word) => this.#word(word));
  }

  /** One word of a sentence or a script. */
  #chunk(chunk: string): string {
    if (!/^[("'`]*[A-Za-z]{2,}[)"'`.,:;!?]*$/.test(chunk)) return this.#signs(chunk);
    return chunk.replace(/[A-Za-z]+/, (word) => (COMMANDS.has(word) || /^[A-Z]+$/.test(word) ? word : this.#word(word)));
  }

  /** Names, paths, images, flags: words of the trade stay, as do capitals and camel case, which are settings and kinds. */
  #signs(text: string): string {
    return text.replace(/[A-Za-z0-9]+/g, (token) => {
      if (/^\d+$/.test(token)) return token.length < 5 ? token : this.#digits(token);
      if (/\d/.test(token) && token.length >= 12)
        return token.replace(/[a-z]+/g, (word) => this.#word(word)).replace(/\d{5,}/g, this.#digits);
      return token.replace(/(?<![A-Za-z])[a-z]{4,}(?![A-Za-z])/g, (word) => (this.#vocabulary.has(word) ? word : this.#word(word)));
    });
  }

  /** No larger than before, so that it stays in its range. */
  readonly #digits = (digits: string): string =>
    digits.slice(0, 3) + digits.slice(3).replace(/[2-9]/g, (digit) => `${1 + ((Number(digit) * 7 + digits.length) % Number(digit))}`);

  #word(word: string): string {
    const lower = word.toLowerCase();
    const drawn = this.#words.get(lower) ?? this.#draw(lower.length);
    this.#words.set(lower, drawn);
    const cased =
      word === lower ? drawn : /^[A-Z][a-z]*$/.test(word) ? drawn.charAt(0).toUpperCase() + drawn.slice(1) : drawn.toUpperCase();
    return `${MARK}${cased}${MARK}`;
  }
}
