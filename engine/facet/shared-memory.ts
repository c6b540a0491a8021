// /dev/shm of a container: what is mounted there, and what shows that several processes share it.
import { flat } from "../model/flat.ts";
import { Place, Reading } from "../model/place.ts";
import { parseQuantity } from "../model/quantity.ts";
import { textOf } from "../model/value.ts";
import { wholeDevices } from "./accelerators.ts";
import { type Command, commandsOf, flag, runs, torchLauncher } from "./commands.ts";
import { type Container, containersOf } from "./containers.ts";
import { defineFacet } from "./facet.ts";
import { type PodTemplate, podTemplates } from "./pod-templates.ts";
import { type RoledTemplate, workloads } from "./roles.ts";

export interface SharedMemory {
  readonly container: Container;
  readonly template: RoledTemplate;
  /** Whole devices in the container; undefined: none, or not known. */
  readonly devices: number | undefined;
  /** The volume mounted at /dev/shm. */
  readonly volume: Place | undefined;
  /** Certainly nothing is mounted at /dev/shm or above it, and the host's memory is not shared. */
  readonly isDefault: boolean;
  /** What shows that several processes exchange data: "with torchrun", "in a PyTorchJob". */
  readonly evidence: string | undefined;
}

export const sharedMemory = defineFacet<SharedMemory>(
  "sharedMemory",
  ["kubernetes"],
  (resource, settings) => {
    const all = workloads.of(resource, settings);
    return flat(all, (template) =>
      flat(containersOf(template), (container): readonly SharedMemory[] => {
        if (container.kind !== "app") return [];
        const mounts = container.place.at("volumeMounts");
        const volumes = template.spec.at("volumes");
        const mount = mounts.items.find((one) => one.at("mountPath").is((path) => /^\/dev\/shm\/?$/.test(String(path))));
        const name = mount && textOf(Reading.value(mount.at("name")));
        const volume = name === undefined ? undefined : volumes.items.find((one) => one.at("name").is(name));
        const devices = wholeDevices(container, settings);
        if (volume === undefined && devices === undefined) return [];
        const isDefault =
          mount === undefined &&
          mounts.items.every((one) => one.at("mountPath").isNot((path) => /^\/dev(\/shm)?\/?$/.test(String(path)))) &&
          template.spec.at("hostIPC").isNot(true) &&
          template.meta.at("annotations", SIZED).isAbsent &&
          !mounts.isOpen &&
          !volumes.isOpen;
        const evidence = isDefault && !mayDoWithout(container) ? evidenceOf(template, container, all) : undefined;
        return [{ container, template, devices, volume, isDefault, evidence }];
      }),
    );
  },
  { within: podTemplates },
);

/** Of CRI-O: how much /dev/shm a pod gets. */
const SIZED = "io.kubernetes.cri-o.ShmSize";

/** NCCL is told to exchange data in another way, as the manual of Text Generation Inference says for clusters. */
const mayDoWithout = ({ place }: Container): boolean =>
  place.at("env").items.some((one) => !one.at("name").isNot("NCCL_SHM_DISABLE") && one.at("value").isNot("0"));

const PARALLEL = ["--tensor-parallel-size", "-tp", "--tp-size", "--tp", "--num-shard"];
const WORKERS = ["--num-workers", "--dataloader-num-workers"];

function evidenceOf(template: RoledTemplate, container: Container, all: readonly RoledTemplate[]): string | undefined {
  const { kind, group } = template.workload.ref;
  if (kind === "PyTorchJob" || kind === "HyperPodPyTorchJob") return `in a ${kind}`;
  if (group === "trainer.kubeflow.org" && Place.root(template.workload).at("spec", "mlPolicy", "torch").isWritten)
    return "in a torch runtime";
  if (kind === "MPIJob" && all.some(startsRanks)) return "in an MPIJob";
  for (const command of commandsOf(container).commands) {
    const launcher = launcherOf(command);
    if (launcher) return `with ${launcher}`;
    if (PARALLEL.some((name) => flag(command, [name]).atLeast(2))) return "with tensor parallelism";
    if (WORKERS.some((name) => flag(command, [name]).atLeast(1))) return "with data-loader workers";
  }
  return undefined;
}

/** What starts several processes; a launcher that is told to start one starts one. */
function launcherOf(command: Command): string | undefined {
  const torch = torchLauncher(command);
  if (torch) return flag(command, ["--nproc-per-node"]).is(1) ? undefined : torch;
  const launcher = ["deepspeed", "horovodrun", "accelerate launch"].find((one) => runs(command, one));
  if (launcher) return launcher;
  const words = command.words.map(({ text }) => text ?? "");
  if (words.some((word) => /(?:^|\/)nccl-tests\/|(?:^|\/)all_reduce_perf$/.test(word))) return "nccl-tests";
  return words.includes("tune") && words.some((word) => word.includes("distributed")) ? "tune run" : undefined;
}

/** A launcher of MPI whose ranks are GPU work, by its words. */
const startsRanks = (template: RoledTemplate): boolean =>
  template.role === "launcher" &&
  containersOf(template)
    .flatMap((one) => commandsOf(one).commands)
    .some(({ words }) => words.some(({ text }) => text !== undefined && /horovod|nccl|all_reduce_perf|python/.test(text)));

const TWO_GIB = 2n * 1024n ** 3n * 1_000_000_000n;

/** Half of a container's memory limit in whole Gi: a bound for a memory volume. */
export function memoryVolumeLimit({ limits }: Container): string | undefined {
  const limit = limits.at("memory");
  const text = textOf(Reading.value(limit));
  const quantity = text === undefined ? undefined : parseQuantity(text);
  if (quantity === undefined) return undefined;
  const gib = quantity / TWO_GIB;
  return `${gib < 1n ? 1n : gib}Gi`;
}

/** A volume name that is free in a template: dshm, else dshm-1 … */
export function freeVolumeName({ spec }: PodTemplate): string {
  const taken = new Set(spec.at("volumes").items.map((one) => textOf(Reading.value(one.at("name")))));
  for (let n = 0; ; n++) {
    const name = n === 0 ? "dshm" : `dshm-${n}`;
    if (!taken.has(name)) return name;
  }
}
