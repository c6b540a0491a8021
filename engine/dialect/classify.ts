// What a document is: by its content first, then by where it lies (a chart's templates, a file that only Kustomize reads). Never by
// the extension alone. A class that no rule names is left alone.

import { recall, remember } from "../model/memo.ts";
import type { DocumentClass } from "../model/resource.ts";
import { type Document, deref, findEntry, type MapNode, type Node } from "../syntax/node.ts";
import { resolveYaml3 } from "../syntax/yaml/scalars.ts";
import type { Source } from "../text/source.ts";
import { isCloudFormation } from "./cloudformation/detect.ts";

/** Where a file lies, as far as its class depends on it. */
export interface FileSetting {
  readonly path: string;
  /** The file is below the `templates/` folder of a chart. */
  readonly inChartTemplates: boolean;
}

const KUSTOMIZATION = new Set(["kustomization.yaml", "kustomization.yml", "Kustomization"]);

export const isKustomizationPath = (path: string): boolean => KUSTOMIZATION.has(path.slice(path.lastIndexOf("/") + 1));

/** Text that is filled in by Go or Jinja templates before anybody reads it as YAML. */
const hasTemplates = (text: string): boolean => text.includes("{{") || text.includes("{%");

/** Files of ytt are YAML whose comments `#@` fill in, repeat and leave out what stands around them. */
const isYtt = (source: Source): boolean => recall<boolean>(source, isYtt) ?? remember(source, isYtt, hasYtt(source.text));

const hasYtt = (text: string): boolean =>
  text.includes("#@") && /(?:^|[ \t\r\n])#@(?:[ \t]|(?:data|overlay|schema|library|ytt|yaml|assert)\b)/.test(text);

/** A document that cannot be read is still somebody's manifest when these lines are in it. */
const LOOKS_LIKE_AN_OBJECT = [/^apiVersion:[ \t]*\S/m, /^kind:[ \t]*\S/m];

export function classify(document: Document, setting: FileSetting): DocumentClass {
  const name = setting.path.slice(setting.path.lastIndexOf("/") + 1);
  if (setting.inChartTemplates) return "helm-template";
  if (name === "Chart.yaml") return "chart";
  if (name === "drydock.yaml") return "config";
  if (KUSTOMIZATION.has(name)) return "kustomization";
  const text = document.source.text;
  const own = document.start === 0 && document.end === text.length ? text : text.slice(document.start, document.end);
  if (isYtt(document.source) || (document.tree.problems.length > 0 && hasTemplates(own))) return "helm-template";
  const root = document.tree.root && deref(document.tree.root);
  if (!root) return document.tree.state === "broken" && LOOKS_LIKE_AN_OBJECT.every((line) => line.test(own)) ? "kubernetes" : "other";
  if (root.kind === "list") return isJsonPatch(root.items) ? "kustomize-patch" : "other";
  if (root.kind !== "map") return "other";
  return classOfMap(root, name);
}

function classOfMap(root: MapNode, name: string): DocumentClass {
  const apiVersion = scalarText(root, "apiVersion");
  const kind = scalarText(root, "kind");
  if (apiVersion !== undefined && kind !== undefined) return classOfObject(root, apiVersion, kind);
  if (isCloudFormation(root)) return "cloudformation";
  if (/azuremlschemas/.test(scalarText(root, "$schema") ?? "")) return "azureml";
  if (findEntry(root, "pipelineInfo") || findEntry(root, "deploymentSpec") || (findEntry(root, "platforms") && !kind)) return "kfp-ir";
  if (/^values([-.].*)?\.ya?ml$/.test(name)) return "helm-values";
  return "other";
}

const API_VERSION = /^[a-z0-9.-]+(\/[a-z0-9]+)?$/i;
const KIND = /^[A-Za-z][A-Za-z0-9]*$/;

function classOfObject(root: MapNode, apiVersion: string, kind: string): DocumentClass {
  const group = groupOf(apiVersion);
  if (group === "kustomize.config.k8s.io") return "kustomization";
  if (group === "apiextensions.k8s.io" && kind === "CustomResourceDefinition") return "crd";
  if (group === "eksctl.io" || (apiVersion === "v1" && kind === "Config") || !API_VERSION.test(apiVersion) || !KIND.test(kind))
    return "other";
  return findEntry(root, "$patch") ? "kustomize-patch" : "kubernetes";
}

const JSON_PATCH_OPS = new Set(["add", "remove", "replace", "move", "copy", "test"]);

function isJsonPatch(items: readonly Node[]): boolean {
  const first = items[0] && deref(items[0]);
  return first?.kind === "map" && findEntry(first, "path") !== undefined && JSON_PATCH_OPS.has(scalarText(first, "op") ?? "");
}

/** The text of a scalar entry; undefined for anything else. */
export function scalarText(map: MapNode, key: string): string | undefined {
  const value = findEntry(map, key)?.value;
  const node = value && deref(value);
  return node?.kind === "scalar" && (node.value ?? resolveYaml3(node)) !== null ? node.text : undefined;
}

/** "apps/v1" → "apps"; "v1" → "". */
export const groupOf = (apiVersion: string): string => (apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "");
