// Every number of extended resources that a workload writes: limits and requests of its containers, and the GPU field of Spark.
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

export const extendedAmounts = defineFacet<ExtendedAmount>("extendedAmounts", ["kubernetes"], (resource, settings) =>
  podTemplates.of(resource, settings).flatMap((template) => [...inContainers(template), ...inSpark(template)]),
);

const inContainers = (template: PodTemplate): readonly ExtendedAmount[] =>
  containersOf(template)
    .flatMap(({ limits, requests }) => [...limits.entries, ...requests.entries])
    .map((amount) => ({ template, resource: String(amount.step), amount }))
    .filter(({ resource }) => isExtendedResource(resource));

function inSpark(template: PodTemplate): readonly ExtendedAmount[] {
  if (template.workload.ref.group !== "sparkoperator.k8s.io") return [];
  const gpu = template.spec.at("gpu");
  return gpu.at("quantity").isWritten
    ? [{ template, resource: textOf(Reading.value(gpu.at("name"))) ?? "gpu", amount: gpu.at("quantity") }]
    : [];
}
