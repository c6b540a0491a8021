// TPU slices of GKE: chips of the topology that a pod asks for, chips of one pod, and pods that are started together.
import { type Place, Reading } from "../model/place.ts";
import { integerOf } from "../model/value.ts";
import { acceleratorUse } from "./accelerator-use.ts";
import { acceleratorsOf } from "./accelerators.ts";
import { containersOf } from "./containers.ts";
import { defineFacet } from "./facet.ts";
import { nodeRequirements } from "./node-selection.ts";
import { type PodTemplate, podTemplates } from "./pod-templates.ts";
import type { RoledTemplate } from "./roles.ts";

const TPU = "google.com/tpu";
const TOPOLOGY = "cloud.google.com/gke-tpu-topology";

export interface TpuSlice {
  readonly template: RoledTemplate;
  /** Where the chips are asked for. */
  readonly limit: Place;
  /** Chips of one pod; undefined: not known. */
  readonly perPod: number | undefined;
  /** "4x4" and its product; undefined: not required, or not known. */
  readonly topology: string | undefined;
  readonly chips: number;
  /** Pods that are started together, and the field that says how many; undefined: not known, or not for this kind. */
  readonly group: PodGroup | undefined;
}

interface PodGroup {
  readonly pods: number;
  readonly place: Place;
  readonly mayBeSeveral: boolean;
  /** Of a Job: the other one of `parallelism` and `completions`, of which the smaller counts. */
  readonly other?: Place;
}

/** One for each pod template that asks for TPU chips. */
export const tpuSlices = defineFacet<TpuSlice>(
  "tpuSlices",
  ["kubernetes"],
  (resource, settings) =>
    acceleratorUse.of(resource, settings).flatMap(({ template, perPod }) => {
      const count = perPod.get(TPU);
      const limit = containersOf(template)
        .flatMap((one) => acceleratorsOf(one, settings))
        .find((one) => one.resource === TPU)?.place;
      if (!count || !limit || count.is((value) => String(value) === "0")) return [];
      const values = nodeRequirements(template).find(({ key }) => key === TOPOLOGY)?.values;
      const topology =
        values?.length === 1 && /^\d{1,3}x\d{1,3}(?:x\d{1,3})?$/.test(values[0] as string) ? (values[0] as string) : undefined;
      const chips = topology?.split("x").reduce((product, side) => product * Number(side), 1) ?? 0;
      return [{ template, limit, perPod: integerOf(Reading.value(count)), topology, chips, group: groupOf(template) }];
    }),
  { within: podTemplates },
);

/** Pods of one slice: a Job may hold the pods of several slices; a group of Ray or LeaderWorkerSet is one. */
function groupOf(template: PodTemplate): PodGroup | undefined {
  const { workload, base, perGroup } = template;
  switch (`${workload.ref.kind}.${workload.ref.group}`) {
    case "Job.batch":
      return ofJob(template.pods, base);
    case "JobSet.jobset.x-k8s.io":
      return perGroup && ofJob(perGroup, base.at("template", "spec"));
    case "RayCluster.ray.io":
    case "RayJob.ray.io":
    case "RayService.ray.io":
      return template.component === "head" || !perGroup ? undefined : counted(perGroup, base.at("numOfHosts"), false);
    case "LeaderWorkerSet.leaderworkerset.x-k8s.io":
      // A leader of its own is no part of the slice; subgroups may be one slice each.
      return ["leaderTemplate", "subGroupPolicy"].every((key) => base.up().at(key).isAbsent) && perGroup
        ? counted(perGroup, base.up().at("size"), false)
        : undefined;
    case "StatefulSet.apps":
      return counted(template.pods, base.at("replicas"), true);
    case "Pod.":
      return isWiredByHand(template) ? undefined : { pods: 1, place: template.spec, mayBeSeveral: true };
    default:
      return undefined;
  }
}

/** GKE tells the pods of a controller who is who; pods that are written one by one are told by their author. */
const isWiredByHand = (template: PodTemplate): boolean =>
  containersOf(template).some(
    ({ place }) =>
      place.at("env").isOpen ||
      !place.at("envFrom").isAbsent ||
      place.at("env").items.some((one) => !one.at("name").isNot((name) => /^TPU_WORKER_/.test(String(name)))),
  );

function ofJob(pods: Reading, job: Place): PodGroup | undefined {
  const [parallelism, completions] = [job.at("parallelism"), job.at("completions")];
  const isLess = parallelism.is((parallel) => completions.is((total) => Number(total) < Number(parallel)));
  const group = counted(pods, isLess ? completions : parallelism, true);
  return group && { ...group, other: isLess ? parallelism : completions };
}

function counted(pods: Reading, place: Place, mayBeSeveral: boolean): PodGroup | undefined {
  const number = integerOf(Reading.value(pods));
  return number === undefined ? undefined : { pods: number, place, mayBeSeveral };
}
