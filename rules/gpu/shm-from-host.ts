import { consequenceOf, defineRule, memoryVolumeLimit, set, sharedMemory, text, unset } from "../../engine/rule-api.ts";

const ROLES = new Set(["train", "batch", "serve", "cluster"]);

export const rule = defineRule({
  id: "gpu/shm-from-host",
  since: "0.1.0",
  practice: ["S3.3", "S5.4"],
  aliases: ["KSV-0023", "C-0048", "hostPathSet"],
  on: sharedMemory,
  variants: { plain: { severity: "info", preset: "recommended", applicability: "review" } },
  check({ volume, template, container }, ctx) {
    if (!volume?.at("hostPath", "path").is((path) => /^\/dev\/shm\/?$/.test(String(path))) || !ROLES.has(template.role)) return;
    const sizeLimit = memoryVolumeLimit(container);
    ctx.report("plain", volume.at("hostPath").key, {
      container: container.name,
      consequence: consequenceOf(template, false),
      ...(sizeLimit ? { sizeLimit } : {}),
    });
  },
  message: {
    plain: (d) =>
      text`/dev/shm of ${d.container} is the node's own shared memory: other pods see it, and nobody empties it. Use a memory-backed emptyDir.`,
  },
  fix: {
    plain: {
      title: (d) => text`Use a memory-backed emptyDir${d.consequence}`,
      edit: ({ place, data }) => [
        unset(place.up().at("hostPath")),
        set(place.up().at("emptyDir"), { medium: "Memory", ...(typeof data.sizeLimit === "string" ? { sizeLimit: data.sizeLimit } : {}) }),
      ],
    },
  },
});
