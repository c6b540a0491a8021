// Documents in strings (E18): a heredoc or string that holds JSON or YAML becomes a document of its own, derived from the HCL text line
// by line, so that a value inside is reported at its own line and can be edited there. Interpolations become leaves.
import type { HclExpression, HclLiteral, HclTemplate } from "../../syntax/hcl/node.ts";
import { parseJsonDocument } from "../../syntax/json.ts";
import type { Document, Entry, Node, ScalarNode, Tree } from "../../syntax/node.ts";
import { parseYamlDocument } from "../../syntax/yaml/parse.ts";
import type { Segment, Source } from "../../text/source.ts";
import { listAt, movedTo, type Spot, unknownAt, withEncoding } from "./nodes.ts";
import { evaluateIn, type Scope, spotIn } from "./scope.ts";
import { joinParts } from "./text.ts";

/** Larger texts stay texts. */
const MAX_TEXT = 500_000;
/** Arguments whose text is YAML by the provider's definition. */
const YAML_ARGUMENTS: ReadonlySet<string> = new Set(["yaml_body", "yaml_body_parts", "values", "manifest", "manifests", "config_yaml"]);
/** Stands for the nth interpolation while the text is parsed: private-use characters that no real file holds. */
const OPEN = "\uE000";
const CLOSE = "\uE001";
const PLACEHOLDER = /\uE000(\d+)\uE001/;

/** The tree in the value of an argument, where the value is a text (or a list of texts) that holds one. */
export function embeddedValue(argument: string, value: HclExpression, scope: Scope): Node | undefined {
  if (value.kind === "tuple" && value.items.some((item) => item.kind === "template") && !value.incomplete) {
    const items = value.items.map((item) => embeddedValue(argument, item, scope));
    if (items.every((item) => item === undefined)) return undefined;
    const full = value.items.map((item, index) => items[index] ?? evaluateIn(scope, item));
    return listAt(spotIn(scope, value), full);
  }
  if (value.kind !== "template") return undefined;
  const first = value.parts[0];
  const start = first?.kind === "literal" ? first.text.trimStart() : "";
  if (/^[[{]/.test(start)) {
    const json = embeddedText(value, scope, "json");
    if (json) return json;
  }
  if (YAML_ARGUMENTS.has(argument) || isManifest(value)) return embeddedText(value, scope, "yaml");
  return undefined;
}

function isManifest(template: HclTemplate): boolean {
  if (template.form !== "heredoc") return false;
  const text = template.parts.map((part) => (part.kind === "literal" ? part.text : "")).join("");
  return /^apiVersion:/m.test(text) && /^kind:/m.test(text);
}

/** The text of a template as a tree with its own derived document; undefined where it does not parse or has directives. */
export function embeddedText(template: HclTemplate, scope: Scope, language: "json" | "yaml"): Node | undefined {
  const built = buildText(template, scope, language);
  if (!built) return undefined;
  const tree = language === "json" ? parseJsonDocument(built.text) : parseYamlDocument(built.text);
  if (tree.state !== "parsed" || tree.problems.length > 0 || !tree.root || (tree.root.kind !== "map" && tree.root.kind !== "list"))
    return undefined;
  const parent = scope.document.source;
  const source: Source = {
    id: `${parent.id}#${template.start}`,
    path: parent.path,
    language,
    text: built.text,
    derived: { from: parent, segments: built.segments },
  };
  // The document holds its tree, and every node of the tree names its document.
  const document: { -readonly [K in keyof Document]: Document[K] } = { source, start: 0, end: built.text.length, tree };
  const root = fill(tree.root, { document, holes: built.holes });
  document.tree = { ...tree, root } satisfies Tree;
  return withEncoding(root, language);
}

interface Built {
  readonly text: string;
  readonly segments: readonly Segment[];
  readonly holes: readonly Node[];
}

function buildText(template: HclTemplate, scope: Scope, language: "json" | "yaml"): Built | undefined {
  if (template.end - template.start > MAX_TEXT) return undefined;
  const offset = scope.document.start;
  const segments: Segment[] = [];
  const holes: Node[] = [];
  let text = "";
  let quoted = false;
  for (const part of template.parts) {
    if (part.kind === "literal") {
      if (part.text.includes(OPEN)) return undefined;
      addLiteral(segments, part, template, scope, text.length);
      quoted = isQuotedAfter(part.text, quoted);
      text += part.text;
    } else if (part.kind === "interpolation") {
      // In JSON an interpolation outside of quotes has to look like a value.
      const bare = language === "json" && !quoted;
      const mark = `${OPEN}${holes.length}${CLOSE}`;
      const written = bare ? `"${mark}"` : mark;
      const from = { start: offset + part.start, end: offset + part.end };
      segments.push({ kind: "transformed", start: text.length, end: text.length + written.length, from });
      holes.push(evaluateIn(scope, part.value));
      text += written;
    } else return undefined;
  }
  return { text, segments, holes };
}

/** Whether the text ends inside a JSON string, when it began inside one or not. */
function isQuotedAfter(text: string, before: boolean): boolean {
  let quoted = before;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "\\" && quoted) at++;
    else if (char === '"') quoted = !quoted;
  }
  return quoted;
}

const ESCAPES = /\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[\s\S])|([$%])\1(?=\{)/g;

/** Verbatim stretches between escapes; heredoc lines also carry the indentation that an inserted line needs. */
function addLiteral(segments: Segment[], part: HclLiteral, template: HclTemplate, scope: Scope, at: number): void {
  const { source, start: offset } = scope.document;
  const from = offset + part.start;
  const raw = source.text.slice(from, offset + part.end);
  const indent = template.heredoc ? { indent: lineIndent(source.text, from, template.heredoc.indent) } : {};
  const add = (kind: Segment["kind"], length: number, start: number, end: number): void => {
    if (end > start) segments.push({ kind, start: at, end: at + length, from: { start: from + start, end: from + end }, ...indent });
    at += length;
  };
  if (raw.length === part.text.length) {
    add("verbatim", raw.length, 0, raw.length);
    return;
  }
  let done = 0;
  for (const match of raw.matchAll(ESCAPES)) {
    if (template.heredoc && match[0].startsWith("\\")) continue;
    add("verbatim", match.index - done, done, match.index);
    done = match.index + match[0].length;
    add("transformed", decodedLength(match[0]), match.index, done);
  }
  add("verbatim", raw.length - done, done, raw.length);
}

const decodedLength = (written: string): number => (/^\\U0*(?:10|[1-9a-f])[0-9a-f]{4}$/i.test(written) ? 2 : 1);

function lineIndent(text: string, at: number, width: number): string {
  const line = text.lastIndexOf("\n", at - 1) + 1;
  return text.slice(line, line + width);
}

interface Filling {
  readonly document: Document;
  readonly holes: readonly Node[];
}

function fill(node: Node, filling: Filling): Node {
  const { document } = filling;
  switch (node.kind) {
    case "scalar":
      return fillScalar(node, filling);
    case "list":
      return { ...node, document, items: node.items.map((item) => fill(item, filling)) };
    case "map": {
      const entries: Entry[] = [];
      for (const entry of node.entries) {
        const isHole = entry.key.kind === "scalar" && PLACEHOLDER.test(entry.key.text);
        if (!isHole) entries.push({ key: { ...entry.key, document }, value: fill(entry.value, filling) });
      }
      const open = node.open || entries.length < node.entries.length;
      return { ...node, document, entries, ...(open && { open }) };
    }
    default:
      return { ...node, document };
  }
}

function fillScalar(node: ScalarNode, { document, holes }: Filling): Node {
  const pieces = node.text.split(PLACEHOLDER);
  if (pieces.length === 1) return { ...node, document };
  const spot: Spot = { document, start: node.start, end: node.end };
  const text = pieces.map((piece, index) => (index % 2 === 0 ? piece : "…")).join("");
  const parts = pieces.map((piece, index) => (index % 2 === 0 ? piece : (holes[Number(piece)] ?? unknownAt(spot, text))));
  const [before, only, after] = parts;
  if (parts.length === 3 && before === "" && after === "" && typeof only === "object") return movedTo(only, spot);
  return joinParts(parts, spot, text);
}
