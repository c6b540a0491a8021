// How many processes start in a pod, beside how many whole devices the pod's main container has. What is counted is what somebody wrote,
// or what an operator documents as its default; a script that only the image holds is not seen.
import { flat } from "../model/flat.ts";
import { isShared } from "./accelerator-use.ts";
import { acceleratorsOf, wholeDevices } from "./accelerators.ts";
import { type Container, mainContainer } from "./containers.ts";
import { defineFacet } from "./facet.ts";
import { slotsOf } from "./mpi-slots.ts";
import { podTemplates } from "./pod-templates.ts";
import { countsOf, type ProcessCount } from "./process-counts.ts";
import { isFiniteRole, type RoledTemplate, workloads } from "./roles.ts";

export interface GpuProcesses extends ProcessCount {
  readonly template: RoledTemplate;
  readonly container: Container;
  /** Whole devices of the container, at least one. */
  readonly devices: number;
  /** The same number counts for pods with another number of devices, or with one that is not known: no number is right for all. */
  readonly isForUnequal: () => boolean;
}

export const gpuProcesses = defineFacet<GpuProcesses>(
  "gpuProcesses",
  ["kubernetes"],
  (resource, settings) => {
    const all = workloads.of(resource, settings);
    const users = flat(all, (template) => {
      const container = mainContainer(template, (one) => acceleratorsOf(one, settings).length > 0);
      return container && acceleratorsOf(container, settings).length > 0
        ? [{ template, container, devices: wholeDevices(container, settings) }]
        : [];
    });
    return flat(users, ({ template, container, devices }): readonly GpuProcesses[] => {
      if (devices === undefined || devices < 1 || isShared(template)) return [];
      const counts = resource.ref.kind === "MPIJob" ? slotsOf(template, container, all) : countsOf(template, container, all);
      return counts.map((count) => ({
        template,
        container,
        devices,
        isForUnequal: () =>
          typeof count.place.part !== "object" && users.some((other) => other.devices !== devices && isFiniteRole(other.template.role)),
        ...count,
      }));
    });
  },
  { within: podTemplates },
);
