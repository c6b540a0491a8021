// Slots of an MPIJob: how many ranks mpirun may start in each worker, from what the operator writes into the hostfile.
import { Place, Reading } from "../model/place.ts";
import { integerOf } from "../model/value.ts";
import { type Command, commandsOf, flag, runs } from "./commands.ts";
import { type Container, containersOf, mainContainer } from "./containers.ts";
import { defaultOf } from "./defaults.ts";
import { LAYOUT } from "./launchers.ts";
import type { ProcessCount } from "./process-counts.ts";
import type { RoledTemplate } from "./roles.ts";

/** What starts further processes itself or drives all devices of its pod: one rank a pod is right for it. */
const DRIVES_ALL = /torchrun|torch\.distributed|accelerate|deepspeed|jax/;

/** The slots of the workers, where a launcher that can be read fills them. Source: kubeflow/mpi-operator, `slotsPerWorker` is 1 by default. */
export function slotsOf(template: RoledTemplate, worker: Container, all: readonly RoledTemplate[]): readonly ProcessCount[] {
  const isLauncher = ({ component }: RoledTemplate) => component.toLowerCase() === "launcher";
  const launcher = all.find(isLauncher);
  const main = launcher && mainContainer(launcher, () => false);
  if (isLauncher(template) || !main) return [];
  const { commands, isKnown } = commandsOf(main);
  const mpirun = commands.find((command) => runs(command, "mpirun") || runs(command, "mpiexec"));
  if (!isKnown || !mpirun || mpirun.isOpen || commandsOf(worker).commands.some(({ isOpen }) => isOpen)) return [];
  if ([...commands, ...wordsIn(template)].some(({ words }) => words.some(({ text }) => text !== undefined && DRIVES_ALL.test(text))))
    return [];
  if (mpirun.words.some(({ text }) => text !== undefined && LAYOUT.test(text))) return [];
  const root = Place.root(template.workload).at("spec");
  const slots = root.at("slotsPerWorker");
  const processes = defaultOf(slots, 1, "slotsPerWorker");
  const perPod = integerOf(Reading.value(processes));
  if (perPod === undefined || !fillsAll(mpirun, perPod, template)) return [];
  const place = slots.isAbsent ? root.at("mpiReplicaSpecs").key : slots;
  return [{ processes, place, form: slots.isAbsent ? "absent" : "number", mayBeFewer: () => false }];
}

const wordsIn = (template: RoledTemplate): readonly Command[] => containersOf(template).flatMap((one) => commandsOf(one).commands);

/** Certainly as many ranks as there are slots: so many mpirun starts without `-np`. Another number is another problem. */
function fillsAll(mpirun: Command, slots: number, { pods, workload }: RoledTemplate): boolean {
  const np = flag(mpirun, ["-np", "--np", "-n", "--n", "-c"]);
  if (np.isAbsent) return true;
  const workers = integerOf(Reading.value(pods));
  if (workers === undefined || !Place.root(workload).at("spec", "runLauncherAsWorker").isAbsent) return false;
  return np.is((ranks) => Number(ranks) === slots * workers);
}
