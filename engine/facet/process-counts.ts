// The number of processes that a launcher starts in a pod: a flag of torchrun, DeepSpeed or Accelerate, else the field of an operator
// that reaches the launcher through the environment.
import { flat } from "../model/flat.ts";
import { Place, Reading } from "../model/place.ts";
import { integerOf } from "../model/value.ts";
import { type Command, type Commands, commandsOf, flag, runs, torchLauncher } from "./commands.ts";
import type { Container } from "./containers.ts";
import { launcherWords } from "./launchers.ts";
import type { RoledTemplate } from "./roles.ts";

export interface ProcessCount {
  /** Certainly a whole number. */
  readonly processes: Reading;
  /** Where it is written, or what decides it. */
  readonly place: Place;
  /** How it is written: as text (also a word of a command), as a number, or not at all. */
  readonly form: "text" | "number" | "absent";
  /** One process is meant to drive several devices, or several launchers share the devices. */
  readonly mayBeFewer: () => boolean;
}

/** All counts of one container; none where it is not certain which holds. */
export function countsOf(template: RoledTemplate, container: Container, all: readonly RoledTemplate[]): readonly ProcessCount[] {
  const words = commandsOf(container);
  const launches = flat(words.commands, (command) => launchOf(command, all));
  const mayBeFewer = () => launches.length > 1 || drivesSeveral(container, words);
  if (launches.some((one) => !one.isAbsent)) {
    const numbers = new Set(launches.map((one) => integerOf(Reading.value(one))));
    // Which of several launchers runs is the script's business, unless all of them say the same.
    if (numbers.size !== 1) return [];
    return flat(launches, (processes) => countAt(processes, "text", mayBeFewer));
  }
  // What a script starts nobody sees here: it may well count for itself, and give one process all devices.
  const mayCountItself = () => !words.commands.some(torchLauncher) && template.workload.ref.kind === "PyTorchJob";
  const counts = flat(fieldOf(template), (field) => countAt(field, formOf(field), () => mayBeFewer() || mayCountItself()));
  return counts.length > 0 && mayReadField(words) ? counts : [];
}

function countAt(processes: Reading, form: ProcessCount["form"], mayBeFewer: () => boolean): readonly ProcessCount[] {
  const place = processes instanceof Place ? processes : processes.about;
  if (!place || integerOf(Reading.value(processes)) === undefined) return [];
  return [{ processes, place, form, mayBeFewer }];
}

/** The flag that counts processes, of a command that starts them; DeepSpeed and Accelerate count those of one machine only alone. */
function launchOf(command: Command, all: readonly RoledTemplate[]): readonly Reading[] {
  if (torchLauncher(command)) return [flag(launcherWords(command), ["--nproc-per-node"])];
  const program = ["deepspeed", "accelerate launch"].find((one) => runs(command, one));
  if (!program || !isAlone(all)) return [];
  const own = launcherWords(command);
  if (program === "deepspeed") return isAbsent(own, ELSEWHERE) ? [flag(own, ["--num-gpus"])] : [];
  return isAbsent(own, ["--num-machines", "--cpu"]) ? [flag(own, ["--num-processes"])] : [];
}

const ELSEWHERE = ["--hostfile", "-H", "--num-nodes", "--include", "-i", "--exclude", "-e"];

const isAbsent = (command: Command, names: readonly string[]): boolean => names.every((name) => flag(command, [name]).isAbsent);

/** The workload is one pod. */
function isAlone(all: readonly RoledTemplate[]): boolean {
  const pods = all.map((template) => integerOf(Reading.value(template.pods)));
  return pods.reduce((sum: number, one) => sum + (one ?? Number.POSITIVE_INFINITY), 0) === 1;
}

const VISIBLE = /^(?:CUDA|HIP|ROCR)_VISIBLE_DEVICES(?:=|$)/;

/** One process drives several devices, as JAX does, or sees only some of them; or a model server beside the trainer has the others. */
function drivesSeveral({ place }: Container, { commands }: Commands): boolean {
  return (
    commands.some(({ words }) =>
      words.some(({ text }) => text !== undefined && (/device_map|pipeline|jax|vllm|sglang|grpo/i.test(text) || VISIBLE.test(text))),
    ) ||
    place.at("env").isOpen ||
    place.at("env").items.some((one) => !one.at("name").isNot((name) => VISIBLE.test(String(name)))) ||
    place.at("image").is((image) => /jax|maxtext/.test(String(image)))
  );
}

/** These count by flags and files of their own. */
const OTHERS = /(?:^|\/)(?:python[\d.]*|accelerate|deepspeed|mpirun|mpiexec|horovodrun|colossalai|ray)$/;

/** The operators' fields reach torchrun through the environment: what Python or another launcher starts does not read them. */
function mayReadField({ commands, isKnown }: Commands): boolean {
  const startsOther = commands.some(({ words }) => words.some(({ text }) => text !== undefined && OTHERS.test(text)));
  return !isKnown || !startsOther || commands.some((command) => torchLauncher(command) !== undefined);
}

/** A TrainJob's number means what its runtime makes of it: ranks that share a device for one, nothing at all for another. */
function fieldOf({ workload }: RoledTemplate): readonly Place[] {
  const spec = Place.root(workload).at("spec");
  if (workload.ref.kind === "PyTorchJob") {
    const field = spec.at("nprocPerNode");
    return [field.isAbsent ? spec.at("elasticPolicy", "nProcPerNode") : field];
  }
  const startsOneForEach = spec.at("runtimeRef", "name").is((name) => /torch|deepspeed/.test(String(name)));
  return workload.ref.kind === "TrainJob" && startsOneForEach ? [spec.at("trainer", "numProcPerNode")] : [];
}

/** A field that is written as text stays one: a fix must not change the type. */
function formOf(field: Place): ProcessCount["form"] {
  const value = Reading.value(field);
  return value.is === "known" && typeof value.value === "string" ? "text" : "number";
}
