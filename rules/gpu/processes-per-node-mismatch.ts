import {
  bare,
  consequenceOf,
  type Datum,
  defineRule,
  type FixDefinition,
  gpuProcesses,
  isFiniteRole,
  set,
  text,
} from "../../engine/rule-api.ts";

const fix: FixDefinition = {
  title: (d) => text`Start ${counted(d.devices, "process", "processes")} per pod${d.consequence}`,
  edit({ place, data }) {
    if (data.isForUnequal === true) return [];
    const at = data.form === "absent" ? place.up().at("slotsPerWorker") : place;
    return [set(at, data.form === "text" ? String(data.devices) : Number(data.devices))];
  },
};

export const rule = defineRule({
  id: "gpu/processes-per-node-mismatch",
  since: "0.1.0",
  practice: ["S3.4.2", "S4.2.1"],
  aliases: [],
  on: gpuProcesses,
  variants: {
    tooMany: { severity: "warning", preset: "recommended", applicability: "review" },
    tooFew: { severity: "warning", preset: "recommended", applicability: "review" },
  },
  check({ template, container, devices, processes, place, form, mayBeFewer, isForUnequal }, ctx) {
    const isMore = processes.is((n) => Number(n) > devices);
    const isFewer = !isMore && processes.is((n) => Number(n) < devices && Number(n) > 0) && !mayBeFewer();
    // The role is asked last: looking for it reads every word of the template.
    if ((!isMore && !isFewer) || !isFiniteRole(template.role)) return;
    const data = {
      container: container.name,
      devices,
      processes,
      form,
      isForUnequal: isForUnequal(),
      consequence: consequenceOf(template, false),
    };
    ctx.report(isMore ? "tooMany" : "tooFew", place, data);
  },
  message: {
    tooMany: (d) =>
      text`${counted(d.processes, "process", "processes")} per pod, but ${d.container} has ${counted(d.devices, "GPU", "GPUs")}: the surplus fails with an invalid device. Set both to one number.`,
    tooFew: (d) =>
      text`${counted(d.processes, "process", "processes")} per pod, but ${d.container} has ${counted(d.devices, "GPU", "GPUs")}: the others are paid for and idle. Set both to one number.`,
  },
  fix: { tooMany: fix, tooFew: fix },
});

const counted = (count: Datum | undefined, one: string, many: string): string =>
  text`${count} ${String(bare(count ?? 0)) === "1" ? one : many}`;
