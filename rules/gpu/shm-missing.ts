import {
  addItem,
  type Context,
  consequenceOf,
  defineRule,
  freeVolumeName,
  kind,
  memoryVolumeLimit,
  type RoledTemplate,
  sharedMemory,
  text,
} from "../../engine/rule-api.ts";

const ROLES = new Set(["train", "batch", "serve", "notebook"]);

export const rule = defineRule({
  id: "gpu/shm-missing",
  since: "0.1.0",
  practice: ["S3.1.1", "S3.2.1"],
  aliases: [],
  on: sharedMemory,
  variants: { plain: { severity: "warning", preset: "recommended", applicability: "review" } },
  check({ container, template, devices, isDefault, evidence }, ctx) {
    if (!isDefault || devices === undefined || devices < 2 || evidence === undefined || !ROLES.has(template.role)) return;
    if (!isWhole(template) || podDefaultMayMount(template, ctx)) return;
    const sizeLimit = memoryVolumeLimit(container);
    const mounts = container.place.at("volumeMounts");
    ctx.report("plain", mounts.isWritten ? mounts.key : mounts, {
      container: container.name,
      devices,
      evidence,
      depth: container.place.path.length - template.spec.path.length,
      volume: freeVolumeName(template),
      consequence: consequenceOf(template, false),
      ...(sizeLimit ? { sizeLimit } : {}),
    });
  },
  message: {
    plain: (d) =>
      text`${d.container} uses ${d.devices} GPUs ${d.evidence} but only the default 64 MiB of /dev/shm: NCCL and data loaders can run out of it and fail. Mount memory there.`,
  },
  fix: {
    plain: {
      title: (d) => text`Mount a memory-backed emptyDir at /dev/shm${d.consequence}`,
      edit({ place, data }) {
        const name = String(data.volume);
        const emptyDir = { medium: "Memory", ...(typeof data.sizeLimit === "string" ? { sizeLimit: data.sizeLimit } : {}) };
        return [
          addItem(place.up(1 + Number(data.depth)).at("volumes"), { name, emptyDir }),
          addItem(place.at(), { name, mountPath: "/dev/shm" }),
        ];
      },
    },
  },
});

/** What is not written here is not in the pod either: KubeRay mounts memory itself, serving runtimes are merged from elsewhere. */
function isWhole({ workload, shape }: RoledTemplate): boolean {
  const { group, kind } = workload.ref;
  return group !== "ray.io" && (shape === "full" || (group === "trainer.kubeflow.org" && kind !== "TrainJob"));
}

const podDefaults = kind("PodDefault.kubeflow.org");

/** A PodDefault of Kubeflow mounts a volume into the pods that it selects. */
function podDefaultMayMount({ workload }: RoledTemplate, ctx: Context): boolean {
  return ctx.inReach({ group: "kubeflow.org", kind: "PodDefault" }).some((found) => {
    const { namespace } = workload.ref;
    if (found.namespace !== undefined && namespace !== undefined && found.namespace !== namespace) return false;
    const podDefault = ctx.open(found);
    if (!podDefault) return true;
    return ctx.views(podDefaults, podDefault).some((root) => {
      const mounts = root.at("spec", "volumeMounts");
      return mounts.isOpen || mounts.items.some((one) => !one.at("mountPath").isNot((path) => String(path).startsWith("/dev/shm")));
    });
  });
}
