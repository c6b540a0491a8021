// Entries over which HTTP comes into the cluster: Ingress, Gateway (of the Gateway API and of Istio), Route, and the Ingress that KubeRay
// makes. Who can reach them, whether they serve TLS, and which Services stand behind.
import table from "../../facts/exposure.json" with { type: "json" };
import { Place } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { type Exposure, exposureOfGateway, exposureOfIngress, exposureOfIstioGateway, exposureOfRoute } from "./exposure.ts";
import { defineFacet } from "./facet.ts";
import { placesAt } from "./places-at.ts";
import { rayClusters } from "./ray-clusters.ts";

export interface HttpEntry {
  readonly kind: "Ingress" | "Gateway" | "IstioGateway" | "Route" | "RayIngress";
  readonly label: string;
  readonly exposure: Exposure;
  /** It certainly serves no TLS. */
  readonly isPlain: boolean;
  /** Where TLS would be written, or the listener that has none. */
  readonly place: Place;
  /** Names of Services behind it, as far as the object itself says. */
  readonly services: readonly Place[];
  /** What to do, in the words of its kind. */
  readonly remedy: string;
}

export const httpEntries = defineFacet<HttpEntry>(
  "httpEntries",
  ["kubernetes"],
  (resource, settings) => {
    const root = Place.root(resource);
    const { kind, group } = resource.ref;
    if (kind === "Ingress") return [ofIngress(resource, root)];
    if (kind === "Route") return [ofRoute(resource, root)];
    if (kind === "Gateway") return group === "networking.istio.io" ? ofIstioGateway(resource, root) : ofGateway(resource, root);
    return rayClusters
      .of(resource, settings)
      .map(({ head }) => head.at("enableIngress"))
      .filter((place) => place.is(true))
      .map((place) => ofRay(resource, root, place));
  },
  {
    kinds: [
      ...["Ingress.networking.k8s.io", "Ingress.extensions", "Route.route.openshift.io"],
      ...["Gateway.gateway.networking.k8s.io", "Gateway.networking.istio.io", "RayCluster.ray.io", "RayJob.ray.io", "RayService.ray.io"],
    ],
  },
);

function ofIngress(resource: Resource, root: Place): HttpEntry {
  const tls = root.at("spec", "tls");
  const annotations = root.at("metadata", "annotations");
  const exposure = exposureOfIngress(root);
  return {
    kind: "Ingress",
    label: resourceLabel(resource.ref),
    exposure,
    isPlain: tls.items.length === 0 && !tls.isOpen && !isTlsClass(root) && !mayShareTls(annotations),
    place: tls,
    services: [
      root.at("spec", "defaultBackend", "service", "name"),
      ...placesAt(root, "spec.rules[].http.paths[]").flatMap((path) => [
        path.at("backend", "service", "name"),
        path.at("backend", "serviceName"),
      ]),
    ],
    remedy: annotations.at("alb.ingress.kubernetes.io/scheme").isWritten ? "Add certificate-arn" : "Add spec.tls",
  };
}

/** Ingresses of one group of the AWS controller share a load balancer, and its certificate may be named at any of them. */
const mayShareTls = (annotations: Place): boolean =>
  mayServeTls(annotations) || annotations.at("alb.ingress.kubernetes.io/group.name").isWritten;

const isTlsClass = (root: Place): boolean =>
  [root.at("spec", "ingressClassName"), root.at("metadata", "annotations", "kubernetes.io/ingress.class")].some((place) =>
    place.is((name) => table.tlsClasses.includes(String(name))),
  );

/** Whatever is written under these keys, known or not, is there because of TLS. */
function mayServeTls(annotations: Place): boolean {
  return (
    annotations.isOpen ||
    table.tls.some((key) => annotations.at(key).isWritten) ||
    annotations.at("kubernetes.io/ingress.allow-http").is("false") ||
    annotations.at("traefik.ingress.kubernetes.io/router.tls").isWritten ||
    annotations.at("traefik.ingress.kubernetes.io/router.entrypoints").is((names) => /secure|https|tls/i.test(String(names))) ||
    !annotations.at("alb.ingress.kubernetes.io/listen-ports").isNot((ports) => /HTTPS|\$|\{\{/.test(String(ports)))
  );
}

function ofRoute(resource: Resource, root: Place): HttpEntry {
  const tls = root.at("spec", "tls");
  return {
    kind: "Route",
    label: resourceLabel(resource.ref),
    exposure: exposureOfRoute(root),
    isPlain: tls.isAbsent,
    place: tls,
    services: [root.at("spec", "to", "name")],
    remedy: "Add spec.tls.termination",
  };
}

/** One entry for the first listener that has no TLS, where none has. */
function ofGateway(resource: Resource, root: Place): readonly HttpEntry[] {
  const listeners = root.at("spec", "listeners");
  const plain = listeners.items.find((one) => one.at("protocol").is("HTTP"));
  if (!plain) return [];
  const isPlain = listeners.items.every((one) => one.at("protocol").is((protocol) => !/^(?:HTTPS|TLS)$/.test(String(protocol))));
  const annotations = root.at("metadata", "annotations");
  return [
    {
      kind: "Gateway",
      label: resourceLabel(resource.ref),
      exposure: exposureOfGateway(root),
      isPlain: isPlain && !listeners.isOpen && !mayServeTls(annotations),
      place: plain.at("protocol"),
      services: [],
      remedy: "Add an HTTPS listener",
    },
  ];
}

function ofIstioGateway(resource: Resource, root: Place): readonly HttpEntry[] {
  const servers = root.at("spec", "servers");
  const plain = servers.items.find((one) => one.at("port", "protocol").is((protocol) => /^HTTP2?$|^GRPC$/.test(String(protocol))));
  if (!plain) return [];
  const isPlain = servers.items.every(
    (one) =>
      one.at("port", "protocol").is((protocol) => !/^(?:HTTPS|TLS)$/.test(String(protocol))) && one.at("tls", "httpsRedirect").isNot(true),
  );
  return [
    {
      kind: "IstioGateway",
      label: resourceLabel(resource.ref),
      exposure: exposureOfIstioGateway(root),
      isPlain: isPlain && !servers.isOpen,
      place: plain.at("port", "protocol"),
      services: [],
      remedy: "Add an HTTPS server",
    },
  ];
}

/** KubeRay makes an Ingress with the annotations of the cluster, and without TLS. */
function ofRay(resource: Resource, root: Place, place: Place): HttpEntry {
  const annotations = root.at("metadata", "annotations");
  return {
    kind: "RayIngress",
    label: `The Ingress of ${resourceLabel(resource.ref)}`,
    exposure: exposureOfIngress(root),
    isPlain: !mayServeTls(annotations),
    place,
    services: [],
    remedy: "Write an Ingress with TLS instead",
  };
}
