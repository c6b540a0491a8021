// Kubernetes objects written by hand, as the real dialect reads them.
import { kubernetesResources } from "../../engine/dialect/kubernetes/resources.ts";
import { readDocuments } from "../../engine/dialect/read-file.ts";
import type { FacetSettings } from "../../engine/facet/facet.ts";
import type { Resource } from "../../engine/model/resource.ts";

export const NOTHING_DECLARED: FacetSettings = { accelerators: [], spotLabels: [], roles: [] };

/** All objects of a YAML text, those inside others too. Throws where there is none: the test is wrong then. */
export function objectsIn(text: string, path = "test.yaml"): readonly Resource[] {
  const found = kubernetesResources(readDocuments({ id: path, path, language: "yaml", text }));
  if (found.length === 0) throw new Error(`no object in ${JSON.stringify(text)}`);
  return found;
}

/** The first object of a text. */
export const objectIn = (text: string): Resource => objectsIn(text)[0] as Resource;
