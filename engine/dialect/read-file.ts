// From a text to classified documents. A file in which nothing can be ours is not parsed at all; trees of documents whose text did
// not change are taken over from the last reading. Parsing never throws.
import { recall, remember } from "../model/memo.ts";
import { hclTree, parseHcl } from "../syntax/hcl/parse.ts";
import { parseJsonDocument } from "../syntax/json.ts";
import type { Document, Tree } from "../syntax/node.ts";
import { parseYamlDocument } from "../syntax/yaml/parse.ts";
import { splitYaml } from "../syntax/yaml/split.ts";
import type { Language, Source } from "../text/source.ts";
import { classify, isKustomizationPath } from "./classify.ts";
import type { ClassifiedDocument } from "./dialect.ts";

export interface FileReading {
  readonly source: Source;
  readonly documents: readonly ClassifiedDocument[];
  /** A template of a chart: what it gives is not known, and nothing of it is parsed. */
  readonly isTemplate?: boolean;
}

/** Trees by the text of their document, from an earlier reading of the same file. */
export type KnownTrees = ReadonlyMap<string, Tree>;

/** By the name; a template of no telling name (`.template`) is JSON where its text says so. */
export function languageOf(path: string, text = ""): Language {
  if (path.endsWith(".yaml") || path.endsWith(".yml")) return "yaml";
  if (/\.(tf|tfvars|hcl|tofu)$/.test(path)) return "hcl";
  if (/\.json$/.test(path)) return "json";
  return /^\s*\{/.test(text) ? "json" : "yaml";
}

/** A file that was not read yet: nothing of it is parsed. */
export const sourceOf = (path: string, text: string): Source => ({ id: path, path, language: languageOf(path, text), text });

/** What a text must hold to be worth parsing. Whoever writes flow style or JSON is caught by the quoted forms. */
const OURS =
  /(?:^|[\s{,"'])["']?(?:apiVersion|kind|Resources|AWSTemplateFormatVersion|pipelineInfo|deploymentSpec|platforms|op|\$schema)["']?[ \t]*:/;

/** `inChartTemplates`: the file is below the `templates/` folder of a chart. */
export function readFile(path: string, text: string, inChartTemplates: boolean, known?: KnownTrees): FileReading {
  const source = sourceOf(path, text);
  const { language } = source;
  if (inChartTemplates) return { source, documents: [], isTemplate: true };
  if (language !== "hcl" && !isKustomizationPath(path) && !OURS.test(text)) return { source, documents: [] };
  return { source, documents: remember(source, documentsOf, readDocuments(source, inChartTemplates, known)) };
}

/** The documents of a source that may have been read as a file; derived ones are read again. */
export const documentsOf = (source: Source): readonly ClassifiedDocument[] =>
  recall<readonly ClassifiedDocument[]>(source, documentsOf) ?? readDocuments(source);

/** The documents of a source, also of a derived one. */
export function readDocuments(source: Source, inChartTemplates = false, known?: KnownTrees): readonly ClassifiedDocument[] {
  const { text, language, path } = source;
  const spans = language === "yaml" ? splitYaml(text) : [{ start: 0, end: text.length }];
  return spans.map(({ start, end }, index) => {
    const own = spans.length === 1 && start === 0 && end === text.length ? text : text.slice(start, end);
    const tree = known?.get(own) ?? parse(own, language);
    const document: Document = { source, start, end, tree };
    return { document, class: language === "hcl" ? "terraform" : classify(document, { path, inChartTemplates }), index };
  });
}

function parse(text: string, language: Language): Tree {
  if (language === "hcl") return hclTree(parseHcl(text));
  return language === "json" ? parseJsonDocument(text) : parseYamlDocument(text);
}

/** The trees of a reading, to be handed to the next one. */
export function treesOf(reading: FileReading): Map<string, Tree> {
  const trees = new Map<string, Tree>();
  for (const { document } of reading.documents) trees.set(document.source.text.slice(document.start, document.end), document.tree);
  return trees;
}
