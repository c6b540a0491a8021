// Writing fresh trees: in block style as lines, in flow style and JSON between brackets. Nothing is written that some reader of YAML
// would take for something else.
import { carriedLines, carriedOnLine } from "./carry.ts";
import { type Emitted, type Fresh, type FreshList, type FreshMap, isEmpty } from "./fresh.ts";
import type { Layout } from "./layout.ts";
import { literalHeader, scalarText } from "./scalar-text.ts";

export const keyText = (key: string, layout: Layout, flow: boolean): string =>
  scalarText(key, { flow: flow || layout.json, json: layout.json, quote: layout.keyQuote });

/** A value behind its colon. `column`: that of the key. `literal`: text of several lines may become a block. */
export function blockValue(fresh: Fresh, column: number, layout: Layout, literal: boolean): Emitted {
  if (isEmpty(fresh)) return { head: fresh.kind === "map" ? " {}" : " []", lines: [] };
  switch (fresh.kind) {
    case "scalar":
      return scalarValue(fresh.value, column + layout.step, layout, literal);
    case "carried":
      return carriedLines(fresh, { column, mapColumn: column + layout.step, listColumn: column + layout.listStep });
    case "map":
      return { head: "", lines: mapLines(fresh, column + layout.step, nested(layout), literal) };
    case "list":
      return { head: "", lines: listLines(fresh, column + layout.listStep, nested(layout), literal) };
  }
}

/** The quotes of the neighbours are those of one level only. */
const nested = (layout: Layout): Layout => ({ ...layout, quote: undefined, keyQuote: undefined });

function scalarValue(value: Parameters<typeof scalarText>[0], column: number, layout: Layout, literal: boolean): Emitted {
  const header = literal && typeof value === "string" && layout.quote === undefined ? literalHeader(value) : undefined;
  if (header === undefined || typeof value !== "string") {
    return { head: ` ${scalarText(value, { flow: false, json: layout.json, quote: layout.quote })}`, lines: [] };
  }
  const body = header === "|" ? value.slice(0, -1) : value;
  return { head: ` ${header}`, lines: body.split("\n").map((line) => (line === "" ? "" : " ".repeat(column) + line)) };
}

/** Lines of a map that is not empty, its keys at `column`. */
export function mapLines({ entries }: FreshMap, column: number, layout: Layout, literal: boolean): string[] {
  return [...entries].flatMap(([key, value]) => entryLines(key, value, column, layout, literal));
}

export function entryLines(key: string, value: Fresh, column: number, layout: Layout, literal: boolean): string[] {
  const { head, lines } = blockValue(value, column, layout, literal);
  return [`${" ".repeat(column)}${keyText(key, layout, false)}:${head}`, ...lines];
}

function listLines({ items }: FreshList, column: number, layout: Layout, literal: boolean): string[] {
  return items.flatMap((item) => {
    const { head, lines } = blockItem(item, column, 1, layout, literal);
    return [`${" ".repeat(column)}-${head}`, ...lines];
  });
}

/** An item behind its dash, which stands at `column`; `gap` spaces lie between them. */
export function blockItem(item: Fresh, column: number, gap: number, layout: Layout, literal: boolean): Emitted {
  const inner = column + 1 + gap;
  const pad = " ".repeat(gap);
  if ((item.kind === "map" || item.kind === "list") && !isEmpty(item)) {
    const lines = item.kind === "map" ? mapLines(item, inner, nested(layout), literal) : listLines(item, inner, nested(layout), literal);
    return { head: pad + (lines[0] as string).slice(inner), lines: lines.slice(1) };
  }
  const emitted =
    item.kind === "carried"
      ? carriedLines(item, { column, mapColumn: inner, listColumn: inner, onDash: true })
      : blockValue(item, inner - layout.step, layout, literal);
  return { head: pad + emitted.head.trimStart(), lines: emitted.lines };
}

/** A value between brackets, or the whole of a JSON value. `column`: that of the line on which it starts, where items have lines. */
export function flowValue(fresh: Fresh, layout: Layout, column: number | undefined): string {
  if (fresh.kind === "scalar") return scalarText(fresh.value, { flow: true, json: layout.json, quote: layout.quote });
  if (fresh.kind === "carried") return carriedOnLine(fresh, layout, (data) => flowValue(data, layout, column));
  const [open, close] = fresh.kind === "map" ? ["{", "}"] : ["[", "]"];
  if (isEmpty(fresh)) return open + close;
  const inner = column === undefined ? undefined : column + layout.step;
  const parts =
    fresh.kind === "map"
      ? [...fresh.entries].map(([key, value]) => flowEntry(key, value, layout, inner))
      : fresh.items.map((item) => flowValue(item, layout, inner));
  if (inner === undefined) return open + layout.flow.pad + parts.join(layout.flow.comma) + layout.flow.pad + close;
  const line = layout.newline + " ".repeat(inner);
  return open + line + parts.join(`,${line}`) + layout.newline + " ".repeat(column as number) + close;
}

export const flowEntry = (key: string, value: Fresh, layout: Layout, column: number | undefined): string =>
  keyText(key, layout, true) + layout.flow.colon + flowValue(value, layout, column);
