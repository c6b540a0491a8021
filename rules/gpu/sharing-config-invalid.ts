import { defineRule, deviceConfigs, migLayout, type Place, text } from "../../engine/rule-api.ts";

const strategies = ["timeSlicing", "mps"] as const;
const resourcesOf = (root: Place, strategy: (typeof strategies)[number]) => root.at("sharing", strategy, "resources").items;

export const rule = defineRule({
  id: "gpu/sharing-config-invalid",
  since: "0.1.0",
  practice: ["S3.3.1", "S3.4.2"],
  aliases: [],
  on: deviceConfigs,
  variants: {
    both: { severity: "warning", preset: "preview" },
    mig: { severity: "warning", preset: "preview" },
    replicas: { severity: "error", preset: "preview" },
    slices: { severity: "error", preset: "preview" },
  },
  check(root, ctx) {
    const shared = strategies.filter((strategy) => resourcesOf(root, strategy).length > 0);
    const mps = root.at("sharing", "mps");
    if (shared.length === 2) ctx.report("both", mps.key);
    if (shared.includes("mps") && root.at("flags", "migStrategy").is("mixed")) ctx.report("mig", mps.key);
    for (const resource of shared.flatMap((strategy) => resourcesOf(root, strategy))) {
      const replicas = resource.at("replicas");
      const name = resource.at("name");
      if (replicas.is((count) => typeof count === "number" && count < 2) && name.is(() => true))
        ctx.report("replicas", replicas, { name, replicas });
    }
    for (const layout of root.at("mig-configs").entries)
      for (const part of layout.items) {
        const devices = part.at("mig-devices");
        const asked = part.at("mig-enabled").is(true) ? migLayout(devices) : undefined;
        if (asked && asked.slices > asked.most) ctx.report("slices", devices.key, { name: String(layout.step), ...asked });
      }
  },
  message: {
    both: () => text`timeSlicing and mps exclude each other: the device plugin shares the GPUs by mps alone. Keep the one that you mean.`,
    mig: () =>
      text`The device plugin refuses mps with migStrategy mixed, and its node offers no GPU. Use migStrategy none, or timeSlicing.`,
    replicas: (d) =>
      text`${d.name} has replicas ${d.replicas}: the device plugin refuses fewer than 2, and its node offers no GPU. Use more, or remove the entry.`,
    slices: (d) =>
      text`MIG layout ${d.name} takes ${d.slices} compute slices of a GPU that has ${d.most}: MIG manager cannot make it, and the node keeps its old layout.`,
  },
});
