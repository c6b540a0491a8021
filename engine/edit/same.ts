// When two pieces of data are the same, for edits: keys in any order, integers whatever their representation.

/** Deep equality of JSON-like data; a bigint equals the number it stands for. The type counts: `8` is not "8". */
export function sameData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === "bigint" || typeof b === "bigint") return typeof a !== "string" && typeof b !== "string" && String(a) === String(b);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  if (left.length !== Object.keys(b).length) return false;
  return left.every(([key, value]) => Object.hasOwn(b, key) && sameData(value, (b as Record<string, unknown>)[key]));
}

/** A text that two pieces of data share where they are the same. */
export const sameText = (data: unknown): string =>
  JSON.stringify(data, (_, value: unknown) => {
    if (typeof value === "number" || typeof value === "bigint") return `\u0000${value}`;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return { "": Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) };
  });
