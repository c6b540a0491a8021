import { defineRule, mayRequireMore, nodeRequirements, QUEUE_LABEL, text, tpuSlices } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/tpu-selector-missing",
  since: "0.1.0",
  practice: ["S3.2.2"],
  aliases: [],
  on: tpuSlices,
  variants: { plain: { severity: "warning", preset: "preview" } },
  check({ template, limit }, ctx) {
    if (mayRequireMore(template) || nodeRequirements(template).some(({ key }) => CHOOSES.test(key))) return;
    // The flavor of a queue chooses the nodes; so does a webhook where the pod names a class of its own.
    const labels = [ctx.root.at("metadata", "labels"), template.meta.at("labels")];
    if (labels.some((one) => one.isOpen || !one.at(QUEUE_LABEL).isAbsent) || !template.spec.at("runtimeClassName").isAbsent) return;
    ctx.report("plain", limit.key, {});
  },
  message: {
    plain: () =>
      text`This pod asks for TPU chips but for no TPU: GKE needs the node labels cloud.google.com/gke-tpu-accelerator and cloud.google.com/gke-tpu-topology to find a slice.`,
  },
});

/** A pool, a class or a reservation chooses the machine as well. */
const CHOOSES = /^cloud\.google\.com\/|^node\.kubernetes\.io\/instance-type$/;
