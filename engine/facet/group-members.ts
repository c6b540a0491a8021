// Where somebody is put into a group of the cluster: subjects of bindings, and the mappings of EKS in the ConfigMap aws-auth. In
// Kubernetes and in Terraform's typed resources alike.
import { Place } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { defineFacet } from "./facet.ts";
import { placesAt } from "./places-at.ts";

export type GroupMembers =
  /** `binding`: its own name; `group`: the name of a group that is a subject of it. */
  | { readonly is: "binding"; readonly binding: Place; readonly groups: readonly Place[] }
  /** A text of YAML, or, where Terraform encodes it, its lists of groups. */
  | { readonly is: "mapping"; readonly field: string; readonly place: Place; readonly groups: readonly Place[] };

const MAPPINGS = ["mapRoles", "mapUsers"];
const BINDINGS = /^kubernetes_(?:cluster_)?role_binding(?:_v1)?$/;
const CONFIG_MAPS = /^kubernetes_config_map(?:_v1)?(?:_data)?$/;

export const groupMembers = defineFacet<GroupMembers>(
  "groupMembers",
  ["kubernetes", "terraform"],
  (resource) => {
    const root = Place.root(resource);
    if (resource.class === "kubernetes")
      return resource.ref.kind === "ConfigMap" ? ofMappings(root, "metadata") : [ofBinding(root, "metadata", "subjects[]")];
    return ofTyped(resource, root);
  },
  { kinds: ["ClusterRoleBinding.rbac.authorization.k8s.io", "RoleBinding.rbac.authorization.k8s.io", "ConfigMap."] },
);

function ofTyped({ ref }: Resource, root: Place): readonly GroupMembers[] {
  if (BINDINGS.test(ref.kind)) return [ofBinding(root, "metadata[]", "subject[]")];
  return CONFIG_MAPS.test(ref.kind) ? ofMappings(root, "metadata[]") : [];
}

function ofBinding(root: Place, metadata: string, subjects: string): GroupMembers {
  const groups = placesAt(root, subjects).filter((subject) => subject.at("kind").is("Group"));
  const [binding = root.at("metadata")] = placesAt(root, metadata);
  return { is: "binding", binding: binding.at("name"), groups: groups.map((subject) => subject.at("name")) };
}

/** On EKS: who is who, as YAML in texts. */
function ofMappings(root: Place, metadata: string): readonly GroupMembers[] {
  if (!placesAt(root, metadata).some((one) => one.at("name").is("aws-auth"))) return [];
  return MAPPINGS.map((field) => {
    const place = root.at("data", field);
    return { is: "mapping", field, place, groups: placesAt(place.up(), `${field}[].groups[]`) };
  });
}
