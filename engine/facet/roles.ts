// The role of a pod template: what the work is, so that a rule speaks only to whom it is about. Declared beats inferred.

import table from "../../facts/roles.json" with { type: "json" };
import { Place, Reading, unobserved } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { globMatcher } from "../text/glob.ts";
import { acceleratorsOf } from "./accelerators.ts";
import { commandsOf } from "./commands.ts";
import { type Container, containersOf } from "./containers.ts";
import { defineFacet, type FacetSettings } from "./facet.ts";
import { type PodTemplate, podTemplates } from "./pod-templates.ts";

export type Role = "train" | "batch" | "serve" | "notebook" | "cluster" | "head" | "launcher" | "app" | "system";

const ROLES: ReadonlySet<string> = new Set<Role>(["train", "batch", "serve", "notebook", "cluster", "head", "launcher", "app", "system"]);
const systemNamespaces = table.systemNamespaces.map(globMatcher);
/** Of each declared role. */
const declaredPaths = new WeakMap<object, (path: string) => boolean>();
/** The namespace that was asked about last: one file after the other is of the same. */
let last = { namespace: "", isSystem: false };
const LONG_LIVED = new Set(["Deployment", "StatefulSet", "LeaderWorkerSet", "ReplicaSet", "Rollout", "ReplicationController"]);

/** Roles of finite work. */
export const isFiniteRole = (role: Role): boolean => role === "train" || role === "batch";

function roleOf(template: PodTemplate, settings: FacetSettings): Role {
  return declaredRole(template, settings) ?? (isSystem(template) ? "system" : kindRole(template, settings));
}

function declaredRole(template: PodTemplate, settings: FacetSettings): Role | undefined {
  const root = Place.root(template.workload);
  const own = root.at("metadata");
  for (const meta of template.meta === own ? [own] : [template.meta, own]) {
    for (const carrier of ["labels", "annotations"]) {
      const role = textOf(Reading.value(meta.at(carrier).at("drydock.dev/role")));
      if (role !== undefined && ROLES.has(role)) return role as Role;
    }
  }
  const { ref, document } = template.workload;
  return settings.roles.find(
    ({ match }) =>
      (match.kind === undefined || match.kind === ref.kind) &&
      (match.namespace === undefined || match.namespace === ref.namespace) &&
      (match.name === undefined || match.name === ref.name) &&
      pathMatcher(match)(document.source.path),
  )?.role as Role | undefined;
}

function pathMatcher(match: { readonly path?: string }): (path: string) => boolean {
  let matches = declaredPaths.get(match);
  if (!matches) declaredPaths.set(match, (matches = globMatcher(match.path ?? "")));
  return matches;
}

function isSystem({ workload, kindRole: role, spec }: PodTemplate): boolean {
  const { namespace = "" } = workload.ref;
  if (last.namespace !== namespace) last = { namespace, isSystem: systemNamespaces.some((matches) => matches(namespace)) };
  if (role === "system" || last.isSystem) return true;
  return spec
    .at("volumes")
    .items.some((volume) =>
      volume.at("hostPath", "path").is((path) => /^\/var\/lib\/kubelet\/(device-plugins|plugins_registry)/.test(String(path))),
    );
}

function kindRole(template: PodTemplate, settings: FacetSettings): Role {
  const { kindRole: role, workload } = template;
  if (role === "launcher" && Place.root(workload).at("spec", "runLauncherAsWorker").is(true)) return "train";
  if (ROLES.has(role) && role !== "batch") return role as Role;
  const all = containersOf(template).filter((one) => one.kind !== "init");
  const usesAccelerators = all.some((one) => hasAccelerators(one, settings));
  const trains = () => usesAccelerators && all.some((one) => isTraining(knownWords(one)));
  if (role === "batch") return trains() ? "train" : "batch";
  if (all.some((one) => isServing(knownWords(one)) || isServerImage(one))) return "serve";
  if (usesAccelerators && LONG_LIVED.has(workload.ref.kind) && all.some((one) => one.place.at("ports").items.length > 0)) return "serve";
  if (trains()) return "train";
  if (role === "serve-by-evidence") return "serve";
  const ends = (policy: unknown) => policy === "Never" || policy === "OnFailure";
  return workload.ref.kind === "Pod" && template.spec.at("restartPolicy").is(ends) ? "batch" : "app";
}

const hasAccelerators = (container: Container, settings: FacetSettings): boolean =>
  acceleratorsOf(container, settings).some(({ count }) => !count.is((value) => String(value) === "0"));

const isServing = (text: string): boolean => table.serveWords.some((word) => text.includes(word));

const isTraining = (text: string): boolean => table.trainWords.some((word) => text.includes(word)) || isTrainingScript(text);

const knownWords = (container: Container): string =>
  commandsOf(container)
    .commands.map((command) => command.words.map((word) => word.text ?? "?").join(" "))
    .join("\n");

const isServerImage = (container: Container): boolean =>
  container.place.at("image").is((image) => table.serveImages.some((part) => String(image).includes(part)));

const isTrainingScript = (text: string): boolean =>
  text
    .split(/\s+/)
    .some((word) => /\.(?:py|sh)$|^[\w]+(?:\.[\w]+)+$/.test(word) && table.trainScripts.some((part) => word.toLowerCase().includes(part)));

export interface RoledTemplate extends PodTemplate {
  readonly role: Role;
}

/**
 * A template that looks for its role when somebody wants it: looking reads every word of every container. A class, because an object
 * that is written with an accessor gets a hidden class of its own, which V8 keeps with all that it refers to.
 */
class Roled {
  readonly #settings: FacetSettings;
  #role: Role | undefined;

  constructor(template: PodTemplate, settings: FacetSettings) {
    this.#settings = settings;
    Object.assign(this, template);
  }

  get role(): Role {
    this.#role ??= unobserved(roleOf, this as unknown as PodTemplate, this.#settings);
    return this.#role;
  }
}

/** Pod templates with their roles: what most rules start from. */
export const workloads = defineFacet<RoledTemplate>(
  "workloads",
  ["kubernetes"],
  (resource, settings) => podTemplates.of(resource, settings).map((template) => new Roled(template, settings) as unknown as RoledTemplate),
  { within: podTemplates },
);

/** Those that say on which nodes they run. */
export const placedWorkloads = defineFacet<RoledTemplate>(
  "placedWorkloads",
  ["kubernetes"],
  (resource, settings) =>
    workloads.of(resource, settings).filter(({ spec }) => spec.at("nodeSelector").hasNode || spec.at("affinity").hasNode),
  { within: podTemplates },
);

/** "Deployment llama", "RayCluster llama (head)": as a person would call the pods of a template. */
export function workloadLabel({ workload: { ref }, component }: PodTemplate): string {
  const name = ref.name === undefined ? ref.kind : `${ref.kind} ${ref.name}`;
  return component === "pod" ? name : `${name} (${component})`;
}
