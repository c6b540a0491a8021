// The stretches of a text that hold credentials, whatever rules run: they are masked in every message, excerpt, report and log.
import type { Source, Span } from "../text/source.ts";
import { certainCredentials, credential, isSecretName } from "./credentials.ts";

const memo = new WeakMap<Source, readonly Span[]>();

/** Sorted spans in the source's text; neighbours may touch or overlap. */
export function sensitiveSpans(source: Source): readonly Span[] {
  let spans = memo.get(source);
  if (!spans) memo.set(source, (spans = find(source.text)));
  return spans;
}

/** `name: value`, `name = "value"`, `"name": "value"`, also after a dash; the value ends with its line. */
const PAIR = /^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?["']?([\w./-]{1,120})["']?[ \t]*(?:[:=])[ \t]*(["']?)([^\s#"'][^\r\n"']{0,4096})/;
/** An environment variable in a list: the value stands on a line of its own below the name. */
const NAMED = /^[ \t]*(?:-[ \t]+)?["']?name["']?[ \t]*[:=][ \t]*["']?([\w.-]{1,120})["']?,?[ \t]*$/;
const VALUE = /^[ \t]*(?:-[ \t]+)?["']?value["']?[ \t]*[:=][ \t]*(["']?)([^\s#"'][^\r\n"']{0,4096})/;

function find(text: string): readonly Span[] {
  const spans: Span[] = certainCredentials(text).map(({ start, end }) => ({ start, end }));
  if (!/secret|token|passw|pwd|passphrase|key|credential|requirepass|masterauth/i.test(text)) return spans;
  let at = 0;
  let named = "";
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, Math.min(end, at + 8192));
    const value = named === "" ? null : VALUE.exec(line);
    const pair = value ? null : PAIR.exec(line);
    if (value) add(spans, at, value[0], value[2] as string, named);
    else if (pair && isSecretName(pair[1] as string)) add(spans, at, pair[0], pair[3] as string, pair[1] as string);
    const name = NAMED.exec(line);
    if (name) named = isSecretName(name[1] as string) ? (name[1] as string) : "";
    else if (value || /^[ \t]*-/.test(line)) named = "";
    at = end + 1;
  }
  return spans.sort((a, b) => a.start - b.start || a.end - b.end);
}

function add(spans: Span[], line: number, matched: string, raw: string, name: string): void {
  const value = raw.trimEnd();
  if (credential(value, name).is === "none") return;
  const start = line + matched.length - raw.length;
  spans.push({ start, end: start + value.length });
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
