import { consequenceOf, defineRule, set, sharedMemory, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/shm-on-disk",
  since: "0.1.0",
  practice: ["S3.2.3"],
  aliases: [],
  on: sharedMemory,
  variants: {
    emptyDir: { severity: "warning", preset: "recommended", applicability: "review" },
    claim: { severity: "warning", preset: "preview" },
  },
  check({ volume, template, container }, ctx) {
    if (!volume) return;
    const emptyDir = volume.at("emptyDir");
    const claim = volume.at("persistentVolumeClaim");
    const data = { volume: volume.at("name"), container: container.name, consequence: consequenceOf(template, false) };
    // Huge pages are memory too.
    if (emptyDir.isWritten && !emptyDir.isOpen && emptyDir.at("medium").isNot((medium) => /^(?:Memory|HugePages)/.test(String(medium))))
      ctx.report("emptyDir", emptyDir.key, data);
    else if (claim.isWritten) ctx.report("claim", claim.key, data);
  },
  message: {
    emptyDir: (d) =>
      text`/dev/shm of ${d.container} is volume ${d.volume}, which lies on disk: what processes share in memory becomes disk traffic. Set emptyDir.medium: Memory.`,
    claim: (d) =>
      text`/dev/shm of ${d.container} is the persistent volume of ${d.volume}: what processes share in memory becomes disk traffic. Use a memory-backed emptyDir.`,
  },
  fix: {
    emptyDir: {
      title: (d) => text`Keep it in memory${d.consequence}`,
      edit: ({ place }) => [set(place.at("medium"), "Memory")],
    },
  },
});
