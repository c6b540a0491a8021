// The syntax tree of HCL2 (Terraform, .tfvars, .hcl): what is written, with the span of every part. No values are worked out here:
// evaluation is the business of engine/dialect/terraform. All offsets are UTF-16 code units of the whole text.
import type { Span } from "../../text/source.ts";
import type { Problem } from "../node.ts";

export interface HclFile {
  readonly body: HclBody;
  readonly problems: readonly Problem[];
  /** `#`, `//` and block comments in order of text, without the line break. */
  readonly comments: readonly Span[];
}

/** The inside of a block (without its braces) or of the file. */
export interface HclBody extends Span {
  readonly items: readonly (HclAttribute | HclBlock)[];
  /** A statement in it could not be read, or its end is missing: what is not in `items` is not certainly absent. */
  readonly incomplete: boolean;
}

/** `name = value`; the span runs from the name to the end of the value. */
export interface HclAttribute extends Span {
  readonly kind: "attribute";
  readonly name: string;
  readonly nameSpan: Span;
  /** Offset of `=`. */
  readonly equals: number;
  readonly value: HclExpression;
}

/** `type "label" {` … `}` */
export interface HclBlock extends Span {
  readonly kind: "block";
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly HclLabel[];
  /** Offset of `{`. */
  readonly open: number;
  /** Offset of `}`, or undefined where it is missing. */
  readonly close: number | undefined;
  readonly body: HclBody;
}

/** A block label; the span includes the quotes. */
export interface HclLabel extends Span {
  readonly text: string;
}

export type HclExpression =
  | HclNumber
  | HclBool
  | HclNull
  | HclTemplate
  | HclVariable
  | HclTraversal
  | HclTuple
  | HclObject
  | HclFor
  | HclCall
  | HclConditional
  | HclBinary
  | HclUnary
  | HclParentheses
  | HclInvalid;

interface HclNumber extends Span {
  readonly kind: "number";
  readonly value: number;
}

interface HclBool extends Span {
  readonly kind: "bool";
  readonly value: boolean;
}

interface HclNull extends Span {
  readonly kind: "null";
}

/** A string: `"…"` or a heredoc. The span includes quotes, or the heredoc's `<<MARKER` and closing marker. */
export interface HclTemplate extends Span {
  readonly kind: "template";
  readonly form: "quoted" | "heredoc";
  readonly parts: readonly HclPart[];
  readonly heredoc?: HclHeredoc;
}

interface HclHeredoc {
  readonly marker: string;
  /** `<<-`: the common indentation of the lines is not part of the text. */
  readonly indented: boolean;
  /** Characters removed from the start of each line that is not blank. */
  readonly indent: number;
  /** From the start of the first line to the start of the line with the closing marker. */
  readonly content: Span;
}

/** Literal text in a template. In a heredoc a literal never goes beyond the end of its line (the line break belongs to it). */
export interface HclLiteral extends Span {
  readonly kind: "literal";
  /** After unescaping. The stretch is verbatim exactly when `text.length === end - start`: each escape is longer than what it means. */
  readonly text: string;
}

export interface HclInterpolation extends Span {
  readonly kind: "interpolation";
  readonly value: HclExpression;
}

/** `%{ if … }…%{ else }…%{ endif }` */
interface HclTemplateIf extends Span {
  readonly kind: "if";
  readonly condition: HclExpression;
  readonly yes: readonly HclPart[];
  readonly no: readonly HclPart[];
}

/** `%{ for … in … }…%{ endfor }` */
interface HclTemplateFor extends Span {
  readonly kind: "for";
  readonly key: string | undefined;
  readonly value: string;
  readonly collection: HclExpression;
  readonly body: readonly HclPart[];
}

export type HclPart = HclLiteral | HclInterpolation | HclTemplateIf | HclTemplateFor;

/** A name on its own, or the first name of a traversal: `var`, `local`, `aws_s3_bucket`, `each`. */
export interface HclVariable extends Span {
  readonly kind: "variable";
  readonly name: string;
}

/** `base.name[index][*]…`: all steps in one flat list, so that a long chain is not a deep tree. */
export interface HclTraversal extends Span {
  readonly kind: "traversal";
  readonly base: HclExpression;
  readonly steps: readonly HclStep[];
}

export type HclStep =
  | ({ readonly kind: "attribute"; readonly name: string } & Span)
  | ({ readonly kind: "index"; readonly index: HclExpression } & Span)
  /** `[*]` (`full`: every later step applies to each item) or `.*` (only attribute steps do). */
  | ({ readonly kind: "splat"; readonly full: boolean } & Span);

export interface HclTuple extends Span {
  readonly kind: "tuple";
  readonly items: readonly HclExpression[];
  readonly incomplete: boolean;
}

export interface HclObject extends Span {
  readonly kind: "object";
  readonly items: readonly HclObjectItem[];
  readonly incomplete: boolean;
}

export interface HclObjectItem extends Span {
  readonly key: HclExpression;
  /** The key where it is a bare name, a number or a string without interpolation. */
  readonly name: string | undefined;
  /** Offset of `=` or `:`. */
  readonly equals: number;
  readonly value: HclExpression;
}

/** `[for k, v in c : item if cond]` (`key` undefined) or `{for k, v in c : key => item... if cond}`. */
export interface HclFor extends Span {
  readonly kind: "for";
  readonly form: "tuple" | "object";
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: HclExpression;
  readonly key: HclExpression | undefined;
  readonly item: HclExpression;
  readonly grouped: boolean;
  readonly condition: HclExpression | undefined;
}

export interface HclCall extends Span {
  readonly kind: "call";
  /** With its namespace: `merge`, `provider::aws::arn_parse`. */
  readonly name: string;
  readonly arguments: readonly HclExpression[];
  /** The last argument is followed by `...`. */
  readonly expanded: boolean;
  readonly incomplete: boolean;
}

export interface HclConditional extends Span {
  readonly kind: "conditional";
  readonly condition: HclExpression;
  readonly yes: HclExpression;
  readonly no: HclExpression;
}

export type HclOperator = "||" | "&&" | "==" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/" | "%";

export interface HclBinary extends Span {
  readonly kind: "binary";
  readonly operator: HclOperator;
  readonly left: HclExpression;
  readonly right: HclExpression;
}

interface HclUnary extends Span {
  readonly kind: "unary";
  readonly operator: "!" | "-";
  readonly value: HclExpression;
}

export interface HclParentheses extends Span {
  readonly kind: "parentheses";
  readonly value: HclExpression;
}

/** What could not be read; the problem is in the file's list. */
interface HclInvalid extends Span {
  readonly kind: "invalid";
}

/** The text of a template without interpolation or directive, else undefined. */
export function literalText(expression: HclExpression): string | undefined {
  if (expression.kind !== "template") return undefined;
  let text = "";
  for (const part of expression.parts) {
    if (part.kind !== "literal") return undefined;
    text += part.text;
  }
  return text;
}
