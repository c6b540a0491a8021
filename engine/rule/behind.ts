// What stands behind a Service, as far as the same file or unit shows it.
import table from "../../facts/exposure.json" with { type: "json" };
import { containersOf } from "../facet/containers.ts";
import { type RoledTemplate, workloads } from "../facet/roles.ts";
import { Place, Reading } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { textOf } from "../model/value.ts";
import type { Context } from "./rule.ts";

export interface Behind {
  /** "Deployment vllm", "the Ray head" */
  readonly label: string;
  readonly is: "serve" | "notebook" | "head" | "interface" | "other";
}

const KINDS = [
  ...["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"].map((kind) => ({ group: "apps", kind })),
  { group: "", kind: "Pod" },
  { group: "argoproj.io", kind: "Rollout" },
  { group: "leaderworkerset.x-k8s.io", kind: "LeaderWorkerSet" },
];

/** Of several Services the first behind which something is known to be that people or models talk to; else the first at all. */
export function behind(ctx: Context, services: readonly Place[]): Behind | undefined {
  const found = services.flatMap((service) => behindOne(ctx, service));
  return found.find(({ is }) => is !== "other") ?? found[0];
}

function behindOne(ctx: Context, service: Place): readonly Behind[] {
  const name = textOf(Reading.value(service));
  if (name === undefined) return [];
  // Names that operators give to the Services that they make.
  if (name.endsWith("-head-svc")) return [{ label: "the Ray head", is: "head" }];
  const { namespace } = ctx.resource.ref;
  const found = ctx.inReach({ group: "", kind: "Service" }).find((one) => one.name === name && one.namespace === namespace);
  const resource = found && ctx.open(found);
  return (resource ? podsOf(ctx, resource) : []).map((template) => ({
    label: resourceLabel(template.workload.ref),
    is: natureOf(template),
  }));
}

function podsOf(ctx: Context, service: Resource): readonly RoledTemplate[] {
  const selector = Place.root(service).at("spec", "selector");
  const wanted = selector.entries.map((entry) => [String(entry.step), textOf(Reading.value(entry))] as const);
  if (wanted.length === 0 || selector.isOpen) return [];
  return KINDS.flatMap((kind) => ctx.inReach(kind)).flatMap((found) => {
    const workload = found.namespace === service.ref.namespace ? ctx.open(found) : undefined;
    const templates = workload ? ctx.views(workloads, workload) : [];
    return templates.filter(({ meta }) => wanted.every(([key, value]) => value !== undefined && meta.at("labels", key).is(value)));
  });
}

function natureOf(template: RoledTemplate): Behind["is"] {
  const { role } = template;
  if (role === "serve" || role === "notebook" || role === "head") return role;
  const images = containersOf(template).filter(({ kind }) => kind === "app");
  return images.some(({ place }) => place.at("image").is((image) => table.images.some((part) => String(image).includes(part))))
    ? "interface"
    : "other";
}
