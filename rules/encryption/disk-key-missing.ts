import { type DiskWithoutKey, defineRule, disksWithoutKey, text } from "../../engine/rule-api.ts";

export const rule = defineRule<DiskWithoutKey>({
  id: "encryption/disk-key-missing",
  since: "0.1.0",
  practice: ["S1.2", "S5.2"],
  aliases: [
    ...["CKV_AWS_178", "CKV_AWS_179", "CKV_AWS_184", "CKV_AWS_189", "CKV_AWS_190", "CKV_AWS_203", "CKV_AZURE_117", "CKV_GCP_91"],
    "AZU-0067",
  ],
  on: disksWithoutKey,
  variants: { plain: { severity: "info", preset: "regulated" } },
  check({ name, key, field, isAccountDefault }, ctx) {
    ctx.report("plain", key, { name, field, isAccountDefault });
  },
  message: {
    plain: (d) =>
      d.isAccountDefault
        ? text`${d.name}: the account's default key encrypts, by itself one of AWS, which you cannot withdraw. Regulated data needs your own: set ${d.field}.`
        : text`${d.name}: the key that encrypts is one of the provider, which you cannot withdraw. Regulated data needs your own: set ${d.field}.`,
  },
});
