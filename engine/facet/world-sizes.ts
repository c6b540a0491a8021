// How many pods a launcher waits for, beside how many of them run at the same time; and how many ranks mpirun is told to start, beside
// the slots that the operator gives it.

import { Place, Reading } from "../model/place.ts";
import { integerOf, textOf } from "../model/value.ts";
import { type Command, commandsOf, flag, runs, torchLauncher } from "./commands.ts";
import { type Container, containersOf, mainContainer } from "./containers.ts";
import { defaultOf } from "./defaults.ts";
import { defineFacet } from "./facet.ts";
import { LAYOUT, launcherWords } from "./launchers.ts";
import { podTemplates } from "./pod-templates.ts";
import { type RoledTemplate, workloads } from "./roles.ts";

export interface WorldSize {
  readonly template: RoledTemplate;
  /** nodes: `--nnodes`. ranks: `-np` of mpirun. waves: a Job runs its pods one after the other although they wait for each other. */
  readonly kind: "nodes" | "ranks" | "waves";
  readonly program: string;
  /** What is written: the flag's value, or `completions`. */
  readonly written: Reading;
  readonly place: Place;
  readonly least: number;
  readonly most: number;
  /** Pods at the same time, or slots. */
  readonly present: number;
}

export const worldSizes = defineFacet<WorldSize>(
  "worldSizes",
  ["kubernetes"],
  (resource, settings) => {
    const all = workloads.of(resource, settings);
    if (resource.ref.kind === "MPIJob") return all.flatMap((template) => ranksOf(template, all));
    return all.flatMap((template) => nodesOf(template, all));
  },
  { within: podTemplates, mentions: ["nnodes", "mpirun"] },
);

const launchesIn = (container: Container | undefined): readonly Command[] =>
  container ? commandsOf(container).commands.filter((command) => torchLauncher(command) !== undefined) : [];

const mainOf = (template: RoledTemplate): Container | undefined => mainContainer(template, () => false);

function nodesOf(template: RoledTemplate, all: readonly RoledTemplate[]): readonly WorldSize[] {
  const launches = launchesIn(mainOf(template));
  const [command] = launches;
  // Which of several launchers runs is the script's business.
  if (!command || launches.length > 1) return [];
  const own = launcherWords(command);
  const written = flag(own, ["--nnodes"]);
  const place = written instanceof Place ? written : written.about;
  const range = /^(\d{1,6})(?::(\d{1,6}))?$/.exec(textOf(Reading.value(written)) ?? "");
  // Launchers of one node each do not wait for each other: their pods may well work alone.
  if (!range || !place || Number(range[2] ?? range[1]) < 2 || own.words.some(({ text }) => text === "--standalone")) return [];
  const least = Number(range[1]);
  const most = Number(range[2] ?? range[1]);
  const size = { template, program: torchLauncher(command) as string, written, place, least, most };
  const completions = template.base.at("completions");
  if (template.workload.ref.kind === "Job" && template.workload.ref.group === "batch" && least > 1 && completions.isWritten) {
    const [total, parallel] = [completions, defaultOf(template.base.at("parallelism"), 1, "parallelism")].map((one) =>
      integerOf(Reading.value(one)),
    );
    if (total === undefined || parallel === undefined) return [];
    if (total !== parallel)
      return [{ ...size, kind: "waves", written: completions, place: completions, least: parallel, most: parallel, present: total }];
  }
  const present = podsTogether(template, all);
  return present.length > 0 ? [{ ...size, kind: "nodes", present: nearest(present, least, most) }] : [];
}

/** Of several ways to count, the one that comes nearest to what is waited for. */
const nearest = (counts: readonly number[], least: number, most: number): number =>
  counts.find((count) => count >= least && count <= most) ?? (counts[0] as number);

/** How many pods run this command at the same time; empty where that is not certain, several numbers where either may be meant. */
function podsTogether(template: RoledTemplate, all: readonly RoledTemplate[]): readonly number[] {
  const { ref } = template.workload;
  const own = integerOf(Reading.value(template.pods));
  const group = template.perGroup && integerOf(Reading.value(template.perGroup));
  switch (ref.kind) {
    case "PyTorchJob":
    case "HyperPodPyTorchJob":
      return sumOfLaunching(all);
    case "JobSet":
      return own === undefined || group === undefined || all.filter(mayLaunch).length > 1 ? [] : [group, own];
    case "Job":
      return ref.group === "batch" && own !== undefined ? [own] : [];
    case "LeaderWorkerSet":
      return group === undefined ? [] : [group];
    case "StatefulSet":
    case "TrainJob":
      return own === undefined ? [] : [own];
    default:
      return [];
  }
}

/** It starts a launcher, or what it starts is filled in later. */
function mayLaunch(template: RoledTemplate): boolean {
  const main = mainOf(template);
  if (!main) return template.spec.at("containers").isOpen;
  return launchesIn(main).length > 0 || ["command", "args"].some((field) => main.place.at(field).isOpen);
}

/** Replicas of all types that start a launcher; what an image starts by itself nobody sees. */
function sumOfLaunching(all: readonly RoledTemplate[]): readonly number[] {
  let sum = 0;
  for (const one of all) {
    const main = mainOf(one);
    if (!main || !commandsOf(main).isKnown) return [];
    if (launchesIn(main).length === 0) continue;
    const pods = integerOf(Reading.value(one.pods));
    if (pods === undefined) return [];
    sum += pods;
  }
  return [sum];
}

/** Source: kubeflow/mpi-operator, hostfile of the launcher: slotsPerWorker (1) for each worker, and for the launcher where it is one too. */
function ranksOf(template: RoledTemplate, all: readonly RoledTemplate[]): readonly WorldSize[] {
  if (template.component.toLowerCase() !== "launcher") return [];
  const spec = Place.root(template.workload).at("spec");
  const main = mainOf(template);
  const commands = main ? commandsOf(main).commands.filter((command) => runs(command, "mpirun")) : [];
  const [mpirun] = commands;
  if (!mpirun || commands.length > 1 || mpirun.isOpen || !spec.at("mpiImplementation").isNot((name) => name !== "OpenMPI")) return [];
  // Hosts of one's own, or more ranks than slots on purpose; also by a variable of Open MPI.
  if (mpirun.words.some(({ text }) => text === undefined || LAYOUT.test(text) || /rmaps/.test(text)) || setsLayout(template)) return [];
  const written = flag(mpirun, ["-np", "--np"]);
  const place = written instanceof Place ? written : written.about;
  const ranks = integerOf(Reading.value(written));
  const slots = integerOf(Reading.value(defaultOf(spec.at("slotsPerWorker"), 1, "slotsPerWorker")));
  const workers = all.filter((one) => one !== template).map((one) => integerOf(Reading.value(one.pods)));
  if (!place || ranks === undefined || slots === undefined || workers.length === 0 || workers.includes(undefined)) return [];
  const asLauncher = spec.at("runLauncherAsWorker");
  if (!asLauncher.isAbsent && !asLauncher.is(false) && !asLauncher.is(true)) return [];
  const hosts = workers.reduce((sum: number, one) => sum + (one as number), 0) + (asLauncher.is(true) ? 1 : 0);
  return [{ template, kind: "ranks", program: "mpirun", written, place, least: 0, most: slots * hosts, present: slots * hosts }];
}

const setsLayout = (template: RoledTemplate): boolean =>
  containersOf(template).some(
    ({ place }) =>
      place.at("env").isOpen ||
      !place.at("envFrom").isAbsent ||
      place.at("env").items.some((one) => !one.at("name").isNot((name) => /^(?:OMPI_MCA_|PRTE_MCA_|I_MPI_)/.test(String(name)))),
  );
