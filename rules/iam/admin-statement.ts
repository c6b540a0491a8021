import { defineRule, type IamList, iamStatements, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "iam/admin-statement",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_1", "CKV2_AWS_40", "CKV2_AWS_68", "AWS-0057"],
  on: iamStatements,
  variants: {
    everything: { severity: "error", preset: "recommended" },
    allBut: { severity: "error", preset: "recommended" },
  },
  check({ policy, place, effect, actions, notActions, resources, condition }, ctx) {
    if (!effect.is("Allow") || !condition.isAbsent || !resources.items.some((one) => one.is("*"))) return;
    const everything = actions.items.find((one) => one.is(isEverything));
    if (everything) ctx.report("everything", everything, { policy });
    else if (leavesIam(notActions)) ctx.report("allBut", place.at("NotAction").key, { policy });
  },
  message: {
    everything: (d) =>
      text`${d.policy} allows every action on every resource: one compromised training container then owns the account. List what the work needs.`,
    allBut: (d) =>
      text`${d.policy} allows all but a few actions on every resource, IAM's among them: whoever has it can give itself the rest. List what the work needs.`,
  },
});

const isEverything = (action: unknown): boolean => action === "*" || action === "*:*";

/** All exclusions are known, and none of them takes IAM away. */
const leavesIam = ({ items, isOpen }: IamList): boolean =>
  !isOpen && items.length > 0 && items.every((one) => one.is((action) => !isEverything(action) && !/^iam:\*$/i.test(String(action))));
