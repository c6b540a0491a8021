import { defineRule, type IamList, iamStatements, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "iam/admin-statement",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_1", "CKV2_AWS_40", "AWS-0057"],
  on: iamStatements,
  variants: { plain: { severity: "error", preset: "preview" } },
  check({ policy, effect, actions, resources, condition }, ctx) {
    if (!effect.is("Allow") || !condition.isAbsent || !has(resources, ["*"])) return;
    const action = actions.items.find((one) => one.is("*") || one.is("*:*"));
    if (action) ctx.report("plain", action, { policy });
  },
  message: {
    plain: (d) =>
      text`${d.policy} allows every action on every resource: one compromised training container then owns the account. List what the work needs.`,
  },
});

const has = (list: IamList, wanted: readonly string[]): boolean => list.items.some((one) => wanted.some((text) => one.is(text)));
