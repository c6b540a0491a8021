import {
  consequenceOf,
  containers,
  defineRule,
  type FixDefinition,
  meantResource,
  type Place,
  renameKey,
  text,
} from "../../engine/rule-api.ts";

const fix: FixDefinition = {
  title: (d) => text`Write ${d.meant}${d.consequence}`,
  edit: ({ place, data }) => (data.isFree === true && typeof data.meant === "string" ? [renameKey(place, data.meant)] : []),
};

export const rule = defineRule({
  id: "gpu/resource-name-invalid",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: [],
  on: containers,
  variants: {
    unqualified: { severity: "error", preset: "recommended", applicability: "review" },
    mistaken: { severity: "warning", preset: "recommended", applicability: "review" },
  },
  check({ template, name, limits, requests }, ctx) {
    for (const amounts of [limits, requests]) {
      for (const amount of amounts.entries) {
        const resource = String(amount.step);
        if (resource === "" || isNative(resource)) continue;
        const isUnqualified = !resource.includes("/");
        const meant = meantResource(resource);
        if (!isUnqualified && meant === undefined) continue;
        const isFree = meant !== undefined && amounts.at(meant).isAbsent && amounts.entries.filter(meansOnly(meant)).length === 1;
        const data = { container: name, resource, isFree, consequence: consequenceOf(template, isUnqualified) };
        ctx.report(isUnqualified ? "unqualified" : "mistaken", amount.key, meant === undefined ? data : { ...data, meant });
      }
    }
  },
  message: {
    unqualified: (d) =>
      text`Kubernetes has no resource called ${d.resource} and refuses the pod. Write ${d.meant ?? "the full name with its domain, such as nvidia.com/gpu"}.`,
    mistaken: (d) => text`No node offers ${d.resource}, so the pod of ${d.container} waits for ever. The resource is called ${d.meant}.`,
  },
  fix: { unqualified: fix, mistaken: fix },
});

const meansOnly = (meant: string) => (amount: Place) => meantResource(String(amount.step)) === meant;

const NATIVE = new Set(["cpu", "memory", "ephemeral-storage"]);

const isNative = (resource: string): boolean => NATIVE.has(resource) || resource.startsWith("hugepages-");
