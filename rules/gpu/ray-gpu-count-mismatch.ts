import {
  acceleratorUse,
  consequenceOf,
  containersOf,
  defineRule,
  type FixDefinition,
  text,
  unset,
  wholeDevices,
} from "../../engine/rule-api.ts";

const fix: FixDefinition = {
  title: (d) => text`Remove num-gpus, which KubeRay takes from the limit${d.consequence}`,
  edit: ({ place }) => [unset(place)],
};

export const rule = defineRule({
  id: "gpu/ray-gpu-count-mismatch",
  since: "0.1.0",
  practice: ["S5.1.1", "S5.5.1", "S6.3.3"],
  aliases: [],
  on: acceleratorUse,
  variants: {
    tooMany: { severity: "warning", preset: "preview", applicability: "review" },
    tooFew: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ template, uses, isShared }, ctx) {
    if (template.workload.ref.group !== "ray.io" || isShared) return;
    const told = template.base.at("rayStartParams", "num-gpus");
    const container = containersOf(template).find(({ kind }) => kind === "app");
    if (!told.isWritten || !container || !template.base.at("resources").isAbsent) return;
    // Devices of a container beside Ray are none of Ray's.
    const devices = uses === "no" ? 0 : wholeDevices(container, ctx.settings);
    if (devices === undefined) return;
    const data = { told, devices, container: container.name, consequence: consequenceOf(template, false) };
    if (told.is((n) => isCount(n) && Number(n) > devices)) ctx.report("tooMany", told, data);
    else if (told.is((n) => isCount(n) && Number(n) > 0 && Number(n) < devices)) ctx.report("tooFew", told, data);
  },
  message: {
    tooMany: (d) =>
      text`num-gpus is ${d.told}, but the GPU limit of ${d.container} is ${d.devices}: tasks are placed on devices that do not exist. Remove num-gpus; KubeRay takes it from the limit.`,
    tooFew: (d) =>
      text`num-gpus is ${d.told}, but the GPU limit of ${d.container} is ${d.devices}: the others are paid for and unused. Remove num-gpus; KubeRay takes it from the limit.`,
  },
  fix: { tooMany: fix, tooFew: fix },
});

const isCount = (value: unknown): boolean => /^\d{1,4}$/.test(String(value));
