// Text that partly comes from files, as Markdown: nothing in it may become a link, an image or a heading.

/** Ordinary text, shown as it is. */
export function asText(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~&]/g, "\\$&").replace(/\s*[\r\n]+\s*/g, " ");
}

/** A block of text as written; the fence is longer than any in it. */
export function asBlock(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
