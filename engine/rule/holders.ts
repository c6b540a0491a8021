// Who holds a role, as far as the bindings and workloads in the same file or unit say. A role that nothing there binds may be held by
// anybody: that is unknown, except where a platform ships role and account under one name.
import table from "../../facts/rbac.json" with { type: "json" };
import { accountOf, podKinds } from "../facet/pod-templates.ts";
import { grantOfRule, isBroadRole, isEveryone, isPublicRole, type RoleBinding, roleBindings } from "../facet/role-bindings.ts";
import { RBAC_GROUP, roleRules } from "../facet/role-rules.ts";
import { workloads } from "../facet/roles.ts";
import { tenancyOf } from "../facet/tenancy.ts";
import { recall, remember } from "../model/memo.ts";
import { type Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import type { Context, Found } from "./rule.ts";

export interface Holder {
  /** everyone: who has logged in, or every pod; tenant: an account under which code of many authors runs; operator: of any other pod. */
  readonly kind: "everyone" | "tenant" | "operator" | "human" | "unknown";
  /** "ServiceAccount pipeline-runner" */
  readonly name: string;
  /** "of all namespaces", "of namespace fraud", "of its namespace". */
  readonly scope: string;
  /** Undefined where only the role's name tells. */
  readonly subject: Place | undefined;
}

/** Holders of the role that is being looked at, in the order of the bindings. Several rules ask in one run, which has one context. */
export const holdersOf = (ctx: Context): readonly Holder[] =>
  recall<readonly Holder[]>(ctx, holdersOf) ?? remember(ctx, holdersOf, findHolders(ctx));

function findHolders(ctx: Context): readonly Holder[] {
  const { kind, name, namespace } = ctx.resource.ref;
  if (name === undefined) return [];
  const role = `${kind}/${name}`;
  const bindings = ["ClusterRoleBinding", "RoleBinding"].flatMap((one) =>
    ctx.inReach({ group: RBAC_GROUP, kind: one }, { by: "grants", is: role }),
  );
  const own = bindings.filter((one) => kind === "ClusterRole" || fits(one.namespace, namespace));
  if (own.length === 0) return table.tenantRoles.includes(name) ? [{ kind: "tenant", name: `ServiceAccount ${name}`, ...ITS_OWN }] : [];
  return own.flatMap((binding) => holdersIn(binding, ctx));
}

/** The first holder for whom a permission is a danger: everybody, or code of many authors. */
export const riskyHolder = (holders: readonly Holder[]): Holder | undefined =>
  holders.find(({ kind }) => kind === "everyone") ?? holders.find(({ kind }) => kind === "tenant");

const ITS_OWN = { scope: "of its namespace", subject: undefined } as const;

function holdersIn(found: Found, ctx: Context): readonly Holder[] {
  const resource = ctx.open(found);
  const [binding] = resource ? ctx.views(roleBindings, resource) : [];
  if (!binding) return [];
  const place = found.namespace === undefined ? "of its namespace" : `of namespace ${found.namespace}`;
  const scope = binding.isNamespaced ? place : "of all namespaces";
  return binding.subjects.flatMap((subject): Holder[] => {
    const name = ["kind", "name"].map((key) => knownText(subject.at(key)));
    if (name.includes(undefined)) return [];
    return [{ kind: kindOf(subject, found, ctx), name: name.join(" "), scope, subject }];
  });
}

function kindOf(subject: Place, binding: Found, ctx: Context): Holder["kind"] {
  if (isEveryone(subject)) return "everyone";
  const account = knownText(subject.at("name"));
  if (account === undefined) return "unknown";
  if (subject.at("kind").is((kind) => kind === "User" || kind === "Group")) return account.startsWith("system:") ? "unknown" : "human";
  if (!subject.at("kind").is("ServiceAccount")) return "unknown";
  if (table.tenantAccounts.includes(account)) return "tenant";
  const namespace = knownText(subject.at("namespace")) ?? binding.namespace;
  return usersOf(account, namespace, ctx);
}

/** What the pods of the same file or unit that run as an account are. The first whose code may be of anybody decides. */
function usersOf(account: string, namespace: string | undefined, ctx: Context): Holder["kind"] {
  let users: Holder["kind"] = "unknown";
  for (const kind of podKinds) {
    for (const found of ctx.inReach(kind, { by: "account", is: account })) {
      const resource = fits(found.namespace, namespace) ? ctx.open(found) : undefined;
      const templates = resource ? ctx.views(workloads, resource).filter((one) => accountOf(one).is(account)) : [];
      if (templates.some((one) => tenancyOf(one, ctx.settings) === "ai")) return "tenant";
      if (templates.length > 0) users = "operator";
    }
  }
  return users;
}

const fits = (a: string | undefined, b: string | undefined): boolean => a === undefined || b === undefined || a === b;

const knownText = (place: Place): string | undefined => textOf(Reading.value(place));

/**
 * What a binding gives: certainly more than anybody may have, certainly no more, or nobody knows, because the role is not here or not
 * all of it is known.
 */
export function grantOf({ roleRef, isNamespaced, root }: RoleBinding, ctx: Context): "more" | "little" | "unknown" {
  const [kind, name] = [roleRef.at("kind"), roleRef.at("name")];
  const isCluster = kind.is("ClusterRole");
  if (isCluster && name.is((one) => isBroadRole(String(one)))) return "more";
  if (isCluster && name.is((one) => isPublicRole(String(one)))) return "little";
  if (!isCluster && !(kind.is("Role") && isNamespaced)) return "unknown";
  const namespace = isCluster ? {} : { namespace: root.at("metadata", "namespace") };
  const role = ctx.resolve({ group: RBAC_GROUP, kind: isCluster ? "ClusterRole" : "Role", name, clusterScoped: isCluster, ...namespace });
  const resource = role.is === "found" ? ctx.open(role.found) : undefined;
  if (!resource) return "unknown";
  const grants = ctx.views(roleRules, resource).map(grantOfRule);
  return grants.find((one) => one === "more") ?? grants.find((one) => one === "unknown") ?? "little";
}
