// ConfigMaps and Secrets that a kustomization makes. Their names end in a hash of their content, which is not computed here: in the tree
// the name is unknown, while references and other rules know it without the hash.
import type { DocumentClass } from "../../model/resource.ts";
import type { Node, OpenNode } from "../../syntax/node.ts";
import { base64 } from "../../text/base64.ts";
import { type BuildObject, idLabel, matchesAny, objectOf, sameId, setRoot } from "./object.ts";
import type { BuildSession } from "./session.ts";
import {
  asMap,
  type Change,
  type Complain,
  computedMap,
  computedText,
  fieldsAt,
  get,
  getAt,
  itemsAt,
  type Located,
  set,
  setAll,
  textAt,
} from "./tree.ts";

/** The text of a file, `undefined` where it exists but its content is not at hand, "missing" after a problem was reported. */
export type ReadText = (path: Located) => string | undefined | "missing";

type Generator = "configMapGenerator" | "secretGenerator";

/** One entry of a generator. */
export function generate(
  entry: Located,
  generator: Generator,
  globals: Located | undefined,
  read: ReadText,
  complain: Complain,
): BuildObject | undefined {
  const name = get(entry, "name");
  if (!name || textAt(name) === undefined) {
    complain(`An entry of ${generator} needs a name.`, entry);
    return undefined;
  }
  const options = [get(entry, "options"), globals];
  const isOn = (option: string) => options.some((one) => textAt(one, option) === "true");
  const isSecret = generator === "secretGenerator";
  const text = (value: string) => computedText(value, name, generator);
  const fields: [string, Located | undefined][] = [
    ["apiVersion", text("v1")],
    ["kind", text(isSecret ? "Secret" : "ConfigMap")],
    ["metadata", metadataOf(entry, name, options, generator)],
    ["type", isSecret ? (get(entry, "type") ?? text("Opaque")) : undefined],
    ["data", dataOf(entry, generator, read, complain)],
    ["immutable", isOn("immutable") ? { node: { ...text("true").node, value: true }, document: name.document } : undefined],
  ];
  const root = mapOf(fields, entry, generator);
  const documentClass: DocumentClass = "kubernetes";
  const object = objectOf(root, documentClass);
  object.generated = { behavior: textAt(entry, "behavior") ?? "create", hashed: !isOn("disableNameSuffixHash") };
  return object;
}

function mapOf(fields: readonly (readonly [string, Located | undefined])[], at: Located, name: string): Located {
  const changes = new Map<string, Change>();
  for (const [field, value] of fields) if (value) changes.set(field, { key: computedText(field, at, name), value });
  return setAll(computedMap(at, name), changes);
}

function metadataOf(entry: Located, name: Located, options: readonly (Located | undefined)[], generator: Generator): Located {
  const strings = (field: string): Located | undefined => {
    const [own, global] = options.map((one) => get(one, field));
    const map = asMap(own) ?? asMap(global);
    if (!map) return undefined;
    return fieldsAt(global).reduce((result, [key, value, keyNode]) => (get(own, key) ? result : set(result, key, value, keyNode)), map);
  };
  return mapOf(
    [
      ["name", name],
      ["namespace", get(entry, "namespace")],
      ["labels", strings("labels")],
      ["annotations", strings("annotations")],
    ],
    entry,
    generator,
  );
}

function dataOf(entry: Located, generator: Generator, read: ReadText, complain: Complain): Located | undefined {
  const changes = new Map<string, Change>();
  const add = (key: string, value: string | undefined, at: Located) => {
    if (changes.has(key)) complain(`${key} is given twice: Kustomize refuses this.`, at);
    else changes.set(key, { key: computedText(key, at, generator), value: dataValue(value, at, generator) });
  };
  for (const literal of itemsAt(entry, "literals")) addLiteral(literal, add, complain);
  const env = get(entry, "env");
  for (const file of [...itemsAt(entry, "envs"), ...(env ? [env] : [])]) addEnvironment(read(file), file, add);
  for (const file of itemsAt(entry, "files")) addFile(file, read, add, complain);
  return changes.size === 0 ? undefined : setAll(computedMap(entry, generator), changes);
}

type Add = (key: string, value: string | undefined, at: Located) => void;

function addLiteral(literal: Located, add: Add, complain: Complain): void {
  const text = textAt(literal) ?? "";
  const equals = text.indexOf("=");
  if (equals <= 0) return complain("A literal is written key=value.", literal);
  const value = text.slice(equals + 1);
  const quoted = /^(["'])([\s\S]*)\1$/.exec(value);
  const node = literal.node;
  const isVerbatim = node.kind === "scalar" && node.style === "plain" && node.end - node.start === text.length;
  const at = isVerbatim ? { node: { ...node, start: node.start + equals + 1 }, document: literal.document } : literal;
  add(text.slice(0, equals), value.length > 1 && quoted ? (quoted[2] ?? "") : value, at);
}

function addEnvironment(text: string | undefined | "missing", file: Located, add: Add): void {
  if (text === undefined || text === "missing") return;
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trimStart();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const equals = trimmed.indexOf("=");
    add(equals < 0 ? trimmed : trimmed.slice(0, equals), equals < 0 ? "" : trimmed.slice(equals + 1), file);
  }
}

function addFile(file: Located, read: ReadText, add: Add, complain: Complain): void {
  const text = textAt(file) ?? "";
  const parts = text.split("=");
  if (parts.length > 2 || parts.includes("")) return complain("A file is written path or key=path.", file);
  const path = parts.at(-1) as string;
  const key = parts.length === 2 ? (parts[0] as string) : path.slice(path.lastIndexOf("/") + 1);
  const content = read(computedText(path, file, "files"));
  if (content !== "missing") add(key, content, file);
}

function dataValue(value: string | undefined, at: Located, generator: Generator): Located {
  if (value !== undefined) return computedText(generator === "secretGenerator" ? base64(value) : value, at, generator);
  const node: OpenNode = {
    kind: "open",
    open: "unknown",
    start: at.node.start,
    end: at.node.end,
    hole: { kind: "marker", text: textAt(at) ?? "" },
  };
  return { node, document: at.document };
}

/** Adds a generated object to the others, or merges it into the one that it names. */
export function absorb(objects: BuildObject[], made: BuildObject, session: BuildSession): void {
  const behavior = made.generated?.behavior;
  const at = getAt(made.root, "metadata", "name") ?? made.root;
  const existing = objects.filter((one) => matchesAny(one, (id) => sameId(id, made.id)));
  const [old] = existing;
  if (!old) {
    if (behavior === "merge" || behavior === "replace")
      session.complainOfTarget(`There is no ${idLabel(made.id)} to ${behavior}: Kustomize refuses this.`, at);
    else objects.push(made);
    return;
  }
  if (existing.length > 1 || (behavior !== "merge" && behavior !== "replace")) {
    session.complain(`${idLabel(made.id)} is there already: behavior has to be merge or replace.`, at);
    return;
  }
  const inherited = ["labels", "annotations"].map((field) => ["metadata", field]);
  const paths = behavior === "merge" ? [...inherited, ["data"], ["binaryData"]] : inherited;
  let root = made.root;
  for (const path of paths) root = withInherited(root, old.root, path);
  const metadata = asMap(get(root, "metadata"));
  const oldName = getAt(old.root, "metadata", "name");
  const oldNamespace = getAt(old.root, "metadata", "namespace");
  if (metadata && oldName) {
    const named = set(metadata, "name", oldName, oldName);
    root = setIn(
      root,
      "metadata",
      oldNamespace ? set(named, "namespace", oldNamespace, computedText("namespace", oldNamespace, "namespace")) : named,
    );
  }
  setRoot(old, root);
  if (made.generated) old.generated = made.generated;
}

/** Entries of a map of the old object that the new one does not have. */
function withInherited(root: Located, old: Located, path: readonly string[]): Located {
  const own = getAt(root, ...path);
  const from = asMap(getAt(old, ...path));
  if (!from) return root;
  const changes = new Map(fieldsAt(own).map(([key, value, keyNode]) => [key, { key: keyNode, value }]));
  return setPath(root, path, setAll(from, changes));
}

function setPath(root: Located, [step, ...rest]: readonly string[], value: Located): Located {
  if (step === undefined) return value;
  const inner = rest.length === 0 ? value : setPath(get(root, step) ?? computedMap(root, step), rest, value);
  return setIn(root, step, inner);
}

function setIn(root: Located, key: string, value: Located): Located {
  const map = asMap(root);
  return map ? set(map, key, value, computedText(key, root, key)) : root;
}

/** The name of a generated object as it is applied: the text that is known, and a hash that is not. */
export function withHashedName(root: Located): Located {
  const name = getAt(root, "metadata", "name");
  const metadata = asMap(get(root, "metadata"));
  if (!name || !metadata) return root;
  const hole = { kind: "marker", text: "<hash of the content>" } as const;
  const node: Node = {
    kind: "open",
    open: "unknown",
    start: name.node.start,
    end: name.node.end,
    hole,
    parts: [`${textAt(name) ?? ""}-`, hole],
  };
  return setIn(root, "metadata", set(metadata, "name", { node, document: name.document }, name));
}
