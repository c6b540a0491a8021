import {
  bare,
  ceilQuantity,
  consequenceOf,
  type Data,
  defineRule,
  extendedAmounts,
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
  on: extendedAmounts,
  variants: {
    plain: { severity: "error", preset: "recommended", applicability: "review" },
    negative: { severity: "error", preset: "recommended" },
  },
  check({ template, resource, amount }, ctx) {
    const data = { resource, value: amount, consequence: consequenceOf(template, true) };
    if (amount.is(isBelowZero)) ctx.report("negative", amount, data);
    else if (amount.is(isFraction)) ctx.report("plain", amount, data);
  },
  message: {
    plain: (d) =>
      text`${d.resource}: ${d.value} is refused; extended resources are whole numbers. To share one device use time-slicing, MPS, a MIG resource or DRA.`,
    negative: (d) =>
      text`${d.resource}: ${d.value} is refused; a container cannot ask for less than nothing. Write how many devices it needs.`,
  },
  fix: {
    plain: {
      title: (d) => text`Ask for ${wholeOf(d)}${d.consequence}`,
      edit: ({ place, data }) => [set(place, wholeOf(data))],
    },
  },
});

/** A quantity that is no whole number; what is no quantity at all is a schema's business. */
function isFraction(value: unknown): boolean {
  const quantity = parseQuantity(String(value));
  return quantity !== undefined && !isWhole(quantity);
}

function isBelowZero(value: unknown): boolean {
  const quantity = parseQuantity(String(value));
  return quantity !== undefined && quantity < 0n;
}

const wholeOf = (data: Data): number => ceilQuantity(parseQuantity(String(bare(data.value ?? 0))) ?? 0n);
