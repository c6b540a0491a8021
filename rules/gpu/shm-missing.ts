import { addItem, defineRule, sharedMemory, text } from "../../engine/rule-api.ts";

const ROLES = new Set(["train", "batch", "serve", "notebook"]);

export const rule = defineRule({
  id: "gpu/shm-missing",
  since: "0.1.0",
  practice: ["S3.1.1", "S3.2.1"],
  aliases: [],
  on: sharedMemory,
  variants: { plain: { severity: "warning", preset: "preview", applicability: "review" } },
  check({ container, template, devices, isDefault, evidence, sizeLimit, freeName }, ctx) {
    if (!isDefault || devices === undefined || devices < 2 || evidence === undefined || !ROLES.has(template.role)) return;
    const isRuntime = template.workload.ref.group === "trainer.kubeflow.org";
    if (template.workload.ref.group === "ray.io" || (template.shape !== "full" && !isRuntime)) return;
    const depth = container.place.path.length - template.spec.path.length;
    ctx.report("plain", container.place.at("volumeMounts"), {
      container: container.name,
      devices,
      evidence,
      depth,
      volume: freeName,
      ...(sizeLimit ? { sizeLimit } : {}),
    });
  },
  message: {
    plain: (d) =>
      text`${d.container} uses ${d.devices} GPUs with ${d.evidence} but has only the default 64 MiB of /dev/shm: NCCL and data loaders fail with bus errors. Mount memory there.`,
  },
  fix: {
    plain: {
      title: "Mount a memory-backed emptyDir at /dev/shm",
      edit({ place, data }) {
        const name = String(data.volume);
        const emptyDir = { medium: "Memory", ...(typeof data.sizeLimit === "string" ? { sizeLimit: data.sizeLimit } : {}) };
        return [
          addItem(place.up(1 + Number(data.depth)).at("volumes"), { name, emptyDir }),
          addItem(place, { name, mountPath: "/dev/shm" }),
        ];
      },
    },
  },
});
