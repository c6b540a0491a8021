// A Terraform module is one folder (E1): its variables, locals, resources, calls and outputs by name, before anything is evaluated.
// Reads through FileAccess only. Files in JSON syntax are not read: what they may change is not known, and that they exist is said.

import type { HclAttribute, HclBlock, HclBody, HclFile } from "../../syntax/hcl/node.ts";
import { isHclTree } from "../../syntax/hcl/parse.ts";
import type { Document } from "../../syntax/node.ts";
import type { FileAccess } from "../dialect.ts";

export interface Declared {
  readonly block: HclBlock;
  readonly document: Document;
  /** The block's position among the blocks of its file. */
  readonly ordinal: number;
  /** Blocks of override files that are merged into this one, in order (E1). */
  readonly overrides: readonly { readonly block: HclBlock; readonly document: Document }[];
}

export interface Assigned {
  readonly attribute: HclAttribute;
  readonly document: Document;
}

export interface TerraformModule {
  /** Workspace-relative; "" is the root. */
  readonly folder: string;
  /** E2: only the author of a root module deploys it, so only there a variable's default is a value. */
  readonly isRoot: boolean;
  readonly variables: ReadonlyMap<string, Declared>;
  readonly locals: ReadonlyMap<string, Assigned>;
  /** By `type.name`, `data.type.name` for data sources, and `provider.name` for the settings of a provider. */
  readonly resources: ReadonlyMap<string, Declared>;
  readonly calls: ReadonlyMap<string, Declared>;
  readonly outputs: ReadonlyMap<string, Declared>;
  /** Values of `terraform.tfvars` and `*.auto.tfvars` (E4). */
  readonly values: ReadonlyMap<string, Assigned>;
  /** Paths of the files that were read. */
  readonly files: readonly string[];
  /** Paths of the module's files that were not read. */
  readonly unread: readonly string[];
  /** Values that nobody read may replace those of `values` and the defaults. */
  readonly hasUnreadValues: boolean;
}

const CONFIGURATION = /\.(?:tf|tofu)$/;
const OVERRIDE = /(?:^|_)override\.(?:tf|tofu)$/;
const VALUES = /(?:^terraform|\.auto)\.tfvars$/;
const JSON_OVERRIDE = /(?:^|_)override\.(?:tf|tofu)\.json$/;
const JSON_VALUES = /(?:^terraform|\.auto)\.tfvars\.json$/;
const JSON_CONFIGURATION = /\.(?:tf|tofu)\.json$/;

/** What is said of a file that Terraform reads and this program does not. */
export function unreadTerraform(path: string): string | undefined {
  if (!path.endsWith(".json")) return undefined;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (JSON_OVERRIDE.test(name))
    return "Terraform in JSON syntax is not read. As this file may change all of its module, the module is not checked.";
  if (JSON_CONFIGURATION.test(name)) return "Terraform in JSON syntax is not read: what this file declares is not checked.";
  if (JSON_VALUES.test(name)) return "Values in JSON syntax are not read: what the variables of this module decide is not checked.";
  return undefined;
}

/** The module of a folder, or undefined where the folder holds no Terraform. `roots`: folders that are declared as roots. */
export function readModule(folder: string, files: FileAccess, roots: readonly string[]): TerraformModule | undefined {
  const names = files.list(folder);
  const own = names.filter((name) => CONFIGURATION.test(name));
  if (own.length === 0) return undefined;
  const ordered = [...own.filter((name) => !OVERRIDE.test(name)), ...own.filter((name) => OVERRIDE.test(name))];
  const module = emptyModule(folder);
  let isRoot = roots.includes(folder) || names.some((name) => /\.tfvars(?:\.json)?$/.test(name) || name === ".terraform.lock.hcl");
  for (const name of ordered) {
    const path = join(folder, name);
    const read = hclDocument(path, files);
    if (!read) {
      module.unread.push(path);
      continue;
    }
    module.files.push(path);
    declare(module, read.file, read.document, OVERRIDE.test(name));
    isRoot ||= read.file.body.items.some((item) => item.kind === "block" && marksRoot(item));
  }
  for (const name of names.filter((one) => VALUES.test(one)).sort(terraformFirst)) {
    const path = join(folder, name);
    const read = hclDocument(path, files);
    if (!read) continue;
    module.files.push(path);
    for (const attribute of attributesOf(read.file.body)) module.values.set(attribute.name, { attribute, document: read.document });
  }
  for (const name of names) if (/\.(?:tf|tofu|tfvars)\.json$/.test(name)) module.unread.push(join(folder, name));
  if (names.some((name) => JSON_OVERRIDE.test(name)))
    for (const declared of [module.variables, module.locals, module.resources, module.calls, module.outputs]) declared.clear();
  return { ...module, isRoot, hasUnreadValues: names.some((name) => JSON_VALUES.test(name)) };
}

/** `terraform.tfvars` before `*.auto.tfvars`, which win (E4). */
const terraformFirst = (a: string, b: string): number =>
  Number(b === "terraform.tfvars") - Number(a === "terraform.tfvars") || (a < b ? -1 : 1);

export const join = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

export const attributesOf = (body: HclBody): HclAttribute[] => body.items.filter((item) => item.kind === "attribute");
export const blocksOf = (body: HclBody): HclBlock[] => body.items.filter((item) => item.kind === "block");
export const attributeOf = (body: HclBody, name: string): HclAttribute | undefined =>
  attributesOf(body).find((attribute) => attribute.name === name);

function hclDocument(path: string, files: FileAccess): { readonly document: Document; readonly file: HclFile } | undefined {
  const document = files.documents(path)?.[0]?.document;
  return document && isHclTree(document.tree) ? { document, file: document.tree.syntax } : undefined;
}

const emptyModule = (folder: string) => ({
  folder,
  variables: new Map<string, Declared>(),
  locals: new Map<string, Assigned>(),
  resources: new Map<string, Declared>(),
  calls: new Map<string, Declared>(),
  outputs: new Map<string, Declared>(),
  values: new Map<string, Assigned>(),
  files: [] as string[],
  unread: [] as string[],
});

/** A `provider` block with settings of its own, or a backend (E2). */
function marksRoot(block: HclBlock): boolean {
  if (block.type === "provider") return true;
  if (block.type !== "terraform") return false;
  return blocksOf(block.body).some((inner) => inner.type === "backend" || inner.type === "cloud");
}

function declare(module: ReturnType<typeof emptyModule>, file: HclFile, document: Document, overrides: boolean): void {
  for (const [ordinal, block] of blocksOf(file.body).entries()) {
    const [first, second] = block.labels.map((label) => label.text);
    const add = (into: Map<string, Declared>, name: string | undefined): void => {
      if (name === undefined) return;
      const base = into.get(name);
      if (overrides && base) into.set(name, { ...base, overrides: [...base.overrides, { block, document }] });
      else if (!base) into.set(name, { block, document, ordinal, overrides: [] });
    };
    if (block.type === "variable") add(module.variables, first);
    else if (block.type === "output") add(module.outputs, first);
    else if (block.type === "module") add(module.calls, first);
    else if (block.type === "resource" && second !== undefined) add(module.resources, `${first}.${second}`);
    else if (block.type === "data" && second !== undefined) add(module.resources, `data.${first}.${second}`);
    else if (block.type === "provider" && first !== undefined) add(module.resources, providerKey(first, block, ordinal));
    else if (block.type === "locals") {
      for (const attribute of attributesOf(block.body)) module.locals.set(attribute.name, { attribute, document });
    }
  }
}

/** A provider may be set up several times; all but one of them have an alias. */
const providerKey = (name: string, { body }: HclBlock, ordinal: number): string =>
  attributeOf(body, "alias") ? `provider.${name}#${ordinal}` : `provider.${name}`;
