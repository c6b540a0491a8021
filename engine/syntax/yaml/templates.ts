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

function closeOf(text: string, open: number): number {
  const close = text.indexOf("}}", open + 2);
  if (close < 0) return -1;
  // `{{ {"a": {"b": 1}} }}`: the last of a row of braces closes.
  let end = close + 2;
  while (text[end] === "}") end++;
  return end;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}
