// A reader of XML 1.0 that is as strict as the specification where it matters here: characters, entities, quotes, nesting. No DTDs.

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Its own text, entities replaced. */
  readonly text: string;
}

/** Throws where the text is not well-formed. */
export function parseXml(source: string): Element {
  const wrong = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(source);
  if (wrong) throw new Error(`a character that XML forbids at ${wrong.index}`);
  const declaration = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/.exec(source);
  if (!declaration) throw new Error("no declaration");
  const reader = { source, at: declaration[0].length };
  const root = elementAt(reader);
  if (source.slice(reader.at).trim() !== "") throw new Error(`text after the root: ${source.slice(reader.at, reader.at + 40)}`);
  return root;
}

interface Reader {
  readonly source: string;
  at: number;
}

function elementAt(reader: Reader): Element {
  const [, name = ""] = take(reader, /<([A-Za-z_][\w.-]*)/y);
  const attributes: Record<string, string> = {};
  for (;;) {
    const attribute = tryTake(reader, /\s+([A-Za-z_][\w.-]*)="([^"<]*)"/y);
    if (!attribute) break;
    const [, key = "", value = ""] = attribute;
    if (key in attributes) throw new Error(`${key} twice at ${reader.at}`);
    attributes[key] = decoded(value);
  }
  if (tryTake(reader, /\s*\/>/y)) return { name, attributes, children: [], text: "" };
  take(reader, /\s*>/y);
  const children: Element[] = [];
  let text = "";
  for (;;) {
    const [raw = ""] = take(reader, /[^<]*/y);
    if (raw.includes("]]>")) throw new Error(`"]]>" in text at ${reader.at}`);
    text += decoded(raw);
    const end = tryTake(reader, /<\/([\w.-]+)\s*>/y);
    if (end) {
      if (end[1] !== name) throw new Error(`</${end[1]}> ends <${name}> at ${reader.at}`);
      return { name, attributes, children, text };
    }
    children.push(elementAt(reader));
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decoded(raw: string): string {
  return raw.replace(/&([^;]{0,10});?/g, (whole, name: string) => {
    const code = /^#(\d+)$/.exec(name)?.[1];
    const value = whole.endsWith(";") ? (code === undefined ? ENTITIES[name] : String.fromCodePoint(Number(code))) : undefined;
    if (value === undefined) throw new Error(`${whole} is no entity`);
    return value;
  });
}

function tryTake(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.source);
  if (match) reader.at += match[0].length;
  return match ?? undefined;
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray {
  const match = tryTake(reader, pattern);
  if (!match) throw new Error(`${pattern} expected at ${reader.at}: ${reader.source.slice(reader.at, reader.at + 40)}`);
  return match;
}
