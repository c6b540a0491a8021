import { defineRule, modelServers, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/parallelism-exceeds-gpus",
  since: "0.1.0",
  practice: ["S4.2.1", "S1.2"],
  aliases: [],
  on: modelServers,
  variants: { plain: { severity: "warning", preset: "preview" } },
  check({ engine, tensor, pipeline, data, needed, available, place }, ctx) {
    if (!place || needed <= available) return;
    ctx.report("plain", place, { engine, needed, available, sizes: sizesOf(tensor, pipeline, data) });
  },
  message: {
    plain: (d) =>
      text`${d.engine} spreads the model over ${d.needed} GPUs (${d.sizes}), but has ${d.available}: it fails at start. Request as many, or lower the parallelism.`,
  },
});

const sizesOf = (tensor: number, pipeline: number, data: number): string =>
  [`tensor ${tensor}`, ...(pipeline > 1 ? [`pipeline ${pipeline}`] : []), ...(data > 1 ? [`data ${data}`] : [])].join(" × ");
