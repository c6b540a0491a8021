// Ids of rules inside a suppression that is being written: `# drydock-ignore: gpu/…`, `drydock.dev/ignore: "gpu/…"`.

export interface SuppressionWord {
  /** id: of a rule or topic; head: the word that begins a suppression. */
  readonly is: "id" | "head";
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Characters of a line that are read. */
const LONGEST = 1000;

const IN_COMMENT = /(?:#|\/\/|\/\*)[^#]*?\bdrydock-ignore(?:-file)?:[ \t]*(?:[a-z][\w-]*\/[\w*-]+[ \t]*,[ \t]*)*([\w/*-]*)$/;
const IN_ANNOTATION = /\bdrydock\.dev\/ignore["']?[ \t]*:[ \t]*["']?(?:[^"']*;[ \t]*)?([\w/*-]*)$/;
const HEAD = /(?:#|\/\/)[ \t]*(d[a-z-]*)$/;

/** Of the word in which an offset stands, or which ends there. */
export function suppressionWordAt(text: string, offset: number): SuppressionWord | undefined {
  const from = Math.max(text.lastIndexOf("\n", offset - 1) + 1, offset - LONGEST);
  let end = offset;
  while (end < text.length && end - offset < LONGEST && /[\w/*-]/.test(text[end] as string)) end++;
  const before = text.slice(from, end);
  const id = /drydock/.test(before) ? (IN_COMMENT.exec(before) ?? IN_ANNOTATION.exec(before))?.[1] : undefined;
  if (id !== undefined) return { is: "id", word: id, start: end - id.length, end };
  const head = HEAD.exec(before)?.[1];
  return head !== undefined && "drydock-ignore-file".startsWith(head)
    ? { is: "head", word: head, start: end - head.length, end }
    : undefined;
}
