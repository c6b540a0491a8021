import { defineRule, kinds, type Place, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "encryption/secrets-at-rest-disabled",
  since: "0.1.0",
  practice: ["S1.2", "S5.4"],
  aliases: ["CKV_K8S_104", "KCV-0030", "C-0066", "C-0141", "C-0142"],
  on: kinds("EncryptionConfiguration.apiserver.config.k8s.io", "Cluster.kops.k8s.io"),
  variants: {
    identityFirst: { severity: "warning", preset: "preview" },
    notCovered: { severity: "warning", preset: "preview" },
    weak: { severity: "warning", preset: "preview" },
    kops: { severity: "warning", preset: "preview" },
  },
  check(root, ctx) {
    const switched = root.at("spec", "encryptionConfig");
    if (ctx.resource.ref.kind === "Cluster") return switched.is(false) ? ctx.report("kops", switched) : undefined;
    const rows = root.at("resources");
    const covering = rows.items.find((row) => row.at("resources").items.some((one) => one.is(coversSecrets)));
    if (!covering) {
      if (isKnown(rows) && rows.items.every((row) => isKnown(row.at("resources")))) ctx.report("notCovered", rows.key);
      return;
    }
    const providers = covering.at("providers");
    const first = providers.items[0]?.entries[0];
    if (!first) return;
    if (first.step === "identity") return ctx.report("identityFirst", first.key);
    const usesKms = providers.isOpen || providers.items.some((one) => !one.at("kms").isAbsent);
    if (first.step === "kms" && first.at("apiVersion").is("v1")) ctx.report("weak", first.at("apiVersion"), { provider: "kms v1" });
    else if (first.step === "aescbc" && !usesKms) ctx.report("weak", first.key, { provider: "aescbc" });
  },
  message: {
    identityFirst: () =>
      text`Secrets are written to etcd in plain text: the first provider writes, and it is identity. Put kms (v2) or secretbox first.`,
    notCovered: () => text`Nothing here encrypts Secrets: no entry of resources names them. Add secrets, with kms (v2) or secretbox first.`,
    weak: (d) =>
      text`Secrets are encrypted by ${d.provider}, which Kubernetes no longer recommends (${d.provider === "aescbc" ? "padding oracles" : "deprecated since 1.28"}). Put kms v2 or secretbox first.`,
    kops: () =>
      text`kOps is told not to encrypt Secrets in etcd: whoever reads a disk or a backup of it has them all. Set encryptionConfig to true.`,
  },
});

const coversSecrets = (resource: unknown): boolean => resource === "secrets" || resource === "*.*" || resource === "*.";

const isKnown = (list: Place): boolean =>
  list.items.length > 0 && !list.isOpen && list.items.every((item) => item.entries.length > 0 || item.is(() => true));
