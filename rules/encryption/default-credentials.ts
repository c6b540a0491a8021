import { type Data, type DefaultCredential, defaultCredentials, defineRule, fromSecret, text } from "../../engine/rule-api.ts";

const message = (d: Data) =>
  text`${d.name} is a well-known default, which scanners try first: whoever reaches the service is in. Generate a password and keep it in a Secret.`;

export const rule = defineRule<DefaultCredential>({
  id: "encryption/default-credentials",
  since: "0.1.0",
  practice: ["S5.4", "S5.5.3"],
  aliases: [],
  on: defaultCredentials,
  variants: {
    env: { severity: "warning", preset: "recommended", applicability: "review" },
    text: { severity: "warning", preset: "recommended" },
    secret: { severity: "warning", preset: "recommended" },
  },
  check({ kind, label, place, secret }, ctx) {
    ctx.report(kind, place, kind === "env" ? { name: label, secret } : { name: label });
  },
  message: {
    env: message,
    text: message,
    secret: (d) =>
      text`${d.name} is a well-known default, which scanners try first: whoever reaches the service is in. Generate one and keep it out of this file.`,
  },
  fix: { env: fromSecret },
});
