import { behind, type Data, defineRule, type HttpEntry, httpEntries, text } from "../../engine/rule-api.ts";

const message = (d: Data) =>
  text`${d.name} publishes ${d.target} over plain HTTP: whoever is on the way reads and changes requests, tokens and answers. ${d.remedy}.`;

export const rule = defineRule<HttpEntry>({
  id: "encryption/entry-without-tls",
  since: "0.1.0",
  practice: ["S5.4", "S4.3.2"],
  aliases: ["tlsSettingsMissing", "C-0231", "C-0245", "C-0263", "C-0266"],
  on: httpEntries,
  variants: {
    servingEntry: { severity: "warning", preset: "recommended" },
    otherEntry: { severity: "info", preset: "strict" },
  },
  check({ kind, label, exposure, isPlain, place, services, remedy }, ctx) {
    if (!isPlain || exposure === "internal" || exposure === "unknown") return;
    const target = kind === "RayIngress" ? ({ label: "the Ray head", is: "head" } as const) : behind(ctx, services);
    const isServing = exposure === "public" || (target !== undefined && target.is !== "other");
    ctx.report(isServing ? "servingEntry" : "otherEntry", place, { name: label, target: target?.label ?? "what is behind it", remedy });
  },
  message: { servingEntry: message, otherEntry: message },
});
