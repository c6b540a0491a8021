// How many processes a launcher starts in a pod, beside how many whole devices the pod's main container has.
import { Place, Reading } from "../model/place.ts";
import { integerOf } from "../model/value.ts";
import { acceleratorsOf, wholeDevices } from "./accelerators.ts";
import { type Command, commandsOf, flag, runs } from "./commands.ts";
import { type Container, mainContainer } from "./containers.ts";
import { defineFacet } from "./facet.ts";
import { type RoledTemplate, workloads } from "./roles.ts";

export interface GpuProcesses {
  readonly container: Container;
  /** Whole devices of the container, at least one. */
  readonly devices: number;
  /** The number of processes, with the place where it is written. */
  readonly processes: Reading;
  /** One process is meant to drive several devices. */
  readonly usesFewerOnPurpose: boolean;
}

const TORCH = ["torchrun", "hyperpodrun"];

export const gpuProcesses = defineFacet<GpuProcesses>("gpuProcesses", ["kubernetes"], (resource, settings) =>
  workloads.of(resource, settings).flatMap((template): readonly GpuProcesses[] => {
    if (template.role !== "train" && template.role !== "batch") return [];
    const container = mainContainer(template, (one) => acceleratorsOf(one, settings).length > 0);
    const devices = container && wholeDevices(container, settings);
    if (!container || devices === undefined || devices < 1) return [];
    const { commands } = commandsOf(container);
    const flags = commands.filter(isTorch).map((command) => flag(command, ["--nproc-per-node"]));
    const written = flags.filter((one) => one.isWritten && one.about !== undefined);
    const processes = written.length > 0 ? written : fieldOf(template);
    const usesFewerOnPurpose = commands.some((command) =>
      command.words.some((word) => word.text !== undefined && /device_map|pipeline/.test(word.text)),
    );
    return processes
      .filter((one) => Reading.value(one).is === "known" && integerOf(Reading.value(one)) !== undefined)
      .map((one) => ({ container, devices, processes: one, usesFewerOnPurpose }));
  }),
);

const isTorch = (command: Command): boolean =>
  TORCH.some((name) => runs(command, name)) ||
  command.words.some((word) => word.text !== undefined && /^torch\.distributed\.(run|launch)$/.test(word.text));

/** Kubeflow's own field, where no flag says otherwise. */
function fieldOf(template: RoledTemplate): readonly Reading[] {
  const root = Place.root(template.workload);
  if (template.workload.ref.kind === "PyTorchJob") {
    const field = root.at("spec", "nprocPerNode");
    return [field.isWritten ? field : root.at("spec", "elasticPolicy", "nProcPerNode")].filter((one) => one.isWritten);
  }
  return [];
}
