// Messages are pure functions of a finding's data. `text` is the only way to write one: it escapes what came from a file once, says
// where a value came from when it is not written in place, and cannot print an unknown, because data never holds one.
import type { Json } from "../model/operation.ts";

/** A value with its origin, or one that must not be shown. */
export interface ValueDatum {
  readonly value: string | number | boolean;
  /** "default of var.machine_type" */
  readonly from?: string;
  /** A credential: printed as dots, and no part of the fingerprint. */
  readonly masked?: true;
}

export type Datum = string | number | boolean | readonly string[] | ValueDatum;
export type Data = Readonly<Record<string, Datum>>;

const LONGEST = 200;

/** One line of text for people; nothing in it can move a cursor, change a colour or start a command. */
export function text(strings: TemplateStringsArray, ...values: readonly (Datum | undefined)[]): string {
  let message = strings[0] ?? "";
  values.forEach((value, i) => {
    message += (value === undefined ? "" : show(value)) + (strings[i + 1] ?? "");
  });
  return message;
}

/** A datum as a person reads it: escaped, with its origin in brackets. */
function show(datum: Datum): string {
  if (typeof datum !== "object") return escapeForPeople(String(datum));
  if (isList(datum)) return datum.map((one) => escapeForPeople(one)).join(", ");
  if (datum.masked) return "••••";
  return escapeForPeople(String(datum.value)) + (datum.from ? ` (${escapeForPeople(datum.from)})` : "");
}

const isList = (datum: Datum): datum is readonly string[] => Array.isArray(datum);

/** The bare value, for comparisons in messages and for operations of fixes. */
export function bare(datum: Datum): Json {
  return typeof datum === "object" && !isList(datum) ? datum.value : datum;
}

/**
 * Control characters, line breaks, bidirectional overrides and other invisible characters become visible escapes; long text is cut.
 * Applied once, to what comes from files.
 */
export function escapeForPeople(raw: string): string {
  const shown = raw.length > LONGEST ? `${raw.slice(0, LONGEST - 1)}…` : raw;
  return shown.replace(
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (char) => {
      if (char === "\n") return "\\n";
      if (char === "\r") return "\\r";
      if (char === "\t") return "\\t";
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
    },
  );
}
