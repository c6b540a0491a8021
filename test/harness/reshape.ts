// A workspace that means the same and looks different: folders and files have other names, documents another order, texts another
// indent, other quotes and comments. Whatever a change here could mean to a reader of the files, it is left out.
import { parseAllDocuments, type ToStringOptions } from "yaml";
import { readFile } from "../../engine/dialect/read-file.ts";
import { parseJsonDocument } from "../../engine/syntax/json.ts";
import { toJson } from "../../engine/syntax/to-json.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { resolveGoYaml2, resolveJson } from "../../engine/syntax/yaml/scalars.ts";
import { splitYaml } from "../../engine/syntax/yaml/split.ts";
import { grouped, randomFrom, type Texts } from "./corpus.ts";

export interface Reshaped {
  readonly texts: Texts;
  /** Where each file went. */
  readonly moved: ReadonlyMap<string, string>;
  /** How many texts were changed in which way. */
  readonly counts: Readonly<Record<"folders" | "files" | "order" | "format" | "lines", number>>;
}

type Random = () => number;

/** `projects`: folders whose files speak of each other and of nobody else, so that each may go anywhere as a whole. */
export function reshape(texts: ReadonlyMap<string, string>, seed: number): Reshaped {
  const random = randomFrom(seed);
  const counts = { folders: 0, files: 0, order: 0, format: 0, lines: 0 };
  const result: Texts = new Map();
  const moved = new Map<string, string>();
  for (const [project, paths] of grouped(texts.keys(), (path) => path.slice(0, path.indexOf("/")))) {
    const rename = renamer(paths, texts, random, counts);
    for (const path of paths) {
      const to = `moved/${Math.floor(random() * 10)}-${project}/`;
      moved.set(path, to + rename(path.slice(project.length + 1)));
    }
    // One folder for the whole project.
    const home = `moved/${project}-again/`;
    for (const path of paths) moved.set(path, home + (moved.get(path) as string).replace(/^moved\/[^/]*\//, ""));
  }
  for (const [path, text] of texts) result.set(moved.get(path) as string, rewritten(path, text, random, counts));
  return { texts: new Map([...result].sort(([a], [b]) => (a < b ? -1 : 1))), moved, counts };
}

/** Names that something other than a reference gives a meaning. */
const FIXED =
  /^(?:kustomization\.ya?ml|Kustomization|Chart\.ya?ml|values.*|.*\.tfvars(?:\.json)?|.*_?override\.tf|templates|charts|crds?|\.github|workflows)$/;

/** Renames what no text of the project names. */
function renamer(paths: readonly string[], texts: ReadonlyMap<string, string>, random: Random, counts: { folders: number; files: number }) {
  const words = new Set<string>();
  for (const path of paths) for (const word of (texts.get(path) ?? "").match(/[\w.-]+/g) ?? []) words.add(word);
  const names = new Map<string, string>();
  return (path: string): string =>
    path
      .split("/")
      .map((step, index, steps) => {
        const isFile = index === steps.length - 1;
        const key = steps.slice(0, index + 1).join("/");
        const known = names.get(key);
        if (known !== undefined) return known;
        const stem = step.replace(/\.[^.]*$/, "");
        const isFree = !FIXED.test(step) && !words.has(step) && !words.has(stem) && !step.startsWith(".");
        const name = isFree && random() < 0.7 ? `again-${step}` : step;
        if (name !== step) counts[isFile ? "files" : "folders"]++;
        names.set(key, name);
        return name;
      })
      .join("/");
}

function rewritten(
  path: string,
  text: string,
  random: Random,
  counts: Reshaped["counts"] & { order: number; format: number; lines: number },
): string {
  if (path.endsWith(".json")) return keptIf(text, reindentedJson(text), counts, (one) => toJson(parseJsonDocument(one).root, resolveJson));
  if (/\.(?:tf|tofu)$/.test(path)) return text.includes("<<") ? text : noted(counts, "lines", text.replace(/^( +)/gm, "$1$1"));
  if (!/\.ya?ml$/.test(path)) return text;
  const classes = readFile(path, text, path.includes("/templates/")).documents.map((one) => one.class);
  if (classes.length === 0 || classes.includes("helm-template")) return text;
  const formatted = keptIf(text, reformattedYaml(text, random), counts, dataOf);
  const ordered = classes.every((one) => one === "kubernetes") ? reordered(formatted, random) : formatted;
  if (ordered !== formatted) counts.order++;
  return noted(counts, "lines", withOtherLines(ordered, random));
}

function noted(counts: { lines: number }, what: "lines", text: string): string {
  counts[what]++;
  return text;
}

/** The new text where it says what the old one says to us. */
function keptIf(text: string, other: string | undefined, counts: { format: number }, read: (text: string) => unknown): string {
  if (other === undefined || other === text || JSON.stringify(read(other)) !== JSON.stringify(read(text))) return text;
  counts.format++;
  return other;
}

const dataOf = (text: string): unknown =>
  splitYaml(text).map(({ start, end }) => {
    const { root, problems, duplicates } = parseYamlDocument(text.slice(start, end));
    return [toJson(root, (node) => String(resolveGoYaml2(node))), problems.length, duplicates.length];
  });

function reindentedJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 5);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function reformattedYaml(text: string, random: Random): string | undefined {
  const options: ToStringOptions = {
    indent: random() < 0.5 ? 4 : 3,
    indentSeq: random() < 0.5,
    lineWidth: 0,
    flowCollectionPadding: random() < 0.5,
  };
  const documents = parseAllDocuments(text, { version: "1.1", keepSourceTokens: false, uniqueKeys: false });
  if (!Array.isArray(documents) || documents.some((one) => one.errors.length > 0)) return undefined;
  return documents
    .map((one, index) => {
      one.commentBefore = `${one.commentBefore === null || one.commentBefore === undefined ? "" : `${one.commentBefore}\n`} another comment ${index}`;
      return `---\n${one
        .toString(options)
        .replace(/^---\n/, "")
        .replace(/^(\s*[\w-]+: )([A-Za-z][a-z]{3,20})$/gm, (line, key: string, word: string) =>
          NOT_WORDS.test(word) ? line : `${key}"${word}"`,
        )}`;
    })
    .join("");
}

/** Quotes would make texts of these. */
const NOT_WORDS = /^(?:true|false|null|yes|no|on|off)$/i;

function reordered(text: string, random: Random): string {
  const parts = splitYaml(text).map(({ start, end }) => text.slice(start, end));
  if (parts.length < 2 || /^%/m.test(text)) return text;
  const bodies = parts.map((part) => part.replace(/^---[^\n]*\n/, "").replace(/\n?$/, "\n"));
  for (let at = bodies.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [bodies[at], bodies[other]] = [bodies[other] as string, bodies[at] as string];
  }
  return bodies.map((body) => `---\n${body}`).join("");
}

/** Lines that say nothing, and other line ends. */
function withOtherLines(text: string, random: Random): string {
  const more = `# a line that was not here\n\n${text}`;
  return random() < 0.3 && !/[|>][-+\d]*\s*(?:#.*)?$/m.test(more) ? more.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n") : more;
}
