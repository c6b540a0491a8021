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

const ROUTES = [
  ...["HTTPRoute", "GRPCRoute"].map((kind) => ({ group: "gateway.networking.k8s.io", kind })),
  { group: "networking.istio.io", kind: "VirtualService" },
];

/**
 * Behind these Services, and those to which routes lead from a gateway: the first that is known to be what people or models talk to,
 * else the first at all.
 */
export function behind(ctx: Context, services: readonly Place[]): Behind | undefined {
  const { namespace } = ctx.resource.ref;
  const found = [...services.flatMap((service) => behindOne(ctx, textOf(Reading.value(service)), namespace)), ...routed(ctx)];
  return found.find(({ is }) => is !== "other") ?? found[0];
}

function behindOne(ctx: Context, name: string | undefined, namespace: string | undefined): readonly Behind[] {
  if (name === undefined) return [];
  // Names that operators give to the Services that they make.
  if (name.endsWith("-head-svc")) return [{ label: "the Ray head", is: "head" }];
  const found = ctx.inReach({ group: "", kind: "Service" }).find((one) => one.name === name && one.namespace === namespace);
  const resource = found && ctx.open(found);
  return (resource ? podsOf(ctx, resource) : []).map((template) => ({
    label: resourceLabel(template.workload.ref),
    is: natureOf(template),
  }));
}

/** Where routes of the same file or unit lead that name this gateway. */
function routed(ctx: Context): readonly Behind[] {
  const { kind, name, namespace } = ctx.resource.ref;
  if (kind !== "Gateway" || name === undefined) return [];
  return ROUTES.flatMap((route) => ctx.inReach(route)).flatMap((found) => {
    const resource = ctx.open(found);
    if (!resource) return [];
    const spec = Place.root(resource).at("spec");
    return found.kind === "VirtualService"
      ? ofVirtualService(ctx, spec, name, namespace, found.namespace)
      : ofRoute(ctx, spec, name, found.namespace);
  });
}

function ofRoute(ctx: Context, spec: Place, gateway: string, namespace: string | undefined): readonly Behind[] {
  if (!spec.at("parentRefs").items.some((parent) => parent.at("name").is(gateway))) return [];
  return spec
    .at("rules")
    .items.flatMap((rule) => rule.at("backendRefs").items)
    .flatMap((backend): readonly Behind[] => {
      const name = textOf(Reading.value(backend.at("name")));
      // The Gateway API's extension for inference: pods that serve a model.
      if (backend.at("kind").is("InferencePool")) return [{ label: `InferencePool ${name ?? ""}`.trimEnd(), is: "serve" }];
      return behindOne(ctx, name, namespace);
    });
}

function ofVirtualService(
  ctx: Context,
  spec: Place,
  gateway: string,
  of: string | undefined,
  namespace: string | undefined,
): readonly Behind[] {
  const named = [gateway, `${of ?? ""}/${gateway}`];
  if (!spec.at("gateways").items.some((one) => one.is((value) => named.includes(String(value))))) return [];
  return spec
    .at("http")
    .items.flatMap((route) => route.at("route").items)
    .flatMap((route) => {
      const [name, space] = (textOf(Reading.value(route.at("destination", "host"))) ?? "").split(".");
      return behindOne(ctx, name, space ?? namespace);
    });
}

function podsOf(ctx: Context, service: Resource): readonly RoledTemplate[] {
  const selector = Place.root(service).at("spec", "selector");
  const wanted = selector.entries.map((entry) => [String(entry.step), textOf(Reading.value(entry))] as const);
  const [first] = wanted;
  if (!first || selector.isOpen || wanted.some(([, value]) => value === undefined)) return [];
  const having = { by: "podLabel", is: first.join("=") } as const;
  return KINDS.flatMap((kind) => ctx.inReach(kind, having)).flatMap((found) => {
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
