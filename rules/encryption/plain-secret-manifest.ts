import { defineRule, type SecretManifest, secretManifests, text } from "../../engine/rule-api.ts";

export const rule = defineRule<SecretManifest>({
  id: "encryption/plain-secret-manifest",
  since: "0.1.0",
  practice: ["S5.4", "S2.1.2"],
  aliases: ["C-0208", "C-0234"],
  on: secretManifests,
  variants: {
    plain: { severity: "warning", preset: "recommended" },
    placeholder: { severity: "info", preset: "recommended" },
  },
  check({ name, entries, isFixture }, ctx) {
    const kept = entries.find(({ is }) => is === "certain") ?? entries.find(({ is }) => is === "probable");
    // A key pair or a password of a test is thrown away with it; a token of a vendor has leaked wherever it stands.
    if (isFixture && !(kept?.is === "certain" && kept.what !== "a private key")) return;
    if (kept) {
      const base64 = kept.isEncoded ? " (base64 is no encryption)" : "";
      return ctx.report("plain", kept.place.key, { name, key: kept.key, what: kept.what, base64 });
    }
    const [first] = entries;
    if (first && entries.every(({ is }) => is === "placeholder")) ctx.report("placeholder", first.place.key, { name, key: first.key });
  },
  message: {
    plain: (d) =>
      text`${d.name} carries ${d.what} (${d.key}) in plain text${d.base64}. Whoever clones the repository has it: use an ExternalSecret, a SealedSecret or SOPS.`,
    placeholder: (d) =>
      text`${d.name} waits for somebody to type ${d.key} into this file, from where it is easily committed. Use an ExternalSecret, a SealedSecret or SOPS.`,
  },
});
