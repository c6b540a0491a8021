// Where ready-made policies and roles of a cloud are given to somebody, and which of them own the account (facts/cloud-admin-roles.json):
// Terraform and CloudFormation, AWS, Google Cloud and Azure.
import table from "../../facts/cloud-admin-roles.json" with { type: "json" };
import { Place, Reading } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { entryAt } from "../model/table.ts";
import { textOf } from "../model/value.ts";
import { defineFacet } from "./facet.ts";
import { placesAt } from "./places-at.ts";

export interface CloudGrant {
  readonly place: Place;
  /** "AdministratorAccess", "roles/owner"; undefined where it is none of those, or not known. iam: its holder can give itself everything. */
  readonly admin: { readonly policy: string; readonly power: "everything" | "iam" | "most" } | undefined;
  /** What it is given over. */
  readonly over: "account" | "project" | "folder" | "organization" | "subscription";
  /** A workload, as a person would call it, if it is known to be one; or a role of AWS, whose own policy says who may be it. */
  readonly holder: { readonly workload: string | undefined } | { readonly roles: readonly Place[] } | { readonly role: Resource };
}

type Finder = (resource: Resource, root: Place) => readonly CloudGrant[];

/** Where a type names policies of AWS, and the roles that get them; without roles it is one itself. */
const ATTACHMENTS: Readonly<Record<string, readonly [policies: string, roles?: string]>> = {
  aws_iam_role: ["managed_policy_arns[]"],
  "AWS::IAM::Role": ["ManagedPolicyArns[]"],
  aws_iam_role_policy_attachment: ["policy_arn", "role"],
  aws_iam_role_policy_attachments_exclusive: ["policy_arns[]", "role_name"],
  aws_iam_policy_attachment: ["policy_arn", "roles[]"],
};

const FINDERS: Readonly<Record<string, Finder>> = {
  ...Object.fromEntries(Object.entries(ATTACHMENTS).map(([type, [policies, roles]]) => [type, ofAws(policies, roles)])),
  "AWS::Serverless::Function": ofFunction,
  ...Object.fromEntries(
    (["project", "folder", "organization"] as const).flatMap((over) =>
      ["member", "binding"].map((form) => [`google_${over}_iam_${form}`, ofGoogle(over)]),
    ),
  ),
  azurerm_role_assignment: ofAzure,
};

export const cloudGrants = defineFacet<CloudGrant>(
  "cloudGrants",
  ["terraform", "cloudformation"],
  (resource) => entryAt(FINDERS, resource.ref.kind)?.(resource, Place.root(resource)) ?? [],
);

function ofAws(policies: string, roles: string | undefined): Finder {
  return (resource, root) =>
    placesAt(root, policies).map((place): CloudGrant => {
      const policy = /^arn:[\w-]*:iam::aws:policy\/([\w-]+)$/.exec(pieces(place).join(""))?.[1];
      const holder = roles === undefined ? { role: resource } : { roles: placesAt(root, roles) };
      return { place, admin: adminOf(table.aws, policy), over: "account", holder };
    });
}

/** The role that SAM makes for a function; there the name of the policy is enough. */
function ofFunction(resource: Resource, root: Place): readonly CloudGrant[] {
  const policies = root.at("Policies");
  return (policies.items.length > 0 ? policies.items : [policies]).map((place) => {
    const policy = /^(?:arn:[\w-]*:iam::aws:policy\/)?([\w-]+)$/.exec(pieces(place).join(""))?.[1];
    return { place, admin: adminOf(table.aws, policy), over: "account", holder: { workload: resourceLabel(resource.ref) } };
  });
}

/** Service accounts alone: people and groups have their own reasons. */
function ofGoogle(over: "project" | "folder" | "organization"): Finder {
  return (_, root) => {
    const members = [root.at("member"), ...root.at("members").items].map((place) => pieces(place)[0] ?? "");
    const isWorkload = members.some((member) => member.startsWith("serviceAccount:"));
    const place = root.at("role");
    const admin = adminOf(table.google, textOf(Reading.value(place)));
    return [{ place, admin, over, holder: { workload: isWorkload ? "The service account" : undefined } }];
  };
}

/** Identities that belong to a resource of Azure, over a whole subscription. */
function ofAzure(_: Resource, root: Place): readonly CloudGrant[] {
  const scope = Reading.value(root.at("scope"));
  const principal = Reading.value(root.at("principal_id"));
  const identity = principal.is === "unknown" ? principal.pointsTo : undefined;
  const isSubscription =
    /^\/subscriptions\/[^/]*$/.test(pieces(root.at("scope")).join("")) ||
    (scope.is === "unknown" && scope.pointsTo?.startsWith("data.azurerm_subscription.") === true);
  const place = root.at("role_definition_name");
  const admin = isSubscription ? adminOf(table.azure, textOf(Reading.value(place))) : undefined;
  return [{ place, admin, over: "subscription", holder: { workload: identity?.startsWith("azurerm_") === true ? identity : undefined } }];
}

function adminOf(powers: Readonly<Record<string, string>>, policy: string | undefined): CloudGrant["admin"] {
  const power = policy === undefined ? undefined : entryAt(powers, policy);
  return policy === undefined || power === undefined ? undefined : { policy, power: power as NonNullable<CloudGrant["admin"]>["power"] };
}

/** The text, or what of it is written around a hole: the partition of an ARN is rarely known. */
function pieces(place: Place): readonly string[] {
  const value = Reading.value(place);
  const text = textOf(value);
  if (text !== undefined) return [text];
  const parts = value.is === "unknown" ? (value.parts ?? []) : [];
  return parts.map((part) => (typeof part === "string" ? part : ""));
}

/** Who runs code as a role: a service of AWS by its name, or a ServiceAccount of a cluster; undefined where that is not known to be anybody. */
export function runsAs(role: Resource): string | undefined {
  const root = Place.root(role);
  const trust = root.at(role.class === "terraform" ? "assume_role_policy" : "AssumeRolePolicyDocument");
  for (const statement of placesAt(trust, "Statement[]")) {
    if (!statement.at("Effect").is("Allow")) continue;
    const service = listed(statement.at("Principal", "Service"))
      .map(serviceIn)
      .find((name) => table.services.includes(name));
    if (service !== undefined) return service;
    if (isOfCluster(statement.at("Condition"))) return "pods";
  }
  return undefined;
}

const listed = (place: Place): readonly Place[] => (place.items.length > 0 ? place.items : [place]);

/** "sagemaker.amazonaws.com", "ec2.amazonaws.com.cn", or "sagemaker." before a hole: "sagemaker". */
const serviceIn = (place: Place): string => (pieces(place)[0] ?? "").replace(/\.(?:amazonaws\.com(?:\.\w+)?)?$/, "");

/** What IRSA asks for: the subject is a ServiceAccount. */
const isOfCluster = (condition: Place): boolean =>
  condition.entries
    .flatMap((operator) => operator.entries)
    .flatMap(listed)
    .some((value) => pieces(value)[0]?.startsWith("system:serviceaccount:") === true);
