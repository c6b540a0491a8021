// Suppressions: comments, annotations and configuration that say "leave this one, because …". Every one needs a reason, may have an
// end, and is reported when it has nothing to suppress.
import type { ClassifiedDocument } from "../dialect/dialect.ts";
import { readDocuments } from "../dialect/read-file.ts";
import { isHclTree } from "../syntax/hcl/parse.ts";
import { type Document, deref, findEntry, type MapNode, type Node } from "../syntax/node.ts";
import { commentsOf } from "../syntax/yaml/comments.ts";
import type { LineIndex, Location } from "../text/line-index.ts";
import { type Source, type Span, type TextEdit, toOutermost } from "../text/source.ts";
import { linesOf, locationIn } from "./locate.ts";
import { type Slip, slipInAnnotation, slipInComment } from "./misspelt.ts";
import { innerTexts, widestOn } from "./parts.ts";

export interface Suppression {
  readonly carrier: "comment" | "file" | "annotation" | "foreign";
  /** Rule ids, or `topic/*`; in a foreign form the other tool's names. */
  readonly ids: readonly string[];
  readonly reason: string;
  /** Last ISO date on which it holds. */
  readonly until?: string;
  readonly at: Location;
  /** What it covers in this file. */
  readonly covers: Span;
}

const FOREIGN = /checkov:skip=([\w/-]+)(?::(.*))?|[#/ ](?:trivy|tfsec):ignore:([\w-]+)(.*)/;
/** Characters of a comment, or of an entry of an annotation, that are read. */
const LONGEST = 1000;
export const ANNOTATION = "drydock.dev/ignore";
const FOREIGN_ANNOTATION = "ignore-check.kube-linter.io/";
/** Some part of each form: most texts have none. */
const SOME_PART = /ignore|:skip|drydock/;
/** One of the two words of our own form is spelt right even where somebody slipped. */
const WORTH_READING = /drydock|\bd[ry]\w{2,7}[-_ ]ignore|checkov:skip|(?:trivy|tfsec):ignore|ignore-check\.kube-linter\.io/;

/** How deep texts in texts are read. */
const DEEPEST = 4;

export interface WrittenSuppressions {
  readonly suppressions: readonly Suppression[];
  /** What was meant as one and is none. */
  readonly slips: readonly Slip[];
}

/** All suppressions that are written in a file, also in the manifests that it holds as texts; all places are the file's own. */
export function readSuppressions(source: Source, documents: readonly ClassifiedDocument[]): WrittenSuppressions {
  const found = { suppressions: [], slips: [] };
  readInto(found, source, documents, 0);
  return found;
}

interface Found {
  readonly suppressions: Suppression[];
  readonly slips: Slip[];
}

function readInto(found: Found, source: Source, documents: readonly ClassifiedDocument[], depth: number): void {
  if (!isWorthReading(source.text)) return;
  const lines = new SourceLines(source);
  for (const one of documents) {
    for (const comment of comments(one.document)) fromComment(found, lines, one.document, comment);
    fromAnnotations(found, source, one.document);
    if (depth >= DEEPEST) continue;
    for (const inner of innerTexts(one, isWorthReading)) readInto(found, inner, readDocuments(inner), depth + 1);
  }
}

const isWorthReading = (text: string): boolean => SOME_PART.test(text) && WORTH_READING.test(text);

/** Where something is written, and what it covers, in the outermost text. */
function places(source: Source, written: Span, covered: Span): Pick<Suppression, "at" | "covers"> {
  const { source: file, start, end } = toOutermost(source, written);
  const covers = toOutermost(source, covered);
  return { at: locationIn(file, { start, end }), covers: { start: covers.start, end: covers.end } };
}

function comments(document: Document): readonly { readonly start: number; readonly end: number; readonly text: string }[] {
  const { source, start, end, tree } = document;
  const text = source.text.slice(start, end);
  if (isHclTree(tree)) return tree.syntax.comments.map((span) => ({ ...span, text: text.slice(span.start, span.end) }));
  return source.language === "json" ? [] : commentsOf(text, tree);
}

function fromComment(found: Found, lines: SourceLines, document: Document, comment: Span & { readonly text: string }): void {
  const { source } = lines;
  const span = { start: document.start + comment.start, end: document.start + comment.end };
  const text = comment.text.slice(0, LONGEST).replace(/\*\/$/, "");
  const own = /drydock-ignore(-file)?:(.*)/.exec(text);
  if (own) {
    const [, whole, entry = ""] = own;
    if (whole && span.start >= lines.firstBlockEnd()) {
      found.slips.push({ variant: "late", written: text, at: places(source, span, span).at });
      return;
    }
    const covers = whole ? { start: 0, end: source.text.length } : lines.coveredBy(document, span);
    found.suppressions.push({ carrier: whole ? "file" : "comment", ...parseEntry(entry), ...places(source, span, covers) });
    return;
  }
  const slip = slipInComment(text);
  if (slip) found.slips.push({ ...slip.slip, at: places(source, span, span).at, ...editAt(source, span.start, slip.edit) });
  const foreign = FOREIGN.exec(text);
  if (!foreign) return;
  const id = (foreign[1] ?? foreign[3]) as string;
  const reason = (foreign[2] ?? foreign[4] ?? "").trim();
  found.suppressions.push({ carrier: "foreign", ids: [id], reason, ...places(source, span, lines.coveredBy(document, span)) });
}

/** Text in a text is not rewritten: what stands around it may have rules of its own. */
function editAt(source: Source, start: number, edit: TextEdit | undefined): { readonly edit?: TextEdit } {
  return edit && !source.derived ? { edit: { ...edit, start: start + edit.start, end: start + edit.end } } : {};
}

const IDS = /^(?:[a-z][a-z-]*\/(?:[a-z][a-z0-9-]*|\*)\s*,\s*)*[a-z][a-z-]*\/(?:[a-z][a-z0-9-]*|\*)/;

/** Where the ids of one of our own comments stand in its text. */
export function idsIn(comment: string): Span | undefined {
  const head = /drydock-ignore(?:-file)?:\s*/.exec(comment);
  const start = (head?.index ?? 0) + (head?.[0].length ?? 0);
  const ids = head && IDS.exec(comment.slice(start));
  return ids ? { start, end: start + ids[0].length } : undefined;
}

/** A line that goes on with a reason may begin with "and/or". */
const BEGINS_ENTRY = new RegExp(`${IDS.source}(?![a-z0-9-])\\s*(?:[—–:-]|$)`);

/** `gpu/limit-missing, spot/* — reason until 2027-03-31`; the dash may be `—`, `-` or `:`. */
function parseEntry(written: string): { ids: readonly string[]; reason: string; until?: string } {
  const entry = written.trim().slice(0, LONGEST);
  const list = IDS.exec(entry)?.[0];
  if (list === undefined) return { ids: [], reason: entry };
  const ids = list.split(",").map((id) => id.trim());
  const rest = entry
    .slice(list.length)
    .trim()
    .replace(/^[\u2014\u2013:-]/, "")
    .trim();
  const end = /[[(]?\buntil\s+(\d{4}-\d{2}-\d{2})[\])]?$/.exec(rest);
  return end ? { ids, reason: rest.slice(0, end.index).trim(), until: end[1] as string } : { ids, reason: rest };
}

/** The lines of a source as comments see them. Comments come in order of text, so what was found last is what is asked next. */
class SourceLines {
  readonly source: Source;
  readonly #lines: LineIndex;
  #firstBlockEnd: number | undefined;
  /** A line and where its text begins. */
  #indented = { line: 0, at: 0 };
  /** Lines of comments and blank ones, and the line below them. */
  #run = { from: 0, target: 0 };
  #covered: { readonly document: Document; readonly line: number; readonly span: Span } | undefined;

  constructor(source: Source) {
    this.source = source;
    this.#lines = linesOf(source);
  }

  /** Where the first line begins that is not blank, a comment or the start of a document. */
  firstBlockEnd(): number {
    if (this.#firstBlockEnd !== undefined) return this.#firstBlockEnd;
    const { text, language } = this.source;
    let line = 1;
    while (line <= this.#lines.lineCount) {
      const at = this.#textStart(line);
      if (language === "hcl" && text.startsWith("/*", at)) {
        const close = text.indexOf("*/", at);
        line = close < 0 ? this.#lines.lineCount : this.#lines.positionAt(close).line;
      } else if (!this.#isQuiet(line) && !/^---[ \t]*(?:#|$)/.test(text.slice(at, Math.min(this.#lines.end(line), at + LONGEST)))) break;
      line++;
    }
    this.#firstBlockEnd = line > this.#lines.lineCount ? text.length : this.#lines.start(line);
    return this.#firstBlockEnd;
  }

  /** The widest node that starts on the comment's line; for a comment of its own lines, on the next line that holds one. */
  coveredBy(document: Document, comment: Span): Span {
    let { line } = this.#lines.positionAt(comment.start);
    if (this.#textStart(line) >= comment.start) line = this.#below(this.#lines.positionAt(comment.end).line);
    if (this.#covered?.document === document && this.#covered.line === line) return this.#covered.span;
    const whole = { start: this.#lines.start(line), end: this.#lines.end(line) };
    const span = widestOn(document, whole) ?? whole;
    this.#covered = { document, line, span };
    return span;
  }

  #below(line: number): number {
    if (line >= this.#run.from && line < this.#run.target) return this.#run.target;
    let target = line + 1;
    while (target < this.#lines.lineCount && this.#isQuiet(target)) target++;
    this.#run = { from: line, target };
    return target;
  }

  /** Blank, or nothing but a comment. */
  #isQuiet(line: number): boolean {
    const { text, language } = this.source;
    const at = this.#textStart(line);
    return at >= this.#lines.end(line) || text[at] === "#" || (language === "hcl" && text.startsWith("//", at));
  }

  #textStart(line: number): number {
    if (this.#indented.line === line) return this.#indented.at;
    const end = this.#lines.end(line);
    let at = this.#lines.start(line);
    while (at < end && /\s/.test(this.source.text[at] as string)) at++;
    this.#indented = { line, at };
    return at;
  }
}

/** `drydock.dev/ignore: "id: reason; id: reason (until date)"` covers the object that carries it, also as an item of a `kind: List`. */
function fromAnnotations(found: Found, source: Source, document: Document): void {
  const root = mapOf(document.tree.root);
  if (!root) return;
  const items = findEntry(root, "items")?.value;
  const list = items && deref(items);
  for (const object of [root, ...(list?.kind === "list" ? list.items.map(mapOf) : [])])
    if (object) annotationsOf(found, source, document, object);
}

const mapOf = (node: Node | undefined): MapNode | undefined => {
  const target = node && deref(node);
  return target?.kind === "map" ? target : undefined;
};

function annotationsOf(found: Found, source: Source, document: Document, object: MapNode): void {
  const metadata = mapOf(findEntry(object, "metadata")?.value);
  const annotations = metadata && mapOf(findEntry(metadata, "annotations")?.value);
  const covers = { start: document.start + object.start, end: document.start + object.end };
  for (const { key, value } of annotations?.entries ?? []) {
    if (key.kind !== "scalar" || value.kind !== "scalar") continue;
    const where = () => places(source, { start: document.start + value.start, end: document.start + value.end }, covers);
    if (key.text.startsWith(FOREIGN_ANNOTATION)) {
      const reason = value.text.trim().slice(0, LONGEST);
      found.suppressions.push({ carrier: "foreign", ids: [key.text.slice(FOREIGN_ANNOTATION.length)], reason, ...where() });
    } else if (key.text === ANNOTATION) {
      const at = where();
      for (const entry of entriesOf(value.text)) found.suppressions.push({ carrier: "annotation", ...parseEntry(entry), ...at });
    } else if (IDS.test(value.text.slice(0, LONGEST))) {
      const start = document.start + key.start;
      const slip = slipInAnnotation(key.text, source.text.slice(start, document.start + key.end));
      if (slip) {
        const at = places(source, { start, end: document.start + key.end }, covers).at;
        found.slips.push({ ...slip.slip, at, ...editAt(source, start, slip.edit) });
      }
    }
  }
}

/** Entries stand between `;` or line breaks; what does not begin with an id goes on with the reason before it. */
function entriesOf(text: string): readonly string[] {
  const entries: string[] = [];
  for (const [index, line] of text.split(/[\n\r]/).entries())
    for (const [place, written] of line.split(";").entries()) {
      const piece = written.trim().slice(0, LONGEST);
      if (piece === "") continue;
      const before = entries.at(-1);
      if (before === undefined || (place > 0 ? IDS : BEGINS_ENTRY).test(piece)) entries.push(piece);
      else if (before.length < LONGEST) entries[entries.length - 1] = `${before}${place > 0 || index === 0 ? "; " : " "}${piece}`;
    }
  return entries;
}

/** Whether one of the ids names the rule: by id, by topic, or by another tool's name for it. */
export const names = (suppression: Pick<Suppression, "ids" | "carrier">, rule: string, aliases: readonly string[]): boolean =>
  suppression.ids.some((id) =>
    suppression.carrier === "foreign" ? aliases.includes(id) : id === rule || (id.endsWith("/*") && rule.startsWith(id.slice(0, -1))),
  );
