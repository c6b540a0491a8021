import { type Data, defineRule, text, type UnverifiedTls, unset, unverifiedTls } from "../../engine/rule-api.ts";

const message = (d: Data) =>
  text`${d.what} switches off the check of certificates: whoever stands between here and ${d.target} can read and change it all. Trust the CA instead.`;

export const rule = defineRule<UnverifiedTls>({
  id: "encryption/tls-verification-disabled",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: [],
  on: unverifiedTls,
  variants: {
    variable: { severity: "warning", preset: "recommended", applicability: "review" },
    field: { severity: "warning", preset: "recommended", applicability: "review" },
    command: { severity: "warning", preset: "recommended" },
  },
  check({ kind, what, target, place }, ctx) {
    ctx.report(kind, place, { what, target: target ?? "the server" });
  },
  message: { variable: message, field: message, command: message },
  fix: {
    variable: { title: "Check certificates again (the CA has to be trusted)", edit: ({ place }) => [unset(place.up())] },
    field: { title: "Check certificates again (the CA has to be trusted)", edit: ({ place }) => [unset(place.at())] },
  },
});
