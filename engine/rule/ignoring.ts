// Writes a suppression of one finding into its file: a comment at its line, one at the top of the file, or what speaks for the whole
// resource. Which forms a language has is not known here by heart: each is tried out, and counts only where the finding is hidden by it
// and nothing new is said.
import type { FileReading } from "../dialect/read-file.ts";
import { planEdits } from "../edit/apply.ts";
import type { Operation } from "../model/operation.ts";
import type { Resource } from "../model/resource.ts";
import { deref, findEntry, type Node } from "../syntax/node.ts";
import { applyEdits } from "../text/edits.ts";
import type { LineIndex } from "../text/line-index.ts";
import type { Source, TextEdit } from "../text/source.ts";
import type { Finding } from "./finding.ts";
import type { FixSetting } from "./fix.ts";
import { linesOf, outermostSpan } from "./locate.ts";
import { startsAround } from "./parts.ts";
import type { Report } from "./report.ts";
import { ANNOTATION, idsIn, type Suppression } from "./suppression.ts";

export type IgnoreScope = "line" | "file" | "resource";

export interface IgnoreSetting extends Pick<FixSetting, "present" | "tryOut"> {
  /** Of the finding's file. */
  readonly reading: FileReading;
  readonly suppressions: readonly Suppression[];
}

/** Characters of a reason that are written. */
const LONGEST = 300;

/** Edits of the finding's own file; undefined where it cannot be suppressed in this way, or no reason is given. */
export function ignoreEdits(finding: Finding, scope: IgnoreScope, reason: string, setting: IgnoreSetting): readonly TextEdit[] | undefined {
  const said = oneLine(reason);
  // What is said about suppressions is repaired there; a suppression of it would be the next one to be wrong.
  if (said === "" || finding.rule.startsWith("suppression/")) return undefined;
  const { source } = setting.reading;
  const wanted: Wanted = { finding, reason: said, source, lines: linesOf(source), setting };
  const candidates = scope === "line" ? lineEdits(wanted) : scope === "file" ? [fileEdit(wanted)] : resourceEdits(wanted);
  return candidates.find((edits) => edits.length > 0 && isTrue(wanted, edits));
}

interface Wanted {
  readonly finding: Finding;
  readonly reason: string;
  readonly source: Source;
  readonly lines: LineIndex;
  readonly setting: IgnoreSetting;
}

/** Control characters would end the line, or hide what stands there. */
const oneLine = (reason: string): string =>
  reason
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, " ")
    .trim()
    .slice(0, LONGEST)
    .trim();

/** Above the line of the finding; where that lies inside a text, above what the text belongs to. */
function lineEdits(wanted: Wanted): readonly (readonly TextEdit[])[] {
  const { finding, source, lines, setting } = wanted;
  if (source.language === "json") return [];
  const { line } = finding.range.start;
  const document = setting.reading.documents.find(
    ({ document: { start, end } }) => start <= finding.span.start && finding.span.start <= end,
  )?.document;
  const around = document ? startsAround(document, finding.span.start).map((at) => lines.positionAt(at).line) : [];
  const above = around.findLast((one) => one < line);
  return [line, ...(above === undefined ? [] : [above])].flatMap((one) => {
    const own = joined(wanted, one);
    return [...(own ? [[own]] : []), [commentAbove(wanted, one)]];
  });
}

/** The id beside those of a comment that already speaks for the line. One that ends some day is left alone: this one was given no end. */
function joined({ finding, reason, source, lines, setting }: Wanted, line: number): TextEdit | undefined {
  const comment = setting.suppressions.find(
    (one) =>
      one.carrier === "comment" &&
      one.until === undefined &&
      one.reason !== "" &&
      lines.positionAt(one.covers.start).line === line &&
      one.covers.start <= finding.span.start &&
      finding.span.start <= one.covers.end,
  );
  if (!comment) return undefined;
  const { start, end } = comment.at.span;
  const written = source.text.slice(start, end).replace(/\s*\*\/$/, "");
  const ids = idsIn(written);
  if (!ids) return undefined;
  const more = comment.reason === reason ? "" : `; ${reason}`;
  return { start: start + ids.end, end: start + written.length, text: `, ${finding.rule}${written.slice(ids.end)}${more}` };
}

function commentAbove({ finding, reason, source, lines }: Wanted, line: number): TextEdit {
  const at = lines.start(line);
  const [indent = ""] = /^[ \t]*/.exec(source.text.slice(at, lines.end(line))) ?? [];
  return { start: at, end: at, text: `${indent}# drydock-ignore: ${finding.rule} — ${reason}${newlineOf(source.text)}` };
}

const newlineOf = (text: string): string => /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";

/** Below those that are there already, else below the comments at the top, where these do not belong to what follows. */
function fileEdit({ finding, reason, source, lines, setting }: Wanted): readonly TextEdit[] {
  if (source.language === "json") return [];
  const others = setting.suppressions.filter(({ carrier }) => carrier === "file");
  const isComment = (line: number) => /^(?:#|\/\/)/.test(source.text.slice(lines.start(line), lines.start(line) + 2));
  let last = Math.max(0, ...others.map(({ at }) => at.range.end.line));
  if (last === 0) {
    while (last < lines.lineCount && isComment(last + 1)) last++;
    const next = source.text.slice(lines.start(last + 1), lines.end(last + 1)).trim();
    if (next !== "" && next !== "---") last = source.text.startsWith("#!") ? 1 : 0;
  }
  const newline = newlineOf(source.text);
  const comment = `# drydock-ignore-file: ${finding.rule} — ${reason}`;
  if (last >= lines.lineCount) return [];
  const at = lines.start(last + 1);
  return [{ start: at, end: at, text: comment + newline }];
}

/** An annotation where the object has them, else a comment above the block or the logical id. */
function resourceEdits(wanted: Wanted): readonly (readonly TextEdit[])[] {
  const { finding, source, lines, setting } = wanted;
  const resource = setting.present.resource(finding.address.resource);
  if (!resource) return [];
  if (resource.class === "kubernetes") return [annotationEdits(wanted, resource)];
  const anchor = outermostSpan(resource.anchor);
  if (anchor.path !== finding.file || source.language === "json") return [];
  const { line } = lines.positionAt(anchor.start);
  return line === finding.range.start.line ? [] : [[commentAbove(wanted, line)]];
}

function annotationEdits({ finding, reason, setting }: Wanted, resource: Resource): readonly TextEdit[] {
  const before = at(at(at(resource.root, "metadata"), "annotations"), ANNOTATION);
  if (before && before.kind !== "scalar") return [];
  const kept = before?.kind === "scalar" ? before.text.trim().replace(/;$/, "") : "";
  const operation: Operation = {
    op: "set",
    at: { resource: resource.id, path: ["metadata", "annotations", ANNOTATION], part: "value" },
    value: `${kept === "" ? "" : `${kept}; `}${finding.rule}: ${reason}`,
  };
  const { edits } = planEdits([{ id: finding.rule, order: 0, operations: [operation] }], (id) => setting.present.resource(id));
  return [...edits.keys()].every((path) => path === finding.file) ? (edits.get(finding.file) ?? []) : [];
}

function at(node: Node | undefined, key: string): Node | undefined {
  const map = node && deref(node);
  const value = map?.kind === "map" ? findEntry(map, key)?.value : undefined;
  return value && deref(value);
}

/** Whether this very finding is hidden in the edited text, and nothing is said there that was not said before. */
function isTrue({ finding, source, setting }: Wanted, edits: readonly TextEdit[]): boolean {
  const asked = new Set([finding.file]);
  const before = setting.present.report(asked);
  const after = setting.tryOut(new Map([[finding.file, applyEdits(source.text, edits)]])).report(asked);
  const start = edits.reduce(
    (moved, edit) => (edit.end <= finding.span.start ? moved + edit.text.length - (edit.end - edit.start) : moved),
    finding.span.start,
  );
  const isHidden = after.suppressed.some(
    (one) =>
      one.finding.fingerprint === finding.fingerprint &&
      one.finding.rule === finding.rule &&
      one.finding.variant === finding.variant &&
      one.finding.span.start === start,
  );
  return isHidden && after.problems.length <= before.problems.length && !saysMore(before, after);
}

function saysMore(before: Report, after: Report): boolean {
  const known = new Map<string, number>();
  for (const one of before.findings) known.set(wordsOf(one), (known.get(wordsOf(one)) ?? 0) + 1);
  return after.findings.some((one) => {
    const left = known.get(wordsOf(one)) ?? 0;
    known.set(wordsOf(one), left - 1);
    return left === 0;
  });
}

const wordsOf = ({ rule, variant, fingerprint }: Finding): string => JSON.stringify([rule, variant, fingerprint]);
