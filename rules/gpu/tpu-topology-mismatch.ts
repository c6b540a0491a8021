import { consequenceOf, defineRule, set, text, tpuSlices } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/tpu-topology-mismatch",
  since: "0.1.0",
  practice: ["S3.2.2", "S4.2.1"],
  aliases: [],
  on: tpuSlices,
  variants: {
    chips: { severity: "warning", preset: "preview" },
    pods: { severity: "warning", preset: "recommended", applicability: "review" },
  },
  check({ template, limit, perPod, topology, chips, group }, ctx) {
    if (topology === undefined || perPod === undefined || perPod < 1 || template.role === "head") return;
    if (chips % perPod !== 0) ctx.report("chips", limit, { topology, chips, perPod });
    const hosts = chips / perPod;
    if (!group || group.pods < 1 || !Number.isInteger(hosts)) return;
    const fits = group.mayBeSeveral ? group.pods % hosts === 0 : group.pods === hosts;
    if (fits) return;
    const isPod = template.workload.ref.kind === "Pod";
    ctx.report("pods", isPod ? limit : group.place, {
      topology,
      chips,
      perPod,
      hosts,
      pods: group.pods,
      isPod,
      ...(group.other?.is((pods) => Number(pods) < hosts) === true ? { other: String(group.other.step) } : {}),
      consequence: consequenceOf(template, false),
    });
  },
  message: {
    chips: (d) =>
      text`Topology ${d.topology} is ${d.chips} chips, which pods with ${d.perPod} chips cannot make up: the slice never gets complete. Ask for the chips of one host, or choose another topology.`,
    pods: (d) =>
      text`Topology ${d.topology} is ${d.chips} chips: with ${d.perPod} a pod it takes ${d.hosts} pods together, not ${d.pods}. The slice never gets complete.`,
  },
  fix: {
    pods: {
      title: (d) => text`Start ${d.hosts} pods together${d.consequence}`,
      edit: ({ place, data }) =>
        data.isPod === true
          ? []
          : [place, ...(data.other === undefined ? [] : [place.up().at(String(data.other))])].map((one) => set(one, Number(data.hosts))),
    },
  },
});
