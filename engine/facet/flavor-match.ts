// Whether a set of pods may get a flavor of a queue, as Kueue decides it.
// Source, read 2026-11-25: kubernetes-sigs/kueue, pkg/scheduler/flavorassigner: a flavor is compared with the keys that it has itself.
// (Up to 0.17 with those of its whole group, which fits less often: what is excluded here is excluded there too.)
import { Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import type { ResourceFlavor } from "./kueue.ts";
import { type NodeRequirement, nodeRequirements } from "./node-selection.ts";
import type { PodTemplate } from "./pod-templates.ts";
import { cannotTolerate, noneTolerates, type Taint, taintsIn } from "./tolerations.ts";

export interface LabelConflict {
  readonly requirement: NodeRequirement;
  /** What the flavor's nodes have. */
  readonly has: string;
}

/** The first label of the flavor that the pods certainly do not take. */
export function labelConflict(template: PodTemplate, { labels }: ResourceFlavor): LabelConflict | undefined {
  for (const requirement of nodeRequirements(template)) {
    const has = textOf(Reading.value(labels.at(requirement.key)));
    if (has !== undefined && requirement.values?.includes(has) === false) return { requirement, has };
  }
  return undefined;
}

/** Taints of the flavor that certainly neither the pods nor the flavor itself tolerate. */
export const untoleratedTaints = (template: PodTemplate, { taints, tolerations }: ResourceFlavor): readonly Taint[] =>
  taintsIn(taints).filter((taint) => cannotTolerate(template, taint) && noneTolerates(tolerations, taint));
