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

const fix: FixDefinition = { title: (d) => text`Remove ${d.name}${d.consequence}`, edit: ({ place }) => [unset(place.up())] };

export const rule = defineRule({
  id: "gpu/visible-devices-overridden",
  since: "0.1.0",
  practice: ["S3.3", "S3.3.1"],
  aliases: [],
  on: acceleratorUse,
  variants: {
    bypass: { severity: "warning", preset: "recommended", applicability: "review" },
    mismatch: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ template, isShared }, ctx) {
    for (const container of containersOf(template)) {
      if (container.kind === "init") continue;
      for (const variable of container.place.at("env").items) {
        const name = variable.at("name");
        const value = variable.at("value");
        if (!name.is(choosesDevices) || template.role === "system" || !container.place.at("resources", "claims").isAbsent) continue;
        const data = { name, value, container: container.name, consequence: consequenceOf(template, false) };
        const devices = isShared ? undefined : wholeDevices(container, ctx.settings);
        if (name.is("NVIDIA_VISIBLE_DEVICES")) {
          const limit = container.limits.at("nvidia.com/gpu").isWritten
            ? "; the limit gives it its own"
            : ", and set limits.nvidia.com/gpu";
          if (value.is((text) => !NONE.has(String(text)))) ctx.report("bypass", value, { ...data, limit });
        } else if (devices !== undefined && devices > 0 && value.is((list) => isOther(String(list), devices)))
          ctx.report("mismatch", value, { ...data, devices });
      }
    }
  },
  message: {
    bypass: (d) =>
      text`${d.name}=${d.value} bypasses the device plugin: ${d.container} sees GPUs that belong to other pods of the node. Remove it${d.limit}.`,
    mismatch: (d) =>
      text`${d.name}=${d.value} does not fit the GPU limit of ${d.container}, which is ${d.devices}: inside a container devices count from 0. Remove it; all that are given are visible.`,
  },
  fix: { bypass: fix, mismatch: fix },
});

const NONE = new Set(["", "void", "none"]);
const choosesDevices = (name: unknown): boolean => /^(?:NVIDIA|CUDA|HIP|ROCR)_VISIBLE_DEVICES$/.test(String(name));

/** A list of numbers that leaves out a device or names one that is not there. */
function isOther(list: string, devices: number): boolean {
  if (!/^\d{1,3}(?:,\d{1,3}){0,63}$/.test(list)) return false;
  const numbers = new Set(list.split(",").map(Number));
  return numbers.size !== devices || [...numbers].some((one) => one >= devices);
}
