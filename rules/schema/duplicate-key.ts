import { defineRule, duplicateKeys, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "schema/duplicate-key",
  since: "0.1.0",
  practice: ["S5.5.2"],
  aliases: [],
  on: duplicateKeys,
  variants: { plain: { severity: "warning", preset: "preview" } },
  check({ place, key }, ctx) {
    ctx.report("plain", place.key, { key });
  },
  message: { plain: (d) => text`${d.key} is given twice in one map: kubectl keeps only this last one and drops the other without a word.` },
});
