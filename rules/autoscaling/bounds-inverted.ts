import { bare, bounds, defineRule, set, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "autoscaling/bounds-inverted",
  since: "0.1.0",
  practice: ["S4.3.1"],
  aliases: [],
  on: bounds,
  variants: { kubernetes: { severity: "error", preset: "preview", applicability: "review" } },
  check({ minimum, maximum, minimumPlace, maximumPlace, kind, zeroIsUnlimited }, ctx) {
    if (zeroIsUnlimited && !maximum.isNot(0)) return;
    if (!minimum.is((min) => maximum.is((max) => Number(min) > Number(max)))) return;
    ctx.report("kubernetes", maximumPlace.isWritten ? maximumPlace : minimumPlace, {
      min: minimum,
      max: maximum,
      kind,
      maximum: String(maximumPlace.path.at(-1)),
    });
  },
  message: { kubernetes: (d) => text`Minimum ${d.min} is greater than maximum ${d.max}: ${d.kind} is refused or never scales.` },
  fix: {
    kubernetes: {
      title: (d) => text`Raise the maximum to ${bare(d.min ?? 0) as number}`,
      edit: ({ place, data }) => [set(place.up().at(String(data.maximum)), Number(bare(data.min ?? 0)))],
    },
  },
});
