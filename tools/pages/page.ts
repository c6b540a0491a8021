// The format of a rule's page, rules/<topic>/<problem>.md, which is its documentation and its test, and of the further cases in
// test/cases/<topic>/<problem>.md. Reading only: what a case has to hold is for test/harness to say.
//
//   # topic/problem              the id, then one or more paragraphs: what is wrong
//   ## Why                       prose, with the section of the paper
//   ## Wrong                     cases; a line of carets under the exact text, then the message
//   ## Fixed                     the files that the rule's fixes change, as they are afterwards; cases by the titles of ## Wrong
//   ## Right                     cases in which the rule says nothing
//   ## When to ignore            prose
//   ## See also                  prose, optional
//
// Fences that follow each other are the files of one case; `### Title` (or `## Wrong: Title`) begins another one.

type PageLanguage = "yaml" | "hcl" | "json";

/** What is said at a stretch of one line; `line`, `start` and `end` count from 0, in UTF-16 code units. */
interface Mark {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface CaseFile {
  readonly name: string;
  readonly language: PageLanguage;
  /** Without the marks; line ends as the fence asks. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

export interface Case {
  /** "" for the one case without a heading. */
  readonly title: string;
  readonly files: readonly CaseFile[];
}

export type CaseSection = "Wrong" | "Fixed" | "Right";

export interface RulePage {
  readonly id: string;
  readonly what: string;
  readonly why: string;
  readonly ignore: string;
  readonly seeAlso: string;
  readonly cases: Readonly<Record<CaseSection, readonly Case[]>>;
  /** The text from the first `##` on, as written. */
  readonly body: string;
  /** "line 12: …": what is wrong with the page itself. */
  readonly problems: readonly string[];
}

interface Fence {
  readonly info: string;
  readonly lines: readonly string[];
  /** 1-based line of its first content line. */
  readonly at: number;
}

interface Block {
  /** The words of the `##` heading before a colon; "" before the first one. */
  readonly section: string;
  readonly title: string;
  readonly at: number;
  readonly prose: string[];
  readonly fences: Fence[];
}

const DEFAULT_NAMES: Readonly<Record<PageLanguage, string>> = { yaml: "manifest.yaml", hcl: "main.tf", json: "manifest.json" };
const PROSE = ["Why", "When to ignore", "See also"];
const CASES: readonly CaseSection[] = ["Wrong", "Fixed", "Right"];

export function parsePage(text: string): RulePage {
  const problems: string[] = [];
  const { id, blocks, bodyFrom } = blocksOf(text, problems);
  for (const { section, at } of blocks)
    if (section !== "" && !PROSE.includes(section) && !CASES.some((one) => one === section))
      problems.push(`line ${at}: there is no section "${section}"; there are ${[...PROSE, ...CASES].join(", ")}`);
  const prose = (section: string) =>
    blocks
      .filter((block) => block.section === section)
      .map((block) => block.prose.join("\n").trim())
      .join("\n\n")
      .trim();
  const cases = (section: CaseSection) =>
    unique(
      blocks.filter((block) => block.section === section && block.fences.length > 0).map((block) => caseOf(block, problems)),
      section,
      problems,
    );
  return {
    id,
    what: prose(""),
    why: prose("Why"),
    ignore: prose("When to ignore"),
    seeAlso: prose("See also"),
    cases: { Wrong: cases("Wrong"), Fixed: cases("Fixed"), Right: cases("Right") },
    body: text.split(/\r?\n/).slice(bodyFrom).join("\n").trim(),
    problems,
  };
}

/** What a page for readers has to have besides its cases; further cases need none of it. */
export function missingIn(page: RulePage): readonly string[] {
  const wanted = [
    ["a paragraph that says what is wrong", page.what],
    ["## Why", page.why],
    ["## When to ignore", page.ignore],
  ] as const;
  return wanted.flatMap(([name, text]) => (text === "" ? [`${name} is missing`] : []));
}

function blocksOf(text: string, problems: string[]): { readonly id: string; readonly blocks: readonly Block[]; readonly bodyFrom: number } {
  const lines = text.split(/\r?\n/);
  let id = "";
  let bodyFrom = lines.length;
  let block: Block = { section: "", title: "", at: 1, prose: [], fences: [] };
  const blocks = [block];
  const begin = (section: string, title: string, at: number) => blocks.push((block = { section, title, at, prose: [], fences: [] }));
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const heading = /^(#{1,3}) +(.*?) *$/.exec(line);
    const fence = /^(`{3,})(.*)$/.exec(line);
    if (heading) {
      const [, level, words = ""] = heading;
      if (level === "#") id = words;
      else if (level === "###") begin(block.section, words, i + 1);
      else {
        bodyFrom = Math.min(bodyFrom, i);
        const [section = "", title = ""] = words.split(/: +(.*)/, 2);
        begin(section, title, i + 1);
      }
    } else if (fence) {
      const close = lines.findIndex((one, at) => at > i && one.trimEnd() === fence[1]);
      if (close < 0) problems.push(`line ${i + 1}: the block is not closed by ${fence[1]}`);
      const end = close < 0 ? lines.length : close;
      block.fences.push({ info: (fence[2] as string).trim(), lines: lines.slice(i + 1, end), at: i + 2 });
      i = end;
    } else block.prose.push(line);
  }
  if (id === "") problems.push("line 1: the page begins with the rule's id, as in # gpu/limit-missing");
  return { id, blocks, bodyFrom };
}

function unique(cases: readonly Case[], section: CaseSection, problems: string[]): readonly Case[] {
  const seen = new Set<string>();
  for (const { title } of cases) {
    if (seen.has(title)) problems.push(`## ${section}: two cases have the title "${title}"`);
    seen.add(title);
  }
  return cases;
}

function caseOf(block: Block, problems: string[]): Case {
  const files = block.fences.map((fence) => fileOf(fence, problems));
  const names = files.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice)
    problems.push(`line ${block.at}: two files of one case are called ${twice}; begin another case with ### Title, or write file=NAME`);
  return { title: block.title, files };
}

function fileOf({ info, lines, at }: Fence, problems: string[]): CaseFile {
  const [word = "", ...options] = info.split(/ +/);
  const language = (["yaml", "hcl", "json"] as const).find((one) => one === word);
  if (!language) problems.push(`line ${at - 1}: a block is yaml, hcl or json, not "${word}"`);
  let name = DEFAULT_NAMES[language ?? "yaml"];
  let lineEnd = "\n";
  for (const option of options) {
    if (option.startsWith("file=")) name = option.slice(5);
    else if (option === "eol=crlf") lineEnd = "\r\n";
    else problems.push(`line ${at - 1}: there is no option "${option}"; there are file=NAME and eol=crlf`);
  }
  const kept: string[] = [];
  const marks: Mark[] = [];
  lines.forEach((line, i) => {
    const marked = /^( *)(\^+)(?: +(.*?))? *$/.exec(line);
    if (!marked) {
      kept.push(line);
      return;
    }
    const [, before = "", carets = "", message = ""] = marked;
    const end = before.length + carets.length;
    if (message === "") problems.push(`line ${at + i}: after the carets comes the message`);
    if (end > (kept.at(-1)?.length ?? 0)) problems.push(`line ${at + i}: the carets reach beyond the line above`);
    marks.push({ line: kept.length - 1, start: before.length, end, message });
  });
  return { name, language: language ?? "yaml", text: kept.map((line) => line + lineEnd).join(""), marks };
}
