import { defineRule, gpuProcesses, set, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/processes-per-node-mismatch",
  since: "0.1.0",
  practice: ["S3.4.2", "S4.2.1"],
  aliases: [],
  on: gpuProcesses,
  variants: {
    tooMany: { severity: "warning", preset: "preview", applicability: "review" },
    tooFew: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ container, devices, processes, usesFewerOnPurpose }, ctx) {
    if (!processes.about) return;
    const data = { container: container.name, devices, processes };
    if (processes.is((n) => Number(n) > devices)) ctx.report("tooMany", processes.about, data);
    else if (processes.is((n) => Number(n) < devices) && !usesFewerOnPurpose) ctx.report("tooFew", processes.about, data);
  },
  message: {
    tooMany: (d) =>
      text`${d.processes} processes per pod, but ${d.container} has ${d.devices} GPU(s): the surplus fails with an invalid device. Set both to one number.`,
    tooFew: (d) =>
      text`${d.processes} process(es) per pod, but ${d.container} has ${d.devices} GPUs: the others are paid for and idle. Set both to one number.`,
  },
  fix: {
    tooMany: { title: (d) => text`Start ${d.devices} process(es)`, edit: ({ place, data }) => [set(place, String(data.devices))] },
    tooFew: { title: (d) => text`Start ${d.devices} processes`, edit: ({ place, data }) => [set(place, String(data.devices))] },
  },
});
