import { type AtRest, type Context, type Data, defineRule, encryptionAtRest, set, text } from "../../engine/rule-api.ts";

const fix = {
  title: (d: Data) => (d.consequence ? text`Encrypt it (${d.consequence})` : "Encrypt it"),
  edit: ({ place, data }: { place: Parameters<typeof set>[0]; data: Data }) => [
    ...(data.on === undefined ? [] : [set({ ...place, part: "value" }, data.on as string | boolean)]),
  ],
};

export const rule = defineRule({
  id: "encryption/at-rest-disabled",
  since: "0.1.0",
  practice: ["S5.4", "S1.2", "S3.3.1"],
  aliases: ["C-0264", "CKV_AWS_3", "CKV_AWS_8", "CKV_AWS_16", "CKV_AWS_29", "CKV_AWS_42", "CKV_AWS_5", "CKV_AWS_96", "CKV_AWS_106"],
  on: encryptionAtRest,
  variants: {
    storageOff: { severity: "warning", preset: "recommended", applicability: "review" },
    storageAbsent: { severity: "warning", preset: "strict", applicability: "review" },
    cloudOff: { severity: "warning", preset: "recommended", applicability: "review" },
    cloudAbsent: { severity: "warning", preset: "strict", applicability: "review" },
    backend: { severity: "info", preset: "preview", applicability: "review" },
  },
  check(one, ctx) {
    const data = {
      name: one.name,
      field: nameOf(one.switch.path),
      ...(one.on === undefined ? {} : { on: one.on }),
      ...(one.consequence ? { consequence: one.consequence } : {}),
    };
    if (one.scope === "backend") {
      if ((one.isOff || one.switch.isAbsent) && !mayClassesEncrypt(ctx)) ctx.report("backend", one.switch, data);
      return;
    }
    const isCloud = one.scope === "cloud";
    if (one.isOff) ctx.report(isCloud ? "cloudOff" : "storageOff", one.switch, { ...data, is: one.switch });
    else if (!one.switch.isAbsent || one.absent === "unsaid") return;
    else if (isCloud && one.absent === "off") ctx.report("cloudOff", one.switch, { ...data, is: "false by default" });
    else if (!accountEncrypts(one, ctx)) ctx.report(isCloud ? "cloudAbsent" : "storageAbsent", one.switch, data);
  },
  message: {
    storageOff: (d) => text`${d.name} are not encrypted at rest: ${d.field} is ${d.is}. Datasets and checkpoints lie there in the clear.`,
    storageAbsent: (d) => text`${d.name} are encrypted at rest only if the account or cluster does so by itself. Set ${d.field}.`,
    cloudOff: (d) => text`${d.name} is not encrypted at rest: ${d.field} is ${d.is}. Datasets and checkpoints lie there in the clear.`,
    cloudAbsent: (d) => text`${d.name} is encrypted at rest only if the account does so by itself. Set ${d.field}.`,
    backend: (d) => text`What others keep in ${d.name} is encrypted at rest only if the disks below are. Set ${d.field}.`,
  },
  fix: { storageOff: fix, storageAbsent: fix, cloudOff: fix, cloudAbsent: fix, backend: fix },
});

/** "enabled" alone says nothing: then with what it enables. */
const nameOf = (path: AtRest["switch"]["path"]): string => path.slice(/^enabled$/i.test(String(path.at(-1))) ? -2 : -1).join(".");

/** The same Terraform module makes the account encrypt every new disk. */
const accountEncrypts = (one: AtRest, ctx: Context): boolean =>
  one.scope === "cloud" && ctx.inReach({ group: "terraform", kind: "aws_ebs_encryption_by_default" }).length > 0;

/** Every class of Ceph in the file or unit encrypts its own volumes, or may. */
function mayClassesEncrypt(ctx: Context): boolean {
  if (ctx.resource.ref.kind !== "CephCluster") return false;
  const classes = ctx
    .inReach({ group: "storage.k8s.io", kind: "StorageClass" })
    .flatMap((found) => ctx.open(found) ?? [])
    .flatMap((resource) => ctx.views(encryptionAtRest, resource));
  return classes.length > 0 && classes.every((one) => !one.switch.isNot("true"));
}
