// Who can reach an entry to the cluster, as far as its object says (facts/exposure.json): an Ingress, a Gateway or a Route.
// `unspecified` means that the controller's default decides; `unknown` that something is written that nobody knows yet.
import table from "../../facts/exposure.json" with { type: "json" };
import { type Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";

export type Exposure = "public" | "internal" | "unspecified" | "unknown";

/** `root` is that of an Ingress. */
export function exposureOfIngress(root: Place): Exposure {
  const annotations = root.at("metadata", "annotations");
  const written = root.at("spec", "ingressClassName");
  const classPlace = written.isAbsent ? annotations.at("kubernetes.io/ingress.class") : written;
  if (isUnknown(classPlace) || annotations.isOpen) return "unknown";
  const name = textOf(Reading.value(classPlace)) ?? "";
  const scheme = annotations.at("alb.ingress.kubernetes.io/scheme");
  if (scheme.is("internet-facing")) return "public";
  if (name === "alb") return doubt(scheme, "internal");
  if (name === "gce-internal" || name === "tailscale" || isPrivateName(name)) return "internal";
  if (annotations.at("appgw.ingress.kubernetes.io/use-private-ip").is("true")) return "internal";
  const hosts = root.at("spec", "rules").items.map((rule) => rule.at("host"));
  const [isPrivate, mayBePublic] = [hosts.filter((host) => host.is(isOfHome)), hosts.some((host) => host.isNot(isOfHome))];
  if (isPrivate.length > 0 && !mayBePublic) return isPrivate.length === hosts.length ? "internal" : "unknown";
  return name === "gce" ? "public" : "unspecified";
}

/** `root` is that of a Gateway of the Gateway API. */
export function exposureOfGateway(root: Place): Exposure {
  const name = root.at("spec", "gatewayClassName");
  if (name.is((one) => isPrivateName(String(one)) || /rilb|mesh|waypoint/.test(String(one)))) return "internal";
  if (name.is((one) => String(one).includes("external"))) return "public";
  return doubt(name, "unspecified");
}

/** `root` is that of a Gateway of Istio: by its name and the workload that it selects. */
export function exposureOfIstioGateway(root: Place): Exposure {
  const names = [root.at("metadata", "name"), ...root.at("spec", "selector").entries];
  if (names.some((name) => name.is((one) => isPrivateName(String(one)) || /local|eastwest|egress/.test(String(one))))) return "internal";
  return names.some(isUnknown) || root.at("spec", "selector").isOpen ? "unknown" : "unspecified";
}

/** `root` is that of a Route of OpenShift: by the router that its labels choose. */
export function exposureOfRoute(root: Place): Exposure {
  const labels = root.at("metadata", "labels");
  if (labels.isOpen) return "unknown";
  const isInternal = labels.entries.some(
    (label) => /router|shard/.test(String(label.step)) && label.is((one) => isPrivateName(String(one))),
  );
  return isInternal || root.at("spec", "host").is((host) => isPrivateHost(String(host))) ? "internal" : "unspecified";
}

const isPrivateName = (name: string): boolean => table.privateNames.some((word) => name.includes(word));

const isOfHome = (host: unknown): boolean => isPrivateHost(String(host));

const isPrivateHost = (host: string): boolean => /\.(?:local|internal|intranet|lan|corp|svc|test|localhost)$|^localhost$/.test(host);

/** In annotations a variable of a template is text like any other. */
const isUnknown = (place: Place): boolean => {
  const { is } = Reading.value(place);
  return is === "unknown" || is === "maybe" || is === "choice" || place.is((value) => /[$<]|\{\{/.test(String(value)));
};

const doubt = (place: Place, otherwise: Exposure): Exposure => (isUnknown(place) ? "unknown" : otherwise);
