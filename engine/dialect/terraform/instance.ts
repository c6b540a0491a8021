// Instances of modules: the module of a unit and, below it, one for each call of a local module (E20). Calls of registry and git
// modules have none: what they give is unknown.

import { literalText } from "../../syntax/hcl/node.ts";
import type { Document } from "../../syntax/node.ts";
import { attributeOf, readModule, type TerraformModule } from "./module.ts";
import type { Evaluation, ModuleInstance, Scope } from "./scope.ts";

/** E20: deeper calls are unknown. */
const MAX_LEVEL = 10;
/** Calls within calls multiply; what is beyond is unknown. */
const MAX_INSTANCES = 200;

export const instanceScope = (instance: ModuleInstance, document: Document): Scope => ({
  instance,
  document,
  bindings: undefined,
  provenance: undefined,
});

export const unitInstance = (evaluation: Evaluation, module: TerraformModule): ModuleInstance => ({
  evaluation,
  module,
  prefix: "",
  level: 0,
  call: undefined,
  memo: new Map(),
  children: new Map(),
});

/** The module that a call names by a relative path, as that call sees it; undefined where it is elsewhere or calls itself. */
export function childInstance(parent: ModuleInstance, name: string): ModuleInstance | undefined {
  const before = parent.children.get(name);
  if (before || parent.children.has(name)) return before;
  const child = makeChild(parent, name);
  parent.children.set(name, child);
  return child;
}

function makeChild(parent: ModuleInstance, name: string): ModuleInstance | undefined {
  const { evaluation } = parent;
  const declared = parent.module.calls.get(name);
  const source = declared && attributeOf(declared.block.body, "source")?.value;
  const written = source && literalText(source);
  if (!declared || written === undefined || !/^\.\.?(?:\/|$)/.test(written)) return undefined;
  const folder = resolveFolder(parent.module.folder, written);
  if (folder === undefined || parent.level >= MAX_LEVEL || isWithin(parent, folder) || evaluation.instances >= MAX_INSTANCES)
    return undefined;
  const module = loadModule(evaluation, folder);
  if (!module) return undefined;
  evaluation.instances++;
  const scope = instanceScope(parent, declared.document);
  return {
    ...unitInstance(evaluation, module),
    prefix: `${parent.prefix}module.${name}.`,
    level: parent.level + 1,
    call: { declared, scope },
  };
}

export function loadModule(evaluation: Evaluation, folder: string): TerraformModule | undefined {
  if (!evaluation.modules.has(folder)) evaluation.modules.set(folder, readModule(folder, evaluation.files, evaluation.roots));
  return evaluation.modules.get(folder);
}

function isWithin(instance: ModuleInstance, folder: string): boolean {
  for (let at: ModuleInstance | undefined = instance; at; at = at.call?.scope.instance) if (at.module.folder === folder) return true;
  return false;
}

/** `base` joined with a relative path; undefined where it leaves the workspace. */
function resolveFolder(base: string, relative: string): string | undefined {
  const parts = base === "" ? [] : base.split("/");
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
