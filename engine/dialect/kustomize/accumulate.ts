// What a kustomization brings and does, in Kustomize's order: resources, generators, components, then the transformers on all of it.
import type { ClassifiedDocument } from "../dialect.ts";
import { mergedFields, withConfiguration } from "./configuration.ts";
import { absorb, generate } from "./generators.ts";
import { type BuildObject, idKey, idLabel, objectOf } from "./object.ts";
import { folderOf, isRemote, resolvePath } from "./paths.ts";
import { type BuildSession, isReadable, type KustomizationFile } from "./session.ts";
import { sayWhatIsNotFollowed, transform } from "./transform.ts";
import { DEFAULT_FIELDS, type TransformerFields } from "./transformer-fields.ts";
import { asMap, get, getAt, isNull, itemsAt, type Located, locate, target, textAt } from "./tree.ts";

const MAX_DEPTH = 10;
const MAX_OBJECTS = 20_000;

/** What a kustomization hands to the one that includes it. */
export interface Accumulation {
  objects: BuildObject[];
  /** The ids of the objects: two of one id are refused. */
  ids: Set<string>;
  fields: TransformerFields;
  readonly vars: Set<string>;
}

export const nothing = (): Accumulation => ({ objects: [], ids: new Set(), fields: DEFAULT_FIELDS, vars: new Set() });

export interface Step {
  readonly file: KustomizationFile;
  readonly session: BuildSession;
  /** The kustomizations that are being read, the outermost first. */
  readonly stack: readonly string[];
  /** A component that nobody includes: it is looked at for its own files and for what it patches. */
  readonly isComponentAlone: boolean;
}

/** Adds what a kustomization has and does. A component works on what its includer has so far. */
export function accumulate(step: Step, all: Accumulation): Accumulation {
  const { file, session } = step;
  const { root } = file;
  for (const field of ["resources", "bases"]) for (const entry of itemsAt(root, field)) addResources(step, entry, all);
  for (const entry of itemsAt(root, "configurations")) addConfiguration(step, entry, all);
  for (const generator of ["configMapGenerator", "secretGenerator"] as const) {
    for (const entry of itemsAt(root, generator)) {
      if (!session.spend(1 + all.objects.length, entry)) break;
      const made = generate(entry, generator, get(root, "generatorOptions"), (name) => textOfFile(step, name), session.complain);
      if (!made) continue;
      absorb(all.objects, made, session);
      all.ids.add(idKey(made.id));
    }
  }
  for (const entry of itemsAt(root, "components")) addFolder(step, entry, all, "Component");
  sayWhatIsNotFollowed(root, session);
  transform(file, session, all);
  all.ids = new Set(all.objects.map((object) => idKey(object.id)));
  for (const entry of itemsAt(root, "vars")) all.vars.add(textAt(entry, "name") ?? "");
  return all;
}

/** A file, or the folder of another kustomization. */
function addResources(step: Step, entry: Located, all: Accumulation): void {
  const { file, session } = step;
  const text = textAt(entry) ?? "";
  const path = isRemote(text) ? undefined : resolvePath(folderOf(file.path), text);
  const documents = path === undefined ? undefined : session.documents(path);
  if (path === undefined || !documents) return addFolder(step, entry, all, "Kustomization");
  session.filePath(file, entry);
  session.covers.add(path);
  for (const document of documents) for (const object of objectsOf(document, path, entry, session)) append(all, object, session, entry);
}

function append(all: Accumulation, object: BuildObject, session: BuildSession, entry: Located): void {
  const key = idKey(object.id);
  if (all.objects.length >= MAX_OBJECTS) {
    session.limit(`The build has more than ${MAX_OBJECTS} objects; the rest is not read.`, entry, "objects");
  } else if (all.ids.has(key)) {
    session.complain(`${idLabel(object.id)} is in the build already: Kustomize refuses two.`, entry);
  } else {
    all.ids.add(key);
    all.objects.push(object);
  }
}

function objectsOf(
  { document, class: documentClass }: ClassifiedDocument,
  path: string,
  entry: Located,
  session: BuildSession,
): readonly BuildObject[] {
  const { root } = document.tree;
  if (documentClass === "helm-template" || !isReadable(document)) {
    session.lose(`${path} cannot be read`);
    return [];
  }
  if (!root || isNull(root)) return [];
  return unfolded(locate(root, document)).flatMap((at) => {
    if (textAt(at, "apiVersion") === undefined || textAt(at, "kind") === undefined) {
      session.complain(`${textAt(entry) ?? path} holds something that is no Kubernetes object: Kustomize refuses it.`, entry);
      return [];
    }
    if (!getAt(at, "metadata", "name")) session.complain("Kustomize needs metadata.name.", get(at, "kind") ?? at);
    return [objectOf(at, documentClass)];
  });
}

/** The items of a List, or the object itself. */
function unfolded(at: Located): readonly Located[] {
  const isListKind = (textAt(at, "kind") ?? "").endsWith("List") && get(at, "items") !== undefined;
  return isListKind
    ? itemsAt(at, "items").flatMap((item) => (asMap(item) ? [{ node: target(item).node, document: item.document }] : []))
    : [at];
}

export const isComponent = ({ root }: KustomizationFile): boolean => textAt(root, "kind") === "Component";

function addFolder(step: Step, entry: Located, all: Accumulation, wanted: "Kustomization" | "Component"): void {
  const { file, session, stack } = step;
  const text = textAt(entry) ?? "";
  if (isRemote(text)) {
    session.lose(`remote resource ${text}`);
    return;
  }
  const folder = resolvePath(folderOf(file.path), text);
  if (folder === undefined) return session.limit(`${text} leads out of the workspace; it is not read.`, entry, "objects");
  const found = session.kustomizationsIn(folder);
  const [inner] = found;
  if (!inner && session.isExhausted) return session.limit("The build reads too many files; the rest is not read.", entry, "objects");
  if (!inner) return session.lose(missing(step, folder, text), entry);
  if (found.length > 1) session.complain(`${text} has ${found.length} kustomization files: Kustomize refuses it.`, entry);
  if (stack.includes(inner.path)) return session.lose(`${text} includes this kustomization again: the build goes in a circle.`, entry);
  if (stack.length >= MAX_DEPTH)
    return session.limit(`Kustomizations include each other more than ${MAX_DEPTH} levels deep; ${text} is not read.`, entry, "objects");
  const isInnerComponent = isComponent(inner);
  if (isInnerComponent !== (wanted === "Component")) {
    return session.lose(isInnerComponent ? `${text} is a component: it belongs under components.` : `${text} is no component.`, entry);
  }
  const next: Step = { ...step, file: inner, stack: [...stack, inner.path] };
  if (isInnerComponent) {
    accumulate(next, all);
    return;
  }
  if (step.isComponentAlone) return session.lose(`${text} is built by itself`);
  const built = accumulate(next, nothing());
  for (const object of built.objects) append(all, object, session, entry);
  all.fields = mergedFields(all.fields, built.fields);
  for (const name of built.vars) all.vars.add(name);
}

function missing({ session }: Step, folder: string, text: string): string {
  if (session.exists(folder)) return `${text} cannot be read.`;
  return `${text} does not exist, or has no kustomization.yaml.`;
}

function addConfiguration(step: Step, entry: Located, all: Accumulation): void {
  const path = step.session.filePath(step.file, entry);
  const documents = path === undefined ? undefined : step.session.documents(path);
  if (path !== undefined && !documents) step.session.complain(`${textAt(entry) ?? ""} does not exist.`, entry);
  for (const { document } of documents ?? []) {
    if (document.tree.root && isReadable(document)) all.fields = withConfiguration(all.fields, locate(document.tree.root, document));
  }
}

function textOfFile({ file, session }: Step, entry: Located): string | undefined | "missing" {
  const path = session.filePath(file, entry);
  if (path === undefined) return "missing";
  const documents = session.documents(path);
  if (documents) return documents[0]?.document.source.text;
  if (session.exists(path)) return undefined;
  session.complain(`${textAt(entry) ?? ""} does not exist.`, entry);
  return "missing";
}
