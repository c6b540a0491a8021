// What a baseline knows and nobody finds any more: it would hide the same fault when it comes back, so it is told until it is taken out.
import { escapeForPeople } from "../../engine/api.ts";
import type { BaselineEntry } from "../baseline.ts";
import { grouped, plural } from "../style.ts";

/** Entries that are shown by name. */
const MOST_STALE = 3;

export function staleLines(stale: readonly BaselineEntry[]): readonly string[] {
  if (stale.length === 0) return [];
  const count = stale.reduce((sum, entry) => sum + entry.count, 0);
  const what = count === 1 ? "1 finding of the baseline is" : `${grouped(count)} findings of the baseline are`;
  const more = stale.length - MOST_STALE;
  return [
    `${what} gone: drydock baseline update --prune takes ${count === 1 ? "it" : "them"} out`,
    ...stale
      .slice(0, MOST_STALE)
      .map(({ rule, resource, file }) => `  ${escapeForPeople([rule, resource, file].filter((one) => one !== "").join(" · "))}`),
    ...(more > 0 ? [`  … ${plural(more, "more entry", "more entries")}`] : []),
  ];
}
