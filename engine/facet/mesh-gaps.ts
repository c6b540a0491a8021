// Where a service mesh lets traffic through that is neither encrypted nor from anybody known: what Istio and Linkerd are told.
import { Place } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { defineFacet } from "./facet.ts";
import { podTemplates } from "./pod-templates.ts";

export interface MeshGap {
  /** peer: what a whole namespace or mesh accepts; destination: how clients speak to a host; linkerd: who may come in. */
  readonly kind: "peer" | "destination" | "linkerd";
  readonly name: string;
  readonly place: Place;
  /** What closes it. */
  readonly strict: string;
}

const LINKERD = "config.linkerd.io/default-inbound-policy";
const OPEN: Readonly<Record<string, string>> = {
  "all-unauthenticated": "all-authenticated",
  "cluster-unauthenticated": "cluster-authenticated",
};

export const meshGaps = defineFacet<MeshGap>(
  "meshGaps",
  ["kubernetes"],
  (resource, settings) => {
    const root = Place.root(resource);
    if (resource.ref.kind === "PeerAuthentication" && resource.ref.group === "security.istio.io") return ofPeer(resource, root);
    if (resource.ref.kind === "DestinationRule" && resource.ref.group === "networking.istio.io") return ofDestination(resource, root);
    const metas = podTemplates.of(resource, settings).map(({ meta }) => meta);
    const own = resource.ref.kind === "Namespace" && resource.ref.group === "" ? [root.at("metadata")] : [];
    return [...own, ...metas].flatMap((meta) => ofLinkerd(resource, meta.at("annotations", LINKERD)));
  },
  {
    within: podTemplates,
    also: ["PeerAuthentication.security.istio.io", "DestinationRule.networking.istio.io", "Namespace."],
  },
);

/** With a selector, or for single ports, somebody has thought of a webhook or a probe. */
function ofPeer(resource: Resource, root: Place): readonly MeshGap[] {
  const mode = root.at("spec", "mtls", "mode");
  const selector = root.at("spec", "selector");
  const isWide =
    selector.isAbsent || (selector.at("matchLabels").entries.length === 0 && !selector.at("matchLabels").isOpen && !selector.isOpen);
  if (!isWide || !mode.is((value) => value === "PERMISSIVE" || value === "DISABLE")) return [];
  return [{ kind: "peer", name: resourceLabel(resource.ref), place: mode, strict: "STRICT" }];
}

/** For a host of the mesh: one label, or a name below `svc` or `local`. */
function ofDestination(resource: Resource, root: Place): readonly MeshGap[] {
  const mode = root.at("spec", "trafficPolicy", "tls", "mode");
  const isOfMesh = root.at("spec", "host").is((host) => /^[\w-]+$|\.svc$|\.local$/.test(String(host)));
  return isOfMesh && mode.is("DISABLE")
    ? [{ kind: "destination", name: resourceLabel(resource.ref), place: mode, strict: "ISTIO_MUTUAL" }]
    : [];
}

const ofLinkerd = (resource: Resource, policy: Place): readonly MeshGap[] =>
  Object.entries(OPEN).flatMap(([open, strict]) =>
    policy.is(open) ? [{ kind: "linkerd" as const, name: resourceLabel(resource.ref), place: policy, strict }] : [],
  );
