// /dev/shm of a container: what is mounted there, and what shows that several processes share it.
import { Place, Reading } from "../model/place.ts";
import { parseQuantity } from "../model/quantity.ts";
import { textOf } from "../model/value.ts";
import { wholeDevices } from "./accelerators.ts";
import { type Command, commandsOf, flag, runs } from "./commands.ts";
import { type Container, containersOf } from "./containers.ts";
import { defineFacet } from "./facet.ts";
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
  /** What shows that several processes exchange data: "torchrun", "a tensor-parallel server". */
  readonly evidence: string | undefined;
  /** Half of the memory limit in whole Gi: a bound for a memory volume. */
  readonly sizeLimit: string | undefined;
  /** A volume name that is free: dshm, else dshm-1 … */
  readonly freeName: string;
}

export const sharedMemory = defineFacet<SharedMemory>("sharedMemory", ["kubernetes"], (resource, settings) =>
  workloads.of(resource, settings).flatMap((template) =>
    containersOf(template)
      .filter((one) => one.kind === "app")
      .map((container): SharedMemory => {
        const mounts = container.place.at("volumeMounts");
        const mount = mounts.items.find((one) => one.at("mountPath").is("/dev/shm") || one.at("mountPath").is("/dev/shm/"));
        const volumes = template.spec.at("volumes");
        const name = mount && textOf(Reading.value(mount.at("name")));
        return {
          container,
          template,
          devices: wholeDevices(container, settings),
          volume: volumes.items.find((one) => name !== undefined && one.at("name").is(name)),
          isDefault:
            !mounts.isOpen &&
            !volumes.isOpen &&
            mounts.items.every((one) => one.at("mountPath").isNot((path) => /^\/dev(\/shm)?\/?$/.test(String(path)))) &&
            template.spec.at("hostIPC").isNot(true),
          evidence: evidenceOf(template, container),
          sizeLimit: halfOf(container.limits.at("memory")),
          freeName: freeName(volumes),
        };
      }),
  ),
);

const LAUNCHERS = ["torchrun", "deepspeed", "horovodrun", "accelerate launch", "all_reduce_perf"];
const PARALLEL = ["--tensor-parallel-size", "-tp", "--tp-size", "--num-shard", "--sharded"];
const WORKERS = ["--num-workers", "--dataloader-num-workers"];

function evidenceOf(template: RoledTemplate, container: Container): string | undefined {
  const { kind, group } = template.workload.ref;
  if (kind === "PyTorchJob" || kind === "HyperPodPyTorchJob") return kind;
  if (group === "trainer.kubeflow.org" && Place.root(template.workload).at("spec", "mlPolicy", "torch").isWritten) return "a torch runtime";
  for (const command of commandsOf(container).commands) {
    const launcher = LAUNCHERS.find((one) => runs(command, one)) ?? torchModule(command);
    if (launcher) return launcher;
    if (PARALLEL.some((name) => flag(command, [name]).atLeast(2))) return "tensor parallelism";
    if (WORKERS.some((name) => flag(command, [name]).atLeast(1))) return "data-loader workers";
    if (command.words.some((word) => word.text === "tune") && command.words.some((word) => /distributed/.test(word.text ?? "")))
      return "tune run";
  }
  return undefined;
}

const torchModule = (command: Command): string | undefined =>
  command.words.some((word) => word.text !== undefined && /^torch\.distributed\.(run|launch)$/.test(word.text))
    ? "torch.distributed"
    : undefined;

function halfOf(limit: Place): string | undefined {
  const text = textOf(Reading.value(limit));
  const quantity = text === undefined ? undefined : parseQuantity(text);
  if (quantity === undefined) return undefined;
  const gib = quantity / (2n * 1024n ** 3n * 1_000_000_000n);
  return `${gib < 1n ? 1n : gib}Gi`;
}

function freeName(volumes: Place): string {
  const taken = new Set(volumes.items.map((one) => textOf(Reading.value(one.at("name")))));
  for (let n = 0; ; n++) {
    const name = n === 0 ? "dshm" : `dshm-${n}`;
    if (!taken.has(name)) return name;
  }
}
