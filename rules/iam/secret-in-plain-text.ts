import { type Carrier, carriers, credential, type Data, defineRule, fromSecret, isFixture, text } from "../../engine/rule-api.ts";

const message = (d: Data) => text`${d.name} holds ${d.what} in plain text: whoever reads this file or its history has it. ${d.advice}.`;

/** The API server reads its keys from a file of the control plane, before there are any Secrets. */
const adviceFor = (kind: string): string =>
  kind === "EncryptionConfiguration" ? "Keep it on the control plane, and replace this key" : "Put it in a Secret and revoke this one";

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
    const advice = adviceFor(ctx.resource.ref.kind);
    if (form !== undefined) return ctx.report("certainInText", value, { name: label, what: form, advice });
    let verdict: ReturnType<typeof credential> | undefined;
    // Of a choice of values all have to be the same.
    const isOne = value.is((one) => {
      const before = verdict;
      verdict = credential(String(one), name);
      return (verdict.is === "certain" || verdict.is === "probable") && verdict.is === (before ?? verdict).is;
    });
    if (!isOne || !verdict) return;
    // What only looks like a password and lives as long as a test protects nothing; a token of a vendor has leaked wherever it stands.
    if (verdict.is === "probable" && isFixture(ctx.resource)) return;
    const isCertain = verdict.is === "certain";
    if (kind === "env") ctx.report(isCertain ? "certain" : "probable", value, { name, what: verdict.what, advice, secret });
    else ctx.report(isCertain ? "certainInText" : "probableInText", value, { name: label, what: verdict.what, advice });
  },
  message: { certain: message, probable: message, certainInText: message, probableInText: message },
  fix: { certain: fromSecret, probable: fromSecret },
});
