// One drydock.yaml: its text to a value that the engine can trust. What is wrong is reported where it is written, with the nearest
// right word, and left out; the rest still applies.
import {
  type ConfigFile,
  type ConfigValue,
  escapeForPeople,
  type FileProblem,
  globProblem,
  isDay,
  type Location,
  lineIndex,
  type Node,
  nearestWord,
  parseYamlDocument,
  type Span,
  splitYaml,
} from "../engine/api.ts";
import schema from "../schemas/drydock.schema.json" with { type: "json" };
import { validate } from "./generated/config-validator.ts";
import { type Container, isObject, Written } from "./written.ts";

/** A file as it was read, and where each setting stands. */
export interface ReadConfig {
  readonly file: ConfigFile;
  readonly problems: readonly FileProblem[];
  /** The 1-based line of the key or item at a path of the value; undefined where nothing is written there. */
  lineOf(path: readonly (string | number)[]): number | undefined;
  /** What stands at a key of the whole file. */
  locationOf(key: string): Location;
}

/** `ruleIds`: the rules that exist; a setting for any other is reported and left out. */
export function readConfigText(path: string, text: string, ruleIds: readonly string[]): ReadConfig {
  const lines = lineIndex(text);
  const problems: FileProblem[] = [];
  const report = (message: string, { start, end }: Span) => {
    const range = { start: lines.positionAt(start), end: lines.positionAt(end) };
    problems.push({ kind: "config", file: path, span: { start, end }, range, message });
  };
  const root = parse(text, report);
  const written = root ? new Written(root) : undefined;
  const value = written ? cleaned(written, ruleIds, report) : {};
  problems.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  const located = (span: Span = { start: 0, end: 0 }): Location => ({
    file: path,
    span,
    range: { start: lines.positionAt(span.start), end: lines.positionAt(span.end) },
  });
  const ignoresAt = (value.ignore ?? []).map((entry) => located(written?.firstIn(entry as unknown as Container)));
  return {
    file: { path, value, ...(ignoresAt.length > 0 ? { ignoresAt } : {}) },
    problems,
    lineOf(steps) {
      const span = written?.spanAt(steps);
      return span && lines.positionAt(span.start).line;
    },
    locationOf: (key) => located(written?.valueIn(value as Container, key)),
  };
}

type Report = (message: string, span: Span) => void;

function parse(text: string, report: Report): Node | undefined {
  const documents = splitYaml(text).map((span) => ({ span, tree: parseYamlDocument(text.slice(span.start, span.end)) }));
  const filled = documents.filter(({ tree }) => tree.root !== undefined || tree.problems.length > 0);
  const [first, second] = filled;
  if (!first) return undefined;
  const at = (span: Span): Span => ({ start: first.span.start + span.start, end: first.span.start + span.end });
  for (const problem of first.tree.problems) report(problem.message, at(problem.span));
  for (const { key } of first.tree.duplicates) report(`The key ${quoted(nodeText(key))} is given twice; the last one counts.`, at(key));
  if (second) report("Only the first document of a configuration counts.", second.span);
  return first.tree.root && shifted(first.tree.root, first.span.start);
}

/** Offsets of a document as offsets of its file; they differ only where something stands before the document. */
function shifted(root: Node, by: number): Node {
  if (by === 0) return root;
  const copies = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = copies.get(node);
    if (known) return known;
    const span = { start: node.start + by, end: node.end + by };
    let copy: Node;
    if (node.kind === "map")
      copy = { ...node, ...span, entries: node.entries.map(({ key, value }) => ({ key: visit(key), value: visit(value) })) };
    else if (node.kind === "list") copy = { ...node, ...span, items: node.items.map(visit) };
    else if (node.kind === "alias") copy = { ...node, ...span, target: visit(node.target) as typeof node.target };
    else copy = { ...node, ...span };
    copies.set(node, copy);
    return copy;
  };
  return visit(root);
}

/** One error of the generated validator. */
interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
}

interface Validator {
  (value: unknown): boolean;
  readonly errors?: readonly SchemaError[] | null;
}

const check: Validator = validate;

/** Each pass takes out all that the validator names; what then lacks a required part goes in the next. */
const PASSES = 8;

function cleaned(written: Written, ruleIds: readonly string[], report: Report): ConfigValue {
  const { value } = written;
  if (value === null) return {};
  if (!isObject(value)) {
    report("A configuration is a map of settings.", written.spanAt([]) ?? { start: 0, end: 0 });
    return {};
  }
  // A key whose entries are all comments says nothing.
  for (const [key, setting] of Object.entries(value)) if (setting === null && Object.hasOwn(schema.properties, key)) delete value[key];
  for (let pass = 0; !check(value); pass++) {
    if (pass === PASSES) return {};
    const removals: (() => void)[] = [];
    for (const error of check.errors ?? []) {
      if (error.keyword === "if" || error.propertyName !== undefined) continue;
      const found = locate(value, error);
      report(...explain(written, found, error));
      removals.push(() => (found.entry ? remove(found.entry.list, found.entry.index) : remove(found.container, found.key)));
    }
    for (const removal of removals.reverse()) removal();
    dropHoles(value);
  }
  dropUnusablePaths(written, value as ConfigValue, report);
  dropImpossibleDays(written, value as ConfigValue, report);
  dropUnknownRules(written, value, ruleIds, report);
  return value as ConfigValue;
}

interface Wrong {
  readonly root: Record<string, unknown>;
  /** What holds the wrong key or value. */
  readonly container: Container;
  readonly key: string;
  readonly value: unknown;
  /** What goes with it. */
  readonly entry: Entry | undefined;
}

interface Entry {
  readonly list: unknown[];
  readonly index: string;
}

/** What an override sets; all else says where. */
const SET_BY_OVERRIDES: ReadonlySet<string | undefined> = new Set(["preset", "rules"]);

/** The entry that would say something about more than was meant if a part of it were left out: it goes whole. */
function entryAround(root: Record<string, unknown>, [list = "", index, part, ...rest]: readonly string[]): Entry | undefined {
  const isNarrower =
    (list === "ignore" && part !== undefined) ||
    (list === "overrides" && part !== undefined && rest.length === 0 && !SET_BY_OVERRIDES.has(part)) ||
    (list === "roles" && part === "match");
  return isNarrower && index !== undefined ? { list: root[list] as unknown[], index } : undefined;
}

function locate(root: Record<string, unknown>, { instancePath, keyword, params }: SchemaError): Wrong {
  const steps = instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (keyword === "additionalProperties") steps.push(String(params.additionalProperty));
  if (keyword === "propertyNames") steps.push(String(params.propertyName));
  let container: Container = root;
  for (const step of steps.slice(0, -1)) container = (container as Record<string, unknown>)[step] as Container;
  const key = steps.at(-1) ?? "";
  return { root, container, key, value: (container as Record<string, unknown>)[key], entry: entryAround(root, steps) };
}

function explain(written: Written, { container, key, value, entry }: Wrong, error: SchemaError): [message: string, span: Span] {
  const goes = entry ? "the entry is ignored" : "is ignored";
  switch (error.keyword) {
    case "additionalProperties":
      return [
        `The key ${quoted(key)} is not known here, and ${goes}.${hint(key, keysAllowed(error.schemaPath))}`,
        written.keyIn(container, key),
      ];
    case "propertyNames":
      return [
        `${quoted(key)} is neither the id of a rule (gpu/limit-missing) nor a topic (gpu/*), and ${goes}.`,
        written.keyIn(container, key),
      ];
    case "required":
      return [
        `The key ${quoted(String(error.params.missingProperty))} is missing here; the entry is ignored.`,
        written.firstIn(value as Container),
      ];
    case "enum": {
      const allowed = (error.params.allowedValues as readonly string[]).map(String);
      return [
        `${quoted(plain(value))} is none of ${allowed.join(", ")}, and ${goes}.${hint(plain(value), allowed)}`,
        written.valueIn(container, key),
      ];
    }
    case "type":
      return [
        `${Array.isArray(container) ? "This" : quoted(key)} has to be ${TYPES[String(error.params.type)] ?? String(error.params.type)}, and ${goes}.`,
        written.valueIn(container, key),
      ];
    default:
      return [`${quoted(plain(value))} is no ${FORMS[key] ?? "value"} for ${quoted(key)}, and ${goes}.`, written.valueIn(container, key)];
  }
}

const TYPES: Readonly<Record<string, string>> = { object: "a map", array: "a list", string: "a text", boolean: "true or false" };
const FORMS: Readonly<Record<string, string>> = {
  version: 'version (as the text "1.33")',
  until: "date (2027-03-31)",
  rule: "rule id or topic",
};

const remove = (container: Container, key: string): void => {
  if (Array.isArray(container)) container[Number(key)] = undefined;
  else delete container[key];
};

/** Removed items of lists leave holes until the errors of the pass are all dealt with, so that the indices stay true. */
function dropHoles(value: unknown): void {
  if (Array.isArray(value)) {
    const kept = value.filter((item) => item !== undefined);
    value.splice(0, value.length, ...kept);
  }
  if (Array.isArray(value) || isObject(value)) for (const child of Object.values(value)) dropHoles(child);
}

/** What a path of a configuration can mean is in its folder and below. */
const upwards = (path: string): string | undefined =>
  /(?:^|\/)\.\.(?:\/|$)/.test(path) ? 'leads upwards ("..") to what this file has no say in' : undefined;
const globProblemOf = (glob: string): string | undefined => globProblem(glob) ?? upwards(glob);
const folderProblem = (path: string): string | undefined =>
  upwards(path) ?? (/[*?]/.test(path) ? "is a pattern, and one folder is meant" : undefined);

function dropUnusablePaths(written: Written, { ignore, overrides, roles, units, terraform }: ConfigValue, report: Report): void {
  const drop = <T>(
    list: readonly T[] | undefined,
    placeOf: (entry: T, index: number) => readonly [unknown, string],
    problemOf: typeof upwards,
  ) => {
    for (const [index, entry] of list?.entries() ?? []) {
      const [holder, key] = placeOf(entry, index) as [Container, string];
      const path: unknown = (holder as Record<string, unknown>)[key];
      const problem = typeof path === "string" ? problemOf(path) : undefined;
      if (problem === undefined) continue;
      report(`${quoted(String(path))} ${problem}; the entry is ignored.`, written.valueIn(holder, key));
      (list as unknown[])[index] = undefined;
    }
    dropHoles(list);
  };
  drop(ignore, (entry) => [entry, "path"], globProblemOf);
  drop(overrides, (entry) => [entry, "path"], globProblemOf);
  drop(roles, ({ match }) => [match, "path"], globProblemOf);
  drop(units, (entry) => [entry, "path"], folderProblem);
  drop(terraform?.roots, (_, index) => [terraform?.roots, String(index)], folderProblem);
}

/** A day that does not exist would never come. */
function dropImpossibleDays(written: Written, { ignore }: ConfigValue, report: Report): void {
  if (ignore === undefined) return;
  const entries = ignore as unknown[];
  for (const [index, entry] of ignore.entries()) {
    if (entry.until === undefined || isDay(entry.until)) continue;
    report(
      `${quoted(entry.until)} is no day of the calendar, and the entry is ignored.`,
      written.valueIn(entry as unknown as Container, "until"),
    );
    entries[index] = undefined;
  }
  dropHoles(entries);
}

/** The keys that the schema allows where it refused one. Inside of a definition the validator counts the path from there. */
function keysAllowed(schemaPath: string): readonly string[] {
  const steps = schemaPath
    .slice(2)
    .split("/")
    .slice(0, -1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  for (const start of [schema, ...Object.values(schema.definitions)]) {
    const found = steps.reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), start);
    if (isObject(found) && isObject(found.properties)) return Object.keys(found.properties);
  }
  return [];
}

function dropUnknownRules(written: Written, value: ConfigValue, ruleIds: readonly string[], report: Report): void {
  const known = new Set([...ruleIds, ...ruleIds.map((id) => `${id.slice(0, id.indexOf("/"))}/*`)]);
  const say = (id: string, span: Span) => report(`There is no rule ${quoted(id)}.${hint(id, [...known])}`, span);
  for (const rules of [value.rules, ...(value.overrides ?? []).map((override) => override.rules)]) {
    for (const id of Object.keys(rules ?? {})) {
      if (known.has(id)) continue;
      say(id, written.keyIn(rules as Container, id));
      delete (rules as Record<string, unknown>)[id];
    }
  }
  for (const ignore of value.ignore ?? [])
    if (!known.has(ignore.rule)) say(ignore.rule, written.valueIn(ignore as unknown as Container, "rule"));
}

/** " Did you mean …?" where one word is near enough, or the only one that begins so ("warn", "unit"). */
export function hint(word: string, words: readonly string[]): string {
  const begun = word.length < SHORTEST ? [] : words.filter((one) => one.startsWith(word));
  const nearest = nearestWord(word, words) ?? (begun.length === 1 ? begun[0] : undefined);
  return nearest === undefined ? "" : ` Did you mean ${quoted(nearest)}?`;
}

/** Fewer letters begin anything. */
const SHORTEST = 3;

const nodeText = (node: Node): string => (node.kind === "scalar" ? node.text : "?");
const quoted = (text: string): string => `"${escapeForPeople(text)}"`;
const plain = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value));
