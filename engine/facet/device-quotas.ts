// Whether a quota of a namespace counts accelerators: that of a ResourceQuota, or the one that Kubeflow makes of a Profile.
// Sources, read 2026-11-25: Kubernetes "Resource Quotas" (extended resources, device classes); Kubeflow profile-controller (a Profile
// without resourceQuotaSpec.hard gives no quota).
import { Place } from "../model/place.ts";
import { isAccelerator } from "./accelerators.ts";
import { defineFacet } from "./facet.ts";

export interface DeviceQuota {
  readonly root: Place;
  readonly hard: Place;
  /** "no" is certain. What is written under a name that is not counted means a quota, and is told elsewhere. */
  readonly counts: "yes" | "no" | "unknown";
}

export const deviceQuotas = defineFacet<DeviceQuota>(
  "deviceQuotas",
  ["kubernetes"],
  (resource, settings) => {
    const root = Place.root(resource);
    const spec = root.at("spec");
    const quota = resource.ref.kind === "Profile" ? spec.at("resourceQuotaSpec") : spec;
    const hard = quota.at("hard");
    const names = hard.entries.map(({ step }) => String(step));
    const isCounted = (name: string): boolean =>
      (name.startsWith("requests.") && isAccelerator(name.slice("requests.".length), settings)) ||
      name.includes("deviceclass.resource.k8s.io/");
    const isMeant = (name: string): boolean => isAccelerator(name.replace(/^limits\./, ""), settings);
    const mayCount = [spec, quota, hard].some((place) => place.isOpen) || names.some(isMeant);
    return [{ root, hard, counts: names.some(isCounted) ? "yes" : mayCount ? "unknown" : "no" }];
  },
  { kinds: ["ResourceQuota.", "Profile.kubeflow.org"] },
);
