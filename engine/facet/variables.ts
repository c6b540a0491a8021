// Environment variables, wherever a kind keeps them: in containers, and in lists of their own.
import { Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { type Container, containers } from "./containers.ts";
import { defineFacet } from "./facet.ts";
import { placesAt } from "./places-at.ts";

export interface Variable {
  readonly name: string;
  /** What is written as `value`; a variable that takes its value from elsewhere is none of these. */
  readonly value: Place;
  readonly container: Container | undefined;
}

/** Lists outside containers, by kind. Source: the CRDs of Trainer, Kubeflow's PodDefault, Spark and MinIO. */
export const VARIABLE_LISTS: Readonly<Record<string, readonly string[]>> = {
  "TrainJob.trainer.kubeflow.org": ["spec.trainer.env[]"],
  "PodDefault.kubeflow.org": ["spec.env[]"],
  "SparkApplication.sparkoperator.k8s.io": ["spec.driver.env[]", "spec.executor.env[]"],
  "Tenant.minio.min.io": ["spec.env[]"],
};

export const variables = defineFacet<Variable>("variables", ["kubernetes"], (resource, settings) => {
  const lists = VARIABLE_LISTS[`${resource.ref.kind}.${resource.ref.group}`];
  const root = Place.root(resource);
  return [
    ...containers.of(resource, settings).flatMap((container) => container.place.at("env").items.flatMap((item) => at(item, container))),
    ...(lists ?? []).flatMap((path) => placesAt(root, path)).flatMap((item) => at(item, undefined)),
  ];
});

function at(item: Place, container: Container | undefined): readonly Variable[] {
  const name = textOf(Reading.value(item.at("name")));
  const value = item.at("value");
  return name !== undefined && value.isWritten ? [{ name, value, container }] : [];
}
