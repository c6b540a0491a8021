import { defineRule, type PlainEndpoint, plainEndpoints, set, text } from "../../engine/rule-api.ts";

export const rule = defineRule<PlainEndpoint>({
  id: "encryption/plain-endpoint",
  since: "0.1.0",
  practice: ["S5.4", "S5.3"],
  aliases: [],
  on: plainEndpoints,
  variants: { plain: { severity: "warning", preset: "recommended", applicability: "review" } },
  check({ label, host, data, place, scheme, remedy }, ctx) {
    ctx.report("plain", place, { label, host, data, remedy, ...(scheme ? { from: scheme.from, to: scheme.to } : {}) });
  },
  message: {
    plain: (d) => text`${d.label} sends ${d.data} to ${d.host} in the clear: whoever is on the way reads and changes them. ${d.remedy}.`,
  },
  fix: {
    plain: {
      title: (d) => text`Use ${d.to} (the server has to speak it)`,
      edit({ place, data: { from, to } }) {
        if (from === undefined || to === undefined) return [];
        const start = typeof place.part === "object" ? place.part.start : 0;
        const word = typeof place.part === "object" ? place.part.word : 0;
        return [set({ ...place, part: { word, start, end: start + String(from).length } }, String(to))];
      },
    },
  },
});
