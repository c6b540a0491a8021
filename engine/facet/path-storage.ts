// Where a path in a container is kept: whether what is written there outlives the pod.
import { Place, Reading } from "../model/place.ts";
import { entryAt } from "../model/table.ts";
import { textOf } from "../model/value.ts";
import type { Container } from "./containers.ts";

/** durable: outlives pod and node. node: stays on the node. ephemeral: dies with the pod. */
export type Storage = "durable" | "node" | "ephemeral" | "unknown";

export interface PathStorage {
  readonly storage: Storage;
  /** The volume of the mount that decides; undefined: no mount does, or its volume is not written here. */
  readonly volume: Place | undefined;
}

/** Sources of a volume. Source: kubernetes core/v1 VolumeSource. `ephemeral` makes a claim that is deleted with the pod. */
const SOURCES: Readonly<Record<string, Storage>> = {
  hostPath: "node",
  local: "node",
  emptyDir: "ephemeral",
  ephemeral: "ephemeral",
  configMap: "ephemeral",
  secret: "ephemeral",
  downwardAPI: "ephemeral",
  projected: "ephemeral",
  ...Object.fromEntries(
    [
      "persistentVolumeClaim",
      "csi",
      "nfs",
      "cephfs",
      "rbd",
      "glusterfs",
      "fc",
      "iscsi",
      "azureFile",
      "azureDisk",
      "awsElasticBlockStore",
      "gcePersistentDisk",
      "image",
    ].map((source) => [source, "durable" as const]),
  ),
};

/** The longest mount path that the path is in decides; a relative path starts at the working directory, which the image may set. */
export function storageOf(container: Container, path: string): PathStorage {
  const mounts = container.place.at("volumeMounts");
  const unknown = { storage: "unknown", volume: undefined } as const;
  if (mounts.isOpen || container.template.shape === "partial") return unknown;
  const absolute = absoluteOf(container.place, path);
  const all = mounts.items.map((mount) => ({ mount, at: textOf(Reading.value(mount.at("mountPath"))) }));
  if (all.some(({ at }) => at === undefined)) return unknown;
  if (absolute === undefined) {
    const isPlain = all.every(({ mount }) => volumeOf(container, mount).storage === "ephemeral");
    return isPlain ? { storage: "ephemeral", volume: undefined } : unknown;
  }
  let best: { mount: Place; length: number } | undefined;
  for (const { mount, at = "" } of all) {
    const root = at.replace(/\/+$/, "");
    if ((absolute === root || absolute.startsWith(`${root}/`)) && root.length >= (best?.length ?? 0)) best = { mount, length: root.length };
  }
  return best ? volumeOf(container, best.mount) : { storage: "ephemeral", volume: undefined };
}

function absoluteOf(place: Place, path: string): string | undefined {
  if (path.startsWith("/")) return normal(path);
  const folder = textOf(Reading.value(place.at("workingDir")));
  return folder?.startsWith("/") ? normal(`${folder}/${path}`) : undefined;
}

function normal(path: string): string {
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return `/${steps.join("/")}`;
}

/** A mount without a volume belongs to a claim that the workload makes for each pod, or to an operator's. */
function volumeOf({ template }: Container, mount: Place): PathStorage {
  const name = textOf(Reading.value(mount.at("name")));
  const volumes = template.spec.at("volumes");
  const volume = name === undefined ? undefined : volumes.items.find((one) => one.at("name").is(name));
  if (!volume) return { storage: isClaimed(template.workload.ref.kind, mount, name) ? "durable" : "unknown", volume: undefined };
  const source = volume.entries.map((one) => String(one.step)).find((key) => key !== "name");
  if (source === undefined) return { storage: volume.isOpen ? "unknown" : "ephemeral", volume };
  return { storage: entryAt(SOURCES, source) ?? "unknown", volume };
}

const isClaimed = (kind: string, mount: Place, name: string | undefined): boolean =>
  kind === "StatefulSet" &&
  name !== undefined &&
  Place.root(mount.owner)
    .at("spec", "volumeClaimTemplates")
    .items.some((one) => one.at("metadata", "name").is(name));

const OBJECT_STORE =
  /^(?:s3|s3a|gs|gcs|abfss?|wasbs?|az|adl|oss|cos|obs|hdfs|swift|r2|minio):\/\/|^https?:\/\/[^/]{0,200}(?:blob\.core\.windows\.net|s3[.-]|storage\.googleapis\.com)/;

/** A word or value that names an object store. */
export const isObjectStore = (word: string): boolean => OBJECT_STORE.test(word);
