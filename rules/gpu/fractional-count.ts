import {
  bare,
  ceilQuantity,
  containers,
  defineRule,
  isExtendedResource,
  isWhole,
  parseQuantity,
  set,
  text,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/fractional-count",
  since: "0.1.0",
  practice: ["S3.4.2"],
  aliases: [],
  on: containers,
  variants: { plain: { severity: "error", preset: "preview", applicability: "review" } },
  check(container, ctx) {
    for (const amount of [...container.limits.entries, ...container.requests.entries]) {
      const resource = String(amount.path.at(-1));
      if (isExtendedResource(resource) && amount.is(isFraction)) ctx.report("plain", amount, { resource, value: amount });
    }
  },
  message: {
    plain: (d) =>
      text`${d.resource}: ${d.value} is refused; extended resources are whole numbers. To share one device use time-slicing, MPS, a MIG resource or DRA.`,
  },
  fix: {
    plain: {
      title: (d) => text`Ask for ${ceilQuantity(parseQuantity(String(bare(d.value ?? 0))) ?? 0n)}`,
      edit: ({ place, data }) => [set(place, ceilQuantity(parseQuantity(String(bare(data.value ?? 0))) ?? 0n))],
    },
  },
});

/** A quantity that is no whole number; what is no quantity at all is a schema's business. */
function isFraction(value: unknown): boolean {
  const quantity = parseQuantity(String(value));
  return quantity !== undefined && quantity >= 0n && !isWhole(quantity);
}
