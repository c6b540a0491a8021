// What the pages of the rules say, as data: for `drydock explain`, hovers and SARIF. The data are generated from rules/**/*.md by
// npm run generate; this file only says what they look like.
import pages from "./generated/docs.json" with { type: "json" };

export interface DocMark {
  /** `line`, `start` and `end` count from 0; columns in UTF-16 code units, as the message speaks of `text`. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface DocFile {
  readonly name: string;
  readonly language: string;
  readonly text: string;
  readonly marks: readonly DocMark[];
}

/** One example; `title` is "" where a page has only one. */
export interface DocCase {
  readonly title: string;
  readonly files: readonly DocFile[];
}

/** Prose is Markdown. */
export interface RuleDocs {
  readonly what: string;
  readonly why: string;
  readonly wrong: readonly DocCase[];
  /** The files of the wrong cases that a fix changes, as they are afterwards; empty where nothing can be repaired. */
  readonly fixed: readonly DocCase[];
  readonly right: readonly DocCase[];
  readonly ignore: string;
  readonly seeAlso: string;
}

/** By rule id; every built-in rule has an entry. */
export const docs: Readonly<Record<string, RuleDocs>> = pages;
