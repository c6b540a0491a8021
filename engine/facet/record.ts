// From a resource to its record: what the index keeps once the tree is gone.
import { own } from "../model/detached.ts";
import { isForeignTag, isOpenKey } from "../model/open-keys.ts";
import { Place, Reading } from "../model/place.ts";
import { readScalar } from "../model/read-node.ts";
import type { ResourceRecord } from "../model/record.ts";
import type { Resource, ResourceRef } from "../model/resource.ts";
import { isScalar, textOf } from "../model/value.ts";
import { deref, entriesOf } from "../syntax/node.ts";
import { toOutermost } from "../text/source.ts";
import { summarise } from "./accelerator-use.ts";
import { type Autoscaler, autoscalers, targetKey } from "./autoscalers.ts";
import type { FacetSettings } from "./facet.ts";
import { accountOf, type PodTemplate, podTemplates } from "./pod-templates.ts";
import { roleBindings } from "./role-bindings.ts";

/** `unit`: the build or module that gives the resource. The record holds no part of the text. */
export function recordOf(resource: Resource, settings: FacetSettings, unit: string | undefined): ResourceRecord {
  const { anchor, ref, written } = resource;
  const at = toOutermost(anchor.document.source, { start: anchor.document.start + anchor.start, end: anchor.document.start + anchor.end });
  const labels = resource.class === "kubernetes" ? knownEntries(Place.root(resource).at("metadata", "labels")) : undefined;
  const templates = podTemplates.of(resource, settings);
  const workload = summarise(templates, settings);
  const accounts = accountsOf(templates);
  const grants = grantsOf(resource, settings);
  const podLabels = podLabelsOf(templates);
  const scales = autoscalers.of(resource, settings).map(scaledBy)[0];
  // Written one by one: spreading objects that are mostly empty takes a fifth of the time of a record.
  const record: { -readonly [K in keyof ResourceRecord]: ResourceRecord[K] } = {
    id: resource.id,
    path: at.source.path,
    class: resource.class,
    apiVersion: own(resource.apiVersion),
    ref: ownRef(ref),
    anchor: { start: at.start, end: at.end },
  };
  if (written?.name !== undefined && written.name !== ref.name) record.written = own(written.name);
  if (unit !== undefined) record.unit = unit;
  if (labels) record.labels = labels;
  if (grants !== undefined) record.grants = own(grants);
  if (accounts.length > 0) record.accounts = accounts.map(own);
  if (podLabels.length > 0) record.podLabels = podLabels;
  if (scales !== undefined) record.scales = own(scales);
  if (workload) record.workload = workload;
  return record;
}

function ownRef({ group, kind, namespace, name, generateName, ordinal }: ResourceRef): ResourceRef {
  const ref: { -readonly [K in keyof ResourceRef]: ResourceRef[K] } = { group: own(group), kind: own(kind) };
  if (namespace !== undefined) ref.namespace = own(namespace);
  if (name !== undefined) ref.name = own(name);
  if (ordinal !== undefined) ref.ordinal = ordinal;
  if (generateName !== undefined) ref.generateName = own(generateName);
  return ref;
}

function accountsOf(templates: readonly PodTemplate[]): readonly string[] {
  const known: string[] = [];
  for (const template of templates) {
    const account = Reading.value(accountOf(template));
    const name = account.is === "absent" ? "default" : textOf(account);
    if (name !== undefined && !known.includes(name)) known.push(name);
  }
  return known;
}

function podLabelsOf(templates: readonly PodTemplate[]): readonly string[] {
  const known = new Set<string>();
  for (const { meta } of templates)
    for (const [key, value] of Object.entries(knownEntries(meta.at("labels")) ?? {})) known.add(own(`${key}=${value}`));
  return [...known];
}

function scaledBy({ target }: Autoscaler): string | undefined {
  const name = target && textOf(Reading.value(target.name));
  return target === undefined || name === undefined ? undefined : targetKey(target, name);
}

function grantsOf(resource: Resource, settings: FacetSettings): string | undefined {
  const [binding] = roleBindings.of(resource, settings);
  if (!binding) return undefined;
  const [kind, name] = [textOf(Reading.value(binding.roleRef.at("kind"))), textOf(Reading.value(binding.roleRef.at("name")))];
  return kind === undefined || name === undefined ? undefined : `${kind}/${name}`;
}

/** Labels as far as they are known. Read from the nodes: a place for each of them would be asked nothing more. */
function knownEntries(map: Place): Record<string, string> | undefined {
  const value = Reading.value(map);
  if (value.is !== "known" || isScalar(value.value) || value.value.kind !== "map") return undefined;
  let known: Record<string, string> | undefined;
  for (const entry of entriesOf(value.value)) {
    const node = deref(entry.value);
    if (entry.key.kind !== "scalar" || node.kind !== "scalar") continue;
    if (isOpenKey(map, entry.key.text) || isForeignTag(node.tag, map.owner)) continue;
    const text = textOf(readScalar(map, entry.key.text, node));
    if (text === undefined) continue;
    known ??= {};
    known[own(entry.key.text)] = own(text);
  }
  return known;
}

/** "1 master + 3 workers × 8 = 32 nvidia.com/gpu"; undefined where nothing runs. */
export function portraitOf(record: ResourceRecord): string | undefined {
  const { workload } = record;
  if (!workload) return undefined;
  const totals = workload.accelerators.filter((one) => one.count > 0);
  if (totals.length === 0) return undefined;
  return totals
    .map((total) => `${partsOf(record, total.resource)} = ${total.exact ? "" : "at least "}${total.count} ${total.resource}`)
    .join(" · ");
}

function partsOf(record: ResourceRecord, resource: string): string {
  const using = (record.workload?.parts ?? []).flatMap((part) => {
    const amount = part.perPod.find((one) => one.resource === resource);
    return amount ? [{ pods: part.pods, component: part.component.toLowerCase(), count: amount.count }] : [];
  });
  const same = new Set(using.map((one) => one.count)).size === 1;
  const named = (one: (typeof using)[number]) => partName(one.pods, one.component);
  if (same) return `${using.map(named).join(" + ")} × ${using[0]?.count ?? "?"}`;
  return using.map((one) => `${named(one)} × ${one.count ?? "?"}`).join(" + ");
}

/** Words of the APIs that can be counted: "3 workers". Any other component is a name that somebody gave: "2 pods of gpu". */
const COUNTABLE = new Set([
  "pod",
  "master",
  "worker",
  "chief",
  "evaluator",
  "launcher",
  "leader",
  "head",
  "driver",
  "executor",
  "predictor",
  "transformer",
  "explainer",
  "submitter",
]);

function partName(pods: number | undefined, component: string): string {
  const [word, of] = COUNTABLE.has(component) ? [component, ""] : ["pod", ` of ${component}`];
  return `${pods ?? "?"} ${word}${pods === 1 ? "" : "s"}${of}`;
}
