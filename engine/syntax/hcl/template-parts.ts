// What happens to the parts of a template after they were read one by one: the indentation of `<<-` and the blanks at `~` are taken
// away, and directives become a tree. Works on tokens; reads no text.
import type { HclExpression, HclInterpolation, HclLiteral, HclPart } from "./node.ts";
import { type Reader, report } from "./reader.ts";

/** One part in order of text: literal or interpolation, or the opening or closing of a directive. */
export type Token = (
  | { readonly part: HclLiteral | HclInterpolation }
  | { readonly opens: "if"; readonly condition: HclExpression; readonly start: number; readonly end: number }
  | {
      readonly opens: "for";
      readonly key: string | undefined;
      readonly value: string;
      readonly collection: HclExpression;
      readonly start: number;
      readonly end: number;
    }
  | { readonly closes: "else" | "endif" | "endfor" | "nothing"; readonly start: number; readonly end: number }
) & { readonly trimBefore?: boolean; readonly trimAfter?: boolean };

/** Directives within directives; beyond this they are read as if they were not there. */
const MAX_NESTING = 100;

const literalOf = (token: Token | undefined): HclLiteral | undefined =>
  token && "part" in token && token.part.kind === "literal" ? token.part : undefined;

/** Takes the common indentation off the lines of a `<<-` heredoc (blank lines do not count and stay as they are); returns its width. */
export function dedent(tokens: Token[]): number {
  const lines: number[] = [];
  let indent = Number.POSITIVE_INFINITY;
  let fresh = true;
  for (const [index, token] of tokens.entries()) {
    const literal = literalOf(token);
    if (fresh) {
      const blanks = literal ? leadingBlanks(literal.text) : 0;
      const blank = literal !== undefined && literal.text.trim() === "" && literal.text.endsWith("\n");
      if (!blank) {
        indent = Math.min(indent, blanks);
        if (literal) lines.push(index);
      }
    }
    fresh = literal?.text.endsWith("\n") ?? false;
  }
  if (!Number.isFinite(indent) || indent === 0) return 0;
  for (const index of lines) {
    const token = tokens[index];
    const literal = literalOf(token);
    if (literal) tokens[index] = { ...token, part: { ...literal, text: literal.text.slice(indent), start: literal.start + indent } };
  }
  return indent;
}

function leadingBlanks(text: string): number {
  let count = 0;
  while (text.charCodeAt(count) === 32 || text.charCodeAt(count) === 9) count++;
  return count;
}

/** `~` at a sequence takes the blanks of the neighbouring literal away. */
export function trimTokens(tokens: Token[]): void {
  for (const [index, token] of tokens.entries()) {
    const after = literalOf(tokens[index + 1]);
    if (token.trimAfter && after) tokens[index + 1] = { part: trimmed(after, after.text.trimStart(), "start") };
    const before = literalOf(tokens[index - 1]);
    if (token.trimBefore && before) tokens[index - 1] = { part: trimmed(before, before.text.trimEnd(), "end") };
  }
}

function trimmed(literal: HclLiteral, text: string, side: "start" | "end"): HclLiteral {
  const removed = literal.text.length - text.length;
  if (literal.text.length !== literal.end - literal.start) return { ...literal, text };
  return side === "start" ? { ...literal, text, start: literal.start + removed } : { ...literal, text, end: literal.end - removed };
}

interface Frame {
  readonly opener: Extract<Token, { opens: string }> | undefined;
  readonly yes: HclPart[];
  no: HclPart[] | undefined;
}

/** Directives with what they enclose; the rest in order. */
export function nestParts(reader: Reader, tokens: readonly Token[]): HclPart[] {
  const frames: Frame[] = [{ opener: undefined, yes: [], no: undefined }];
  const add = (part: HclPart): void => {
    const frame = frames[frames.length - 1] as Frame;
    (frame.no ?? frame.yes).push(part);
  };
  for (const token of tokens) {
    if ("part" in token) add(token.part);
    else if ("opens" in token) {
      if (frames.length < MAX_NESTING) frames.push({ opener: token, yes: [], no: undefined });
      else report(reader, `Template directives are nested more than ${MAX_NESTING} levels deep.`, token.start, token.end, "limit");
    } else {
      const frame = frames[frames.length - 1] as Frame;
      const wanted = token.closes === "endfor" ? "for" : "if";
      if (token.closes === "nothing") continue;
      if (frame.opener?.opens !== wanted) {
        report(reader, `This ${token.closes} belongs to no ${wanted}.`, token.start, token.end);
      } else if (token.closes === "else") frame.no ??= [];
      else {
        frames.pop();
        add(closed(frame, token.end));
      }
    }
  }
  while (frames.length > 1) {
    const frame = frames.pop() as Frame;
    const opener = frame.opener as NonNullable<Frame["opener"]>;
    report(reader, `This ${opener.opens} is never closed: its end${opener.opens} is missing.`, opener.start, opener.end);
    add(closed(frame, opener.end));
  }
  return (frames[0] as Frame).yes;
}

function closed(frame: Frame, end: number): HclPart {
  const opener = frame.opener as NonNullable<Frame["opener"]>;
  if (opener.opens === "if")
    return { kind: "if", condition: opener.condition, yes: frame.yes, no: frame.no ?? [], start: opener.start, end };
  const { key, value, collection, start } = opener;
  return { kind: "for", key, value, collection, body: frame.yes, start, end };
}
