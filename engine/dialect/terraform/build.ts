// A Terraform module as a unit: one folder, and the local modules that it calls as each call sees them (E20). Each resource, data
// source, provider with settings and module call becomes a Resource; Kubernetes objects that are written in one become Resources beside it.
import { folderOf } from "../../model/index.ts";
import type { Resource } from "../../model/resource.ts";
import type { HclBlock } from "../../syntax/hcl/node.ts";
import type { Document, Node, Origin } from "../../syntax/node.ts";
import type { BuiltUnit, FileAccess } from "../dialect.ts";
import { lowerBlock } from "./blocks.ts";
import { terraformDialect } from "./dialect.ts";
import { evaluate } from "./evaluate.ts";
import { childInstance, instanceScope, loadModule, unitInstance } from "./instance.ts";
import { manifestsOf } from "./manifests.ts";
import { attributeOf, type Declared } from "./module.ts";
import { boolValue, doubted, elementsOf, mapAt, numberValue, type Spot, scalarAt, spotOf, textValue, unknownAt } from "./nodes.ts";
import { bind, type Evaluation, evaluateIn, type ModuleInstance, type Scope } from "./scope.ts";

export interface TerraformOptions {
  /** Folders that the owner declares as roots (E2). */
  readonly roots: readonly string[];
}

export interface TerraformUnit extends BuiltUnit {
  /** A root is complete for companions that can only live beside their owner. */
  readonly isRoot: boolean;
}

export interface TerraformResource extends Resource {
  /** The block's address in the unit without index: what `pointsTo` of a node names. */
  readonly address: string;
}

export const isTerraformPath = (path: string): boolean => /\.(?:tf|tofu)$/.test(path);

/** What stands for all Terraform files of a folder: the id of its unit, and among what a unit has read. */
const listing = (folder: string): string => `${folder}/*.tf`;

/** The address of a Terraform resource; undefined for what is none. */
export const addressOf = (resource: Resource): string | undefined => (resource as Partial<TerraformResource>).address;

/** All resources of the module in a folder. Never throws; what cannot be evaluated is unknown. */
export function buildTerraform(folder: string, files: FileAccess, options: TerraformOptions): TerraformUnit {
  const id = listing(folder);
  const evaluation: Evaluation = {
    files,
    roots: options.roots,
    steps: 0,
    depth: 0,
    modules: new Map(),
    instances: 0,
    expression: evaluate,
  };
  const module = loadModule(evaluation, folder);
  if (!module)
    return { id, resources: [], read: [id], incomplete: ["the folder holds no Terraform"], covers: [], problems: [], isRoot: false };
  const resources: Resource[] = [];
  addInstance(resources, unitInstance(evaluation, module), id);
  const modules = [...evaluation.modules.values()].filter((one) => one !== undefined);
  return {
    id,
    resources,
    read: [...[...evaluation.modules.keys()].map(listing), ...new Set(modules.flatMap((one) => [...one.files, ...one.unread]))].sort(),
    incomplete: [
      ...modules.flatMap((one) => one.unread.map((path) => `${path} is not read`)),
      module.isRoot ? "what other modules and people create is not in it" : "it is a library, to which its callers add",
    ],
    covers: modules.filter((one) => one !== module && !one.isRoot).flatMap((one) => one.files),
    problems: [],
    isRoot: module.isRoot,
  };
}

function addInstance(resources: Resource[], instance: ModuleInstance, unit: string): void {
  for (const [key, declared] of instance.module.resources) addBlock(resources, instance, key, declared, unit);
  for (const [name, declared] of instance.module.calls) {
    const isThere = addBlock(resources, instance, `module.${name}`, declared, unit);
    const child = isThere ? childInstance(instance, name) : undefined;
    if (child) addInstance(resources, child, unit);
  }
}

/** The resources of one block: none where it is literally switched off, one for each element of a known collection. */
function addBlock(resources: Resource[], instance: ModuleInstance, key: string, declared: Declared, unit: string): boolean {
  const turns = turnsOf(declared, instanceScope(instance, declared.document));
  for (const { scope, suffix, isSwitchedOff } of turns) {
    const written = lowerBlock([{ block: declared.block, document: declared.document }, ...declared.overrides], scope);
    const root = isSwitchedOff ? doubted(written) : written;
    // Two roots may call one module by one name: its resources are others in each.
    const caller = instance.prefix && `@${folderOf(unit)}:${instance.prefix.slice(0, -1)}`;
    const id = `${declared.document.source.id}#${declared.ordinal}${caller}${suffix}`;
    const resource = resourceOf(root, key, declared, { id, unit, address: instance.prefix + key });
    resources.push(resource);
    resources.push(...manifestsOf(resource, resources.length));
  }
  return turns.length > 0;
}

function resourceOf(
  root: Node,
  key: string,
  { block, document }: Declared,
  identity: { readonly id: string; readonly unit: string; readonly address: string },
): TerraformResource {
  const dot = key.lastIndexOf(".");
  const ref = { group: "terraform", kind: key.slice(0, dot), name: key.slice(dot + 1) };
  return {
    ...identity,
    class: "terraform",
    ref,
    apiVersion: "terraform",
    dialect: terraformDialect,
    document,
    root,
    anchor: labelsOf(block, document),
  };
}

/** What stands for a block: its labels. */
function labelsOf(block: HclBlock, document: Document): Origin {
  const first = block.labels[0] ?? block.typeSpan;
  const last = block.labels[block.labels.length - 1] ?? block.typeSpan;
  return { document, start: first.start, end: last.end };
}

interface Turn {
  readonly scope: Scope;
  readonly suffix: string;
  /** The block exists only where variables have other values than now: what these decide in it is not known. */
  readonly isSwitchedOff?: boolean;
}

/** More elements than this are not told apart. */
const MAX_ELEMENTS = 50;

/**
 * E9: a block is looked at once, with `each` and `count.index` unknown, unless its collection is fully known. Only a literal switch
 * turns it off: one that depends on a variable will be turned on one day.
 */
function turnsOf({ block }: Declared, scope: Scope): readonly Turn[] {
  const once = [{ scope, suffix: "" }];
  const count = attributeOf(block.body, "count")?.value;
  if (count) {
    const node = evaluateIn(scope, count);
    const isOff = numberValue(node) === 0 || boolValue(node) === false;
    return isOff ? switchedOff(node, scope) : once;
  }
  const forEach = attributeOf(block.body, "for_each")?.value;
  if (!forEach) return once;
  const collection = evaluateIn(scope, forEach);
  const elements = elementsOf(collection);
  if (elements?.length === 0) return switchedOff(collection, scope);
  if (!elements || elements.length > MAX_ELEMENTS) return once;
  return elements.map(({ key, value }, i) => {
    const name = collection.kind === "list" ? value : key;
    return { scope: bind(scope, "each", eachOf(name, value, spotOf(collection))), suffix: `[${JSON.stringify(textValue(name) ?? i)}]` };
  });
}

const switchedOff = ({ provenance }: Node, scope: Scope): readonly Turn[] =>
  provenance ? [{ scope, suffix: "", isSwitchedOff: true }] : [];

function eachOf(key: Node, value: Node, spot: Spot): Node {
  return mapAt(spot, [
    { key: scalarAt(spot, "key"), value: textValue(key) === undefined ? unknownAt(spot, "each.key") : key },
    { key: scalarAt(spot, "value"), value },
  ]);
}
