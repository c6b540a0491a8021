import { defineRule, grantOf, isAnonymous, roleBindings, text, unset } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "rbac/anonymous-access",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["KSV-0122", "C-0262"],
  on: roleBindings,
  variants: { plain: { severity: "error", preset: "recommended", applicability: "review" } },
  check(binding, ctx) {
    const role = binding.roleRef.at("name");
    const found = binding.subjects.filter(isAnonymous);
    if (found.length === 0 || !role.is(() => true) || grantOf(binding, ctx) === "little") return;
    const isAll = found.length === binding.subjects.length;
    for (const subject of found) ctx.report("plain", subject.at("name"), { role, subject: subject.at("name"), isAll });
  },
  message: {
    plain: (d) => text`Whoever reaches the API server gets ${d.role} without logging in. Remove the subject ${d.subject}.`,
  },
  fix: { plain: { title: (d) => text`Remove ${d.subject}`, edit: ({ place, data }) => (data.isAll ? [] : [unset(place.up())]) } },
});
