import {
  acceleratorUse,
  defineRule,
  meansAccelerators,
  nodeRequirements,
  type RoledTemplate,
  text,
  workloadLabel,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/gpu-node-without-request",
  since: "0.1.0",
  practice: ["S3.4.2", "S4.2.1"],
  aliases: [],
  on: acceleratorUse,
  variants: { plain: { severity: "warning", preset: "preview" } },
  check({ template, uses }, ctx) {
    if (uses !== "no") return;
    const pinned = nodeRequirements(template).find(meansAccelerators);
    if (!pinned || isNodeTooling(template) || template.role === "system" || leadsOthers(template, ctx.views(acceleratorUse))) return;
    ctx.report("plain", pinned.place, {
      workload: workloadLabel(template),
      label: pinned.key,
    });
  },
  message: {
    plain: (d) =>
      text`${d.workload} runs on accelerator nodes only (${d.label}) and requests no accelerator: it takes room that GPU jobs wait for. Request the device or drop this.`,
  },
});

/** What prepares or watches the node reaches its devices without a request. */
function isNodeTooling({ spec }: RoledTemplate): boolean {
  const volumes = spec.at("volumes");
  const isOfNode = (path: unknown) =>
    /^\/(?:dev(?!\/shm)|usr\/local\/nvidia|home\/kubernetes\/bin\/nvidia|run\/nvidia|var\/lib\/kubelet|sys|proc)(?:\/|$)|^\/$/.test(
      String(path),
    );
  return (
    volumes.isOpen ||
    !spec.at("hostPID").isNot(true) ||
    !spec.at("runtimeClassName").isAbsent ||
    !spec.at("schedulerName").isNot((name) => name !== "default-scheduler") ||
    volumes.items.some((volume) => !volume.at("hostPath", "path").isNot(isOfNode))
  );
}

/** The launcher or leader of a group belongs beside those that do have accelerators. */
const leadsOthers = (template: RoledTemplate, all: readonly { readonly template: RoledTemplate; readonly uses: string }[]): boolean =>
  (template.component === "leader" || template.role === "launcher") && all.some(({ uses }) => uses !== "no");
