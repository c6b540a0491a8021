// Who can reach an entry to the cluster, as far as its object says (facts/exposure.json): a Service, an Ingress, a Gateway or a Route.
// `unspecified` means that the controller's default decides; `unknown` that something is written that nobody knows yet.
import table from "../../facts/exposure.json" with { type: "json" };
import { type Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { isPrivateAddress } from "./hosts.ts";

export type Exposure = "public" | "internal" | "unspecified" | "unknown";

interface Row {
  readonly key: string;
  readonly values?: readonly string[];
}

/** `root` is that of a Service. What is no load balancer and no node port is reached from inside alone. */
export function exposureOfService(root: Place): Exposure {
  const spec = root.at("spec");
  if (spec.at("type").is("NodePort")) return "unspecified";
  if (!spec.at("type").is("LoadBalancer")) return spec.at("type").isAbsent ? "internal" : doubt(spec.at("type"), "internal");
  const annotations = root.at("metadata", "annotations");
  const ranges = rangesOf(spec.at("loadBalancerSourceRanges"));
  if (ranges === "public" || ranges === "internal") return ranges;
  if (says(annotations, table.service.public)) return "public";
  if (says(annotations, table.service.internal) || isOnPremises(annotations) || isInternalByClass(spec, annotations)) return "internal";
  if (spec.at("loadBalancerIP").is((address) => isPrivateAddress(String(address)))) return "internal";
  const decisive = [...table.service.public, ...table.service.internal].map(({ key }) => annotations.at(key));
  return decisive.some(isUnknown) || annotations.isOpen || ranges === "unknown" ? "unknown" : "unspecified";
}

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

const says = (annotations: Place, rows: readonly Row[]): boolean =>
  rows.some(({ key, values }) => annotations.at(key).is((value) => values === undefined || values.includes(String(value))));

const isOnPremises = (annotations: Place): boolean =>
  annotations.entries.some((entry) => table.service.onPremises.some((start) => String(entry.step).startsWith(start)));

/** The controller of AWS makes load balancers internal where nothing says otherwise. */
function isInternalByClass(spec: Place, annotations: Place): boolean {
  const name = spec.at("loadBalancerClass");
  if (name.is((one) => table.service.internalClasses.some((word) => String(one).includes(word)))) return true;
  if (!annotations.at("service.beta.kubernetes.io/aws-load-balancer-scheme").isAbsent) return false;
  const type = annotations.at("service.beta.kubernetes.io/aws-load-balancer-type");
  return (
    name.is((one) => table.service.internalUnlessScheme.includes(String(one))) ||
    type.is((one) => table.service.internalTypes.includes(String(one)))
  );
}

/** What the source ranges say alone; undefined where there are none, or where they let in some strangers. */
function rangesOf(ranges: Place): Exposure | undefined {
  const texts = ranges.items.map((item) => textOf(Reading.value(item)));
  if (texts.some((text) => text === "0.0.0.0/0" || text === "::/0")) return "public";
  if (texts.length === 0) return ranges.isAbsent || !ranges.isOpen ? undefined : "unknown";
  if (ranges.isOpen || texts.includes(undefined)) return "unknown";
  return texts.every((text) => /^f[cd]/i.test(text as string) || isPrivateAddress((text as string).split("/")[0] as string))
    ? "internal"
    : undefined;
}
