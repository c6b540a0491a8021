import { defineRule, mistakenLabels, set, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/selector-value-unknown",
  since: "0.1.0",
  practice: ["S3.3.1", "S4.2.1"],
  aliases: [],
  on: mistakenLabels,
  variants: { plain: { severity: "warning", preset: "recommended", applicability: "review" } },
  check({ key, place, meant }, ctx) {
    ctx.report("plain", place, { key, value: place, meant });
  },
  message: {
    plain: (d) => text`No node carries ${d.key}=${d.value}, so nothing is scheduled by it. The value is ${d.meant}.`,
  },
  fix: { plain: { title: (d) => text`Write ${d.meant}`, edit: ({ place, data }) => [set(place, String(data.meant))] } },
});
