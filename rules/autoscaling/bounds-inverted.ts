import { bare, bounds, type Data, type Datum, defineRule, type FixDefinition, parseQuantity, set, text } from "../../engine/rule-api.ts";

const messageOf = (d: Data): string =>
  text`${d.minField} ${d.min} is greater than ${d.maxField} ${d.max}: ${d.whenInverted}. Raise the maximum, or lower the minimum.`;

const raise: FixDefinition = {
  title: (d) => text`Raise ${d.maxField} to ${String(bare(d.min ?? ""))}`,
  edit: ({ place, data }) => (isNumber(data.min) ? [set(place.up().at(String(data.maxField)), bare(data.min))] : []),
};

export const rule = defineRule({
  id: "autoscaling/bounds-inverted",
  since: "0.1.0",
  practice: ["S4.3.1"],
  aliases: [],
  on: bounds,
  variants: {
    kubernetes: { severity: "error", preset: "recommended", applicability: "review" },
    accepted: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ minimum, maximum, minimumPlace, maximumPlace, zeroIsUnlimited, whenInverted, isRefused }, ctx) {
    if (zeroIsUnlimited && !maximum.isNot(0)) return;
    if (!minimum.is((low) => maximum.is((high) => isMore(low, high)))) return;
    ctx.report(isRefused ? "kubernetes" : "accepted", maximumPlace.isWritten ? maximumPlace : minimumPlace, {
      min: minimum,
      max: maximum,
      minField: fieldOf(minimumPlace.path),
      maxField: fieldOf(maximumPlace.path),
      whenInverted,
    });
  },
  message: { kubernetes: messageOf, accepted: messageOf },
  fix: { kubernetes: raise, accepted: raise },
});

/** Certainly two numbers, the first of which is the greater one. */
function isMore(a: unknown, b: unknown): boolean {
  const [left, right] = [parseQuantity(String(a)), parseQuantity(String(b))];
  return left !== undefined && right !== undefined && left > right;
}

/** One number, and not several that it may be ("4 or 5"). */
const isNumber = (datum: Datum | undefined): datum is Datum => datum !== undefined && parseQuantity(String(bare(datum))) !== undefined;

const fieldOf = (path: readonly unknown[]): string => String(path.at(-1));
