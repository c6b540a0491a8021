import { defineRule, grantOf, isAnonymous, isEveryone, roleBindings, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "rbac/everyone-access",
  since: "0.1.0",
  practice: ["S5.4", "S3.3"],
  aliases: ["KSV-01011", "C-0265"],
  on: roleBindings,
  variants: { plain: { severity: "warning", preset: "recommended" } },
  check(binding, ctx) {
    // Requests without an identity are rbac/anonymous-access's business.
    const subject = binding.subjects.find((one) => isEveryone(one) && !isAnonymous(one));
    if (!subject || grantOf(binding, ctx) !== "more") return;
    const who = subject.at("name").is("system:serviceaccounts") ? "every pod of every namespace" : "whoever has logged in, and every pod";
    ctx.report("plain", subject.at("name"), { role: binding.roleRef.at("name"), kind: binding.roleRef.at("kind"), who });
  },
  message: {
    plain: (d) => text`${d.kind} ${d.role} is given to ${d.who}: on a shared cluster that is everybody. Bind it to those who need it.`,
  },
});
