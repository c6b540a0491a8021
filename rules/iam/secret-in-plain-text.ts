import { type Carrier, carriers, credential, type Data, defineRule, fromSecret, isFixture, text } from "../../engine/rule-api.ts";

const message = (d: Data) =>
  text`${d.name} holds ${d.what} in plain text: whoever reads this file or its history has it. Put it in a Secret and revoke this one.`;

export const rule = defineRule<Carrier>({
  id: "iam/secret-in-plain-text",
  since: "0.1.0",
  practice: ["S5.4", "S5.3", "S2.1.2"],
  aliases: ["env-var-secret", "sensitiveContainerEnvVar", "sensitiveConfigmapContent", "KSV-01010", "KSV-0109", "C-0012"],
  on: carriers,
  variants: {
    certain: { severity: "error", preset: "recommended", applicability: "review" },
    probable: { severity: "warning", preset: "recommended", applicability: "review" },
    certainInText: { severity: "error", preset: "recommended" },
    probableInText: { severity: "warning", preset: "recommended" },
  },
  check({ kind, label, name, value, form, secret }, ctx) {
    if (form !== undefined) return ctx.report("certainInText", value, { name: label, what: form });
    let what = "";
    const is = (wanted: "certain" | "probable") =>
      value.is((one) => {
        const verdict = credential(String(one), name);
        what = verdict.what;
        return verdict.is === wanted;
      });
    const data = () => (kind === "env" ? { name, what, secret } : { name: label, what });
    if (is("certain")) ctx.report(kind === "env" ? "certain" : "certainInText", value, data());
    // What only looks like a password and lives as long as a test protects nothing; a token of a vendor has leaked wherever it stands.
    else if (is("probable") && !isFixture(ctx.resource)) ctx.report(kind === "env" ? "probable" : "probableInText", value, data());
  },
  message: { certain: message, probable: message, certainInText: message, probableInText: message },
  fix: { certain: fromSecret, probable: fromSecret },
});
