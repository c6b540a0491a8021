import { consequenceOf, defineRule, type FixDefinition, migRequests, renameKey, text } from "../../engine/rule-api.ts";

const fix: FixDefinition = {
  title: (d) => text`Ask for nvidia.com/mig-${d.nearest}${d.consequence}`,
  edit: ({ place, data }) => (typeof data.nearest === "string" ? [renameKey(place, `nvidia.com/mig-${data.nearest}`)] : []),
};

export const rule = defineRule({
  id: "gpu/mig-profile-invalid",
  since: "0.1.0",
  practice: ["S3.4.2"],
  aliases: [],
  on: migRequests,
  variants: {
    unknown: { severity: "warning", preset: "preview", applicability: "review" },
    otherGpu: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ template, place, profile, isKnown, nearest, gpu }, ctx) {
    const isFree = nearest !== undefined && place.up().at(`nvidia.com/mig-${nearest}`).isAbsent;
    const data = { profile, consequence: consequenceOf(template, false), ...(isFree ? { nearest } : {}) };
    if (!isKnown) ctx.report("unknown", place.key, data);
    else if (gpu && !gpu.offers.includes(profile))
      ctx.report("otherGpu", place.key, {
        ...data,
        gpu: gpu.name,
        offers: gpu.offers.join(", "),
        ...(gpu.offers.length === 0 ? { nearest: false } : {}),
      });
  },
  message: {
    unknown: (d) =>
      text`No GPU of NVIDIA has the MIG profile ${d.profile}, so the pod waits for ever.${d.nearest === undefined ? "" : text` ${d.nearest} has as many compute slices.`}`,
    otherGpu: (d) =>
      d.offers === ""
        ? text`The pod asks for MIG profile ${d.profile} on ${d.gpu}, which has no MIG: it waits for ever.`
        : text`The pod asks for MIG profile ${d.profile} on ${d.gpu}, which offers ${d.offers}: it waits for ever.`,
  },
  fix: { unknown: fix, otherGpu: fix },
});
