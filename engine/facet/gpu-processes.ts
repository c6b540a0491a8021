// How many processes start in a pod, beside how many whole devices the pod's main container has. What is counted is what somebody wrote,
// or what an operator documents as its default; a script that only the image holds is not seen.
import { isShared } from "./accelerator-use.ts";
import { acceleratorsOf, wholeDevices } from "./accelerators.ts";
import { type Container, mainContainer } from "./containers.ts";
import { defineFacet } from "./facet.ts";
import { slotsOf } from "./mpi-slots.ts";
import { countsOf, type ProcessCount } from "./process-counts.ts";
import { isFiniteRole, type RoledTemplate, workloads } from "./roles.ts";

export interface GpuProcesses extends ProcessCount {
  readonly template: RoledTemplate;
  readonly container: Container;
  /** Whole devices of the container, at least one. */
  readonly devices: number;
}

export const gpuProcesses = defineFacet<GpuProcesses>("gpuProcesses", ["kubernetes"], (resource, settings) => {
  const all = workloads.of(resource, settings);
  return all.flatMap((template): readonly GpuProcesses[] => {
    const container = mainContainer(template, (one) => acceleratorsOf(one, settings).length > 0);
    const devices = container && wholeDevices(container, settings);
    if (!container || devices === undefined || devices < 1 || !isFiniteRole(template.role) || isShared(template)) return [];
    const counts = resource.ref.kind === "MPIJob" ? slotsOf(template, container, all) : countsOf(template, container, all);
    return counts.map((count) => ({ template, container, devices, ...count }));
  });
});
