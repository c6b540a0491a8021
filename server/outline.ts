// The outline of a document, also while part of it cannot be read: what is broken keeps the outline that it had when it could be.
import { type DocumentOutline, type OutlineItem, outlineOf, type Span } from "../engine/api.ts";
import type { Located, Session } from "./session.ts";

export function outline(session: Session, uri: string, { workspace, path }: Located): readonly OutlineItem[] {
  const now = workspace.ground ? outlineOf(workspace.ground, path) : [];
  const before = session.outlines.get(uri) ?? [];
  const kept = now.map((one, index) => (one.isBroken && before.length === now.length ? moved(before[index] as DocumentOutline, one) : one));
  if (session.document(uri)) session.outlines.set(uri, kept);
  return kept.flatMap(({ items }) => items);
}

/** The items of a document as they were, where it stands now; what lay beyond its new end is gone. */
function moved({ start, items }: DocumentOutline, now: DocumentOutline): DocumentOutline {
  const shift = now.start - start;
  const fit = (span: Span): Span => ({ start: Math.min(span.start + shift, now.end), end: Math.min(span.end + shift, now.end) });
  const move = (item: OutlineItem): OutlineItem[] =>
    item.anchor.start + shift >= now.end
      ? []
      : [{ ...item, span: fit(item.span), anchor: fit(item.anchor), children: item.children.flatMap(move) }];
  return { ...now, items: items.flatMap(move) };
}
