// Text with `{{ … }}` in it, made readable: the template parts become other characters of the same length, so that every offset stays.

/**
 * A line that holds nothing but template parts becomes blank; elsewhere they become underscores, so that a value stays one scalar.
 * Line breaks inside a part stay. What is never closed is left as it is. One pass.
 */
export function maskTemplates(text: string): string {
  let open = text.indexOf("{{");
  if (open < 0) return text;
  const pieces: string[] = [];
  let at = 0;
  while (open >= 0) {
    const start = lineStartOf(text, open, at);
    let end = closeOf(text, open);
    if (end < 0) break;
    // All parts that follow on the line, with nothing but white space between them.
    for (let next = skipBlanks(text, end); text.startsWith("{{", next); next = skipBlanks(text, end)) {
      const close = closeOf(text, next);
      if (close < 0) break;
      end = close;
    }
    const rest = skipBlanks(text, end);
    const isAlone = start >= 0 && (rest >= text.length || text[rest] === "\n" || text[rest] === "\r" || text[rest] === "#");
    pieces.push(text.slice(at, open), text.slice(open, end).replace(/[^\r\n]/g, isAlone ? " " : "_"));
    at = end;
    open = text.indexOf("{{", at);
  }
  pieces.push(text.slice(at));
  return pieces.join("");
}

/** Offset of the line's start where only white space stands before `offset`, else -1. Looks no further back than `from`. */
function lineStartOf(text: string, offset: number, from: number): number {
  let at = offset;
  while (at > from && (text[at - 1] === " " || text[at - 1] === "\t")) at--;
  return at === 0 || text[at - 1] === "\n" || text[at - 1] === "\r" ? at : -1;
}

/** Offset behind the `}}` that closes the part at `open`, -1 where nothing does. Braces in a string do not. */
function closeOf(text: string, open: number): number {
  // Where a string ends that nothing closes: no quote before that opens another one.
  let unclosed = open;
  for (let at = open + 2; at < text.length; at++) {
    const char = text[at];
    if (char === "}" && text[at + 1] === "}") return at + 2;
    if (char !== '"' || at < unclosed) continue;
    const end = stringEnd(text, at);
    if (text[end] === '"') at = end;
    else unclosed = end;
  }
  return -1;
}

/** Offset of the quote that closes a string on its line, else that of the line's end. */
function stringEnd(text: string, at: number): number {
  let end = at + 1;
  for (; end < text.length && text[end] !== "\n" && text[end] !== '"'; end++) if (text[end] === "\\") end++;
  return end;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}
