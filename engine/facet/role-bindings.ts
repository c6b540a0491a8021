// Bindings of roles: which role is given to whom.
import table from "../../facts/rbac.json" with { type: "json" };
import { Place } from "../model/place.ts";
import { entryAt } from "../model/table.ts";
import { defineFacet } from "./facet.ts";
import { isKnownList, itemsThatAre, RBAC_GROUP, type RoleRule } from "./role-rules.ts";

export interface RoleBinding {
  readonly root: Place;
  readonly isNamespaced: boolean;
  readonly roleRef: Place;
  readonly subjects: readonly Place[];
}

export const roleBindings = defineFacet<RoleBinding>(
  "roleBindings",
  ["kubernetes"],
  (resource) => {
    const root = Place.root(resource);
    return [{ root, isNamespaced: resource.ref.kind === "RoleBinding", roleRef: root.at("roleRef"), subjects: root.at("subjects").items }];
  },
  { kinds: [`RoleBinding.${RBAC_GROUP}`, `ClusterRoleBinding.${RBAC_GROUP}`] },
);

/** A group that certainly holds every identity that has logged in, or every pod of the cluster. */
export const isEveryone = (subject: Place): boolean =>
  subject.at("kind").is("Group") && subject.at("name").is((name) => table.everyoneGroups.includes(String(name)));

/** A subject that is certainly a request without an identity. */
export const isAnonymous = (subject: Place): boolean =>
  (subject.at("kind").is("User") && subject.at("name").is("system:anonymous")) ||
  (subject.at("kind").is("Group") && subject.at("name").is("system:unauthenticated"));

/** Built-in ClusterRoles that are meant for everybody. */
export const isPublicRole = (name: string): boolean => table.publicRoles.includes(name);

/** Built-in ClusterRoles that give access to what is in a namespace. */
export const isBroadRole = (name: string): boolean => table.broadRoles.includes(name);

const READ = ["get", "list", "watch"];
/** What is public in a cluster, and what somebody may ask about nobody but himself. */
const PUBLIC: Readonly<Record<string, readonly string[]>> = {
  "scheduling.k8s.io": ["priorityclasses"],
  "storage.k8s.io": ["storageclasses"],
  "node.k8s.io": ["runtimeclasses"],
  "resource.k8s.io": ["deviceclasses"],
  "trainer.kubeflow.org": ["trainingruntimes", "clustertrainingruntimes"],
  "serving.kserve.io": ["clusterservingruntimes"],
};
const PUBLIC_URLS = /^\/(?:(?:healthz|livez|readyz|openid|\.well-known|api|apis|openapi)(?:\/|\*?$)|version\/?$)/;

/** Whether a rule gives more than anybody may have. */
export function grantOfRule(rule: RoleRule): "more" | "little" | "unknown" {
  const lists = [rule.verbs, rule.apiGroups, rule.resources, rule.resourceNames, rule.nonResourceUrls];
  if (rule.isAggregate || !lists.every(isKnownList)) return "unknown";
  const grants = rule.verbs.items.length > 0 && rule.resources.items.length + rule.nonResourceUrls.items.length > 0;
  return grants && !isHarmless(rule) ? "more" : "little";
}

/** A rule that gives nothing away, so that anybody may have it. */
function isHarmless(rule: RoleRule): boolean {
  const { apiGroups, resources, verbs, resourceNames, nonResourceUrls } = rule;
  const urls = nonResourceUrls.items;
  const isRead = all(verbs, READ);
  if (urls.length > 0) return isRead && !nonResourceUrls.isOpen && urls.every((url) => url.is((one) => PUBLIC_URLS.test(String(one))));
  if (resources.items.every((one) => one.is((name) => String(name).startsWith("selfsubject"))) && !resources.isOpen) return true;
  if (!isRead) return false;
  if (resourceNames.items.length > 0) return itemsThatAre(resources, "secrets").length === 0;
  if (apiGroups.items.length === 0 || apiGroups.isOpen || resources.isOpen) return false;
  return apiGroups.items.every((group) =>
    group.is((name) => String(name) === "kueue.x-k8s.io" || all(resources, entryAt(PUBLIC, String(name)) ?? [])),
  );
}

const all = (list: Place, allowed: readonly string[]): boolean =>
  list.items.length > 0 && !list.isOpen && itemsThatAre(list, ...allowed).length === list.items.length;
