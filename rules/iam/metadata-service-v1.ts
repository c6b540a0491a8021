import { defineRule, type MetadataService, metadataServices, set, text } from "../../engine/rule-api.ts";

export const rule = defineRule<MetadataService>({
  id: "iam/metadata-service-v1",
  since: "0.1.0",
  practice: ["S5.4", "S2.1.2"],
  aliases: ["C-0052", "CKV_AWS_79", "CKV_AWS_371", "AWS-0028", "AWS-0130", "GCP-0048"],
  on: metadataServices,
  variants: {
    explicit: { severity: "warning", preset: "recommended", applicability: "review" },
    hopLimit: { severity: "info", preset: "strict", applicability: "review" },
  },
  check({ name, version, answersOld, now, hopLimit }, ctx) {
    const field = String(version.step);
    if (answersOld) ctx.report("explicit", version, { name, field, now });
    // Karpenter's own default is one hop, and tokens are required.
    else if (hopLimit?.atLeast(2) && (version.isAbsent || version.is("required")))
      ctx.report("hopLimit", hopLimit, { name, hops: hopLimit });
  },
  message: {
    explicit: (d) =>
      text`${d.name} may use the old metadata service: one forged request of a server yields the machine's credentials. Set ${d.field} to ${d.now}.`,
    hopLimit: (d) =>
      text`Pods on ${d.name} reach the metadata service (${d.hops} hops) and with it the node's role. Allow one hop, and give pods an identity of their own.`,
  },
  fix: {
    explicit: {
      title: "Require the new metadata service (old clients lose their credentials)",
      edit: ({ place, data }) => [set({ ...place, part: "value" }, data.now as string | boolean)],
    },
    hopLimit: {
      title: "Allow one hop (pods lose the node's role)",
      edit: ({ place }) => [set({ ...place, part: "value" }, 1)],
    },
  },
});
