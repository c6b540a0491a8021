// Credentials in the trees of a text, under the names that a reader of the tree sees, however name and value are written: a block, an
// anchor, a tag, a line or a comment between them. What the lines themselves show, named-values.ts finds without a tree.
import { documentsOf } from "../dialect/read-file.ts";
import { type Document, deref, findEntry, keyText, type ListNode, type MapNode, type Node, type ScalarNode } from "../syntax/node.ts";
import { derivedSource } from "../syntax/segments.ts";
import { textOfBase64 } from "../text/base64.ts";
import { type Source, type Span, toOutermost } from "../text/source.ts";
import { certainCredentials, credential, mayHoldCredentials } from "./credentials.ts";
import { namedValues } from "./named-values.ts";
import { secretValue } from "./secret-values.ts";
import { splitShell } from "./shell.ts";

/** Spans in the outermost text, unsorted. Parses the text: to be asked once, and only of a text that may hold credentials. */
export function namedNodes(source: Source): readonly Span[] {
  if (source.language === "text") return [];
  if (source.language === "hcl") return heredocsOf(source).flatMap(namedNodes);
  return documentsOf(source).flatMap(({ document }) => namedNodesIn(document));
}

const HEREDOC = /<<[-~]?([A-Za-z_]\w{0,80})[ \t]*\r?\n/g;

/** Manifests that Terraform holds as a text: their lines are read as they stand. Looks at each line once. */
function heredocsOf(source: Source): readonly Source[] {
  const { text } = source;
  const found: Source[] = [];
  HEREDOC.lastIndex = 0;
  for (let match = HEREDOC.exec(text); match; match = HEREDOC.exec(text)) {
    const start = HEREDOC.lastIndex;
    const end = endOfHeredoc(text, start, match[1] as string);
    HEREDOC.lastIndex = end;
    const inner = text.slice(start, end);
    if (!mayHoldCredentials(inner)) continue;
    const segments = [{ kind: "verbatim", start: 0, end: inner.length, from: { start, end } }] as const;
    found.push({ id: `${source.id}#${start}`, path: source.path, language: "yaml", text: inner, derived: { from: source, segments } });
  }
  return found;
}

/** Where the line begins that holds nothing but the marker; the end of the text where none does. */
function endOfHeredoc(text: string, from: number, marker: string): number {
  for (let at = from; at < text.length; ) {
    const lineBreak = text.indexOf("\n", at);
    const end = lineBreak < 0 ? text.length : lineBreak;
    if (text.slice(at, end).trim() === marker) return at;
    at = end + 1;
  }
  return text.length;
}

/** A node, and the names that it may be stored under. */
interface Named {
  readonly node: Node;
  readonly names: readonly string[];
}

/** A longer text is no password, and many aliases may stand for it. */
const LONGEST_ALIASED = 4096;

/** An alias stands for a node that is walked where it is written: only a scalar has another name here, and is hidden in both places. */
export function namedNodesIn(document: Document): readonly Span[] {
  const found: Span[] = [];
  const left: Named[] = document.tree.root ? [{ node: document.tree.root, names: [] }] : [];
  for (let next = left.pop(); next; next = left.pop()) {
    const { node, names } = next;
    const target = deref(node);
    if (target.kind === "scalar" && (node === target || target.text.length <= LONGEST_ALIASED)) {
      const spans = inScalar(document, target, names);
      for (const span of spans) found.push(span);
      if (node !== target && spans.length > 0) found.push(outermost(document, node));
    }
    if (node.kind === "map") {
      for (const one of inMap(node, names)) left.push(one);
      if (textAt(node, "kind") === "Secret") found.push(...inSecret(document, node));
    }
    if (node.kind === "list") for (const one of inList(node)) left.push(one);
  }
  return found;
}

/** Entries of a Secret; and where the same is written as it is before its encoding, as in `# echo -n "…" | base64`. */
function inSecret(document: Document, secret: MapNode): readonly Span[] {
  return ["data", "stringData"].flatMap((field) => {
    const value = findEntry(secret, field)?.value;
    const map = value && deref(value);
    if (map?.kind !== "map") return [];
    return map.entries.slice(0, MOST_ENTRIES).flatMap(({ key, value }) => {
      const entry = deref(value);
      if (entry.kind !== "scalar") return [];
      const { is } = secretValue(keyText(key) ?? "", entry.text, field === "data");
      if (is === "none" || is === "placeholder") return [];
      const decoded = field === "data" ? textOfBase64(entry.text) : undefined;
      return [outermost(document, entry), ...(decoded === undefined ? [] : occurrences(document, decoded.trim(), value))];
    });
  });
}

const MOST_ENTRIES = 1000;
/** Around an entry: whoever notes the text of it does so beside it. */
const NEAR = 500;

function occurrences({ source, start }: Document, text: string, entry: Node): readonly Span[] {
  if (text.length < 4) return [];
  const from = Math.max(0, start + entry.start - NEAR);
  const near = source.text.slice(from, start + entry.end + NEAR);
  const found: Span[] = [];
  for (let at = near.indexOf(text); at >= 0; at = near.indexOf(text, at + text.length))
    found.push(toOutermost(source, { start: from + at, end: from + at + text.length }));
  return found;
}

/** A value has the name of its key; `value` also that beside it, that of the map it stands in, and the end of a patch's path. */
function inMap(map: MapNode, above: readonly string[]): readonly Named[] {
  const beside = ["name", "Name"].flatMap((key) => textAt(map, key) ?? []);
  const path = textAt(map, "path");
  const ofValue = [...beside, ...above, ...(path === undefined ? [] : [nameInPath(path)])];
  const merged = beside.length > 0 ? findEntry(map, "value") : undefined;
  return [...map.entries, ...(merged?.merged ? [merged] : [])].map(({ key, value }) => {
    const name = keyText(key) ?? "";
    return { node: value, names: /^(?:value|default)$/i.test(name) ? [...ofValue, name] : [name] };
  });
}

/** Which variable a patch changes by its place in the list, only the patched text says: it may be that of a password. */
export const patchesVariable = (text: string): boolean => /\/env\/\d{1,9}\/value(?!\w)/.test(text);

function nameInPath(path: string): string {
  if (patchesVariable(path)) return "password";
  const steps = path.split("/");
  return (steps.at(-1) === "value" ? steps.at(-2) : steps.at(-1)) ?? "";
}

/** The words of a command: `--name` before its value, and the key of `wandb login`. */
function inList({ items }: ListNode): readonly Named[] {
  const words = items.map((item) => {
    const node = deref(item);
    return node.kind === "scalar" ? node.text : "";
  });
  return items.map((node, i) => ({ node, names: namesOfWord(words, i) }));
}

function namesOfWord(words: readonly string[], i: number): readonly string[] {
  if (words[i - 1] === "login" && words[i - 2] === "wandb") return ["WANDB_API_KEY"];
  const flag = /^--([A-Za-z][\w.-]{0,119})$/.exec(words[i - 1] ?? "")?.[1];
  return flag === undefined || words[i]?.startsWith("-") ? [] : [flag];
}

function textAt(map: MapNode, key: string): string | undefined {
  const value = findEntry(map, key)?.value;
  const node = value && deref(value);
  return node?.kind === "scalar" ? node.text : undefined;
}

/** All of it under its name, or else what its text holds, which may be written in another way than it is read. */
function inScalar(document: Document, node: ScalarNode, names: readonly string[]): readonly Span[] {
  const { text } = node;
  if (text === "") return [];
  const certain = certainCredentials(text);
  if (certain.length === 0 && names.some((name) => name !== "" && credential(text, name).is !== "none")) {
    return [outermost(document, node)];
  }
  const inText = mayHoldCredentials(text) ? [...certain, ...named(text), ...inCommands(text)] : certain;
  if (inText.length === 0) return [];
  const inner = derivedSource(document, node, "text");
  return inText.map((span) => toOutermost(inner, span));
}

const outermost = ({ source, start }: Document, node: Span): Span =>
  toOutermost(source, { start: start + node.start, end: start + node.end });

const named = (text: string): readonly Span[] => namedValues(text).filter(({ name, value }) => credential(value, name).is !== "none");

/** As a shell splits it: quotes and continued lines are no part of a word. */
function inCommands(text: string): readonly Span[] {
  return splitShell(text).flatMap((words) => {
    const texts = words.map((word) => word.text ?? "");
    return words.filter((_, i) => {
      const word = texts[i] as string;
      const own = /^-{0,2}([A-Za-z_][\w.-]{0,119})=(.+)$/s.exec(word);
      if (own) return credential(own[2] as string, own[1]).is !== "none";
      return namesOfWord(texts, i).some((name) => credential(word, name).is !== "none");
    });
  });
}
