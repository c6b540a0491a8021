import { defineRule, duplicateKeys, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "schema/duplicate-key",
  since: "0.1.0",
  practice: ["S5.5.2"],
  aliases: [],
  on: duplicateKeys,
  variants: {
    inBuild: { severity: "error", preset: "preview" },
    plain: { severity: "warning", preset: "recommended" },
  },
  check({ place, key, inBuild }, ctx) {
    ctx.report(inBuild ? "inBuild" : "plain", place.key, { key });
  },
  message: {
    inBuild: (d) => text`${d.key} is given twice in one map: Kustomize refuses to build it. Keep one of the two.`,
    plain: (d) =>
      text`${d.key} is given twice in one map: kubectl keeps this last one and drops the other without a word. Keep one of the two.`,
  },
});
