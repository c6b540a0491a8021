// Containers of every pod template, with what rules ask of them.
import { recall, remember } from "../model/memo.ts";
import { type Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { defineFacet } from "./facet.ts";
import { type PodTemplate, podTemplates } from "./pod-templates.ts";

type ContainerKind = "app" | "sidecar" | "init";

export interface Container {
  readonly template: PodTemplate;
  readonly kind: ContainerKind;
  readonly place: Place;
  /** As a person would call it: its name, or what it is where it has none. */
  readonly name: string;
  readonly requests: Place;
  readonly limits: Place;
}

/** The model container and the old framework keys of a KServe component. Source: kserve v1beta1 PredictorSpec. */
const KSERVE_CONTAINERS = [
  "model",
  "sklearn",
  "xgboost",
  "tensorflow",
  "pytorch",
  "triton",
  "onnx",
  "huggingface",
  "pmml",
  "lightgbm",
  "paddle",
];

export const containers = defineFacet<Container>("containers", ["kubernetes"], (resource, settings) =>
  podTemplates.of(resource, settings).flatMap(containersOf),
);

/** The containers of a template, in the order in which they start. */
export function containersOf(template: PodTemplate): readonly Container[] {
  return recall<readonly Container[]>(template.spec, containersOf) ?? remember(template.spec, containersOf, findContainers(template));
}

function findContainers(template: PodTemplate): readonly Container[] {
  if (template.shape === "own") return [];
  const { spec } = template;
  const found: Container[] = [];
  for (const place of spec.at("initContainers").items)
    found.push(container(template, place, place.at("restartPolicy").is("Always") ? "sidecar" : "init"));
  for (const place of spec.at("containers").items) found.push(container(template, place, "app"));
  if (template.workload.ref.group === "trainer.kubeflow.org" && template.workload.ref.kind === "TrainJob") found.push(trainer(template));
  if (template.workload.ref.kind === "InferenceService") {
    for (const key of KSERVE_CONTAINERS) {
      const model = spec.at(key);
      if (model.isWritten) found.push(container(template, model, "app"));
    }
  }
  return found;
}

/** What a TrainJob says of its runtime's container: its image, words and environment, and resources that take the place of all others. */
const trainer = (template: PodTemplate): Container => container(template, template.spec, "app", template.spec.at("resourcesPerNode"));

function container(template: PodTemplate, place: Place, kind: ContainerKind, resources = place.at("resources")): Container {
  const last = place.step;
  const name = textOf(Reading.value(place.at("name"))) ?? (typeof last === "string" ? last : template.component);
  return { template, kind, place, name, requests: resources.at("requests"), limits: resources.at("limits") };
}

/** The name that each operator gives the container that works. Source: the operators' default container names. */
const MAIN_NAMES = ["pytorch", "tensorflow", "mpi", "xgboost", "paddle", "jax", "node", "kserve-container", "base"];

/** The container that does the work: the operator's own, else the first that has accelerators, else the first. */
export function mainContainer(template: PodTemplate, usesAccelerators: (container: Container) => boolean): Container | undefined {
  const apps = containersOf(template).filter((one) => one.kind === "app");
  if (template.workload.ref.group === "ray.io") return apps[0];
  return apps.find((one) => MAIN_NAMES.includes(one.name)) ?? apps.find(usesAccelerators) ?? apps[0];
}
