// Every number of extended resources that a workload writes: limits and requests of its containers, and the GPU field of Spark.
import { flat } from "../model/flat.ts";
import { type Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { isExtendedResource } from "./accelerators.ts";
import { containersOf } from "./containers.ts";
import { defineFacet } from "./facet.ts";
import { type PodTemplate, podTemplates } from "./pod-templates.ts";

export interface ExtendedAmount {
  readonly template: PodTemplate;
  readonly resource: string;
  readonly amount: Place;
}

export const extendedAmounts = defineFacet<ExtendedAmount>(
  "extendedAmounts",
  ["kubernetes"],
  (resource, settings) => flat(podTemplates.of(resource, settings), (template) => inContainers(template).concat(inSpark(template))),
  { within: podTemplates },
);

function inContainers(template: PodTemplate): ExtendedAmount[] {
  const found: ExtendedAmount[] = [];
  for (const { limits, requests } of containersOf(template)) {
    for (const amounts of [limits.entries, requests.entries]) {
      for (const amount of amounts) {
        const resource = String(amount.step);
        if (isExtendedResource(resource)) found.push({ template, resource, amount });
      }
    }
  }
  return found;
}

function inSpark(template: PodTemplate): readonly ExtendedAmount[] {
  if (template.workload.ref.group !== "sparkoperator.k8s.io") return [];
  const gpu = template.spec.at("gpu");
  return gpu.at("quantity").isWritten
    ? [{ template, resource: textOf(Reading.value(gpu.at("name"))) ?? "gpu", amount: gpu.at("quantity") }]
    : [];
}
