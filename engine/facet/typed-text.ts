// What somebody typed, for the few facets that look at what fills a hole.
import { type Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { deref } from "../syntax/node.ts";

/** The known text, or a marker for a person as it is written; undefined for what another program fills in. */
export function typedText(place: Place): string | undefined {
  const value = Reading.value(place);
  if (value.is !== "unknown") return textOf(value);
  const node = place.node && deref(place.node);
  return value.why.kind === "marker" && node?.kind === "scalar" ? node.text : undefined;
}
