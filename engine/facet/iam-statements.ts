// Statements of identity policies, wherever they are written: Terraform (JSON text, jsonencode, aws_iam_policy_document) and
// CloudFormation. Trust policies, resource policies and key policies are other things and not here, and neither is a permissions
// boundary, which grants nothing: it is known by its name.
import { Place, Reading } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { entryAt } from "../model/table.ts";
import { textOf } from "../model/value.ts";
import { defineFacet } from "./facet.ts";
import { placesAt } from "./places-at.ts";

export interface IamStatement {
  /** The policy as a person would call it. */
  readonly policy: string;
  readonly place: Place;
  readonly effect: Reading;
  /** A single value counts as a list of one. `isOpen`: more may be there than is known. */
  readonly actions: IamList;
  readonly notActions: IamList;
  readonly resources: IamList;
  readonly condition: Place;
}

export interface IamList {
  readonly items: readonly Place[];
  readonly isOpen: boolean;
  readonly isAbsent: boolean;
}

/** Where each type keeps a policy document: its path below the resource. */
const DOCUMENTS: Readonly<Record<string, readonly string[]>> = {
  aws_iam_policy: ["policy"],
  aws_iam_role_policy: ["policy"],
  aws_iam_user_policy: ["policy"],
  aws_iam_group_policy: ["policy"],
  aws_iam_role: ["inline_policy[].policy"],
  "AWS::IAM::Policy": ["PolicyDocument"],
  "AWS::IAM::ManagedPolicy": ["PolicyDocument"],
  "AWS::IAM::RolePolicy": ["PolicyDocument"],
  "AWS::IAM::UserPolicy": ["PolicyDocument"],
  "AWS::IAM::GroupPolicy": ["PolicyDocument"],
  "AWS::IAM::Role": ["Policies[].PolicyDocument"],
  "AWS::IAM::User": ["Policies[].PolicyDocument"],
  "AWS::IAM::Group": ["Policies[].PolicyDocument"],
  "AWS::Serverless::Function": ["Policies[]"],
};

export const iamStatements = defineFacet<IamStatement>("iamStatements", ["terraform", "cloudformation"], (resource) =>
  (isBoundary(resource) ? [] : (entryAt(DOCUMENTS, resource.ref.kind) ?? []))
    .flatMap((path) => placesAt(Place.root(resource), path))
    .flatMap((document) => statementsOf(resource, document)),
);

/** By the names that somebody gave it: a policy does not say what it is attached as. */
function isBoundary(resource: Resource): boolean {
  const root = Place.root(resource);
  const names = [resource.ref.name, ...["name", "ManagedPolicyName", "PolicyName"].map((field) => textOf(Reading.value(root.at(field))))];
  return names.some((name) => name !== undefined && /boundary/i.test(name));
}

function statementsOf(resource: Resource, document: Place): readonly IamStatement[] {
  const statement = document.at("Statement");
  const items = statement.items.length > 0 ? statement.items : statement.entries.length > 0 ? [statement] : [];
  return items.map((place) => ({
    policy: resourceLabel(resource.ref),
    place,
    effect: place.at("Effect"),
    actions: listAt(place.at("Action")),
    notActions: listAt(place.at("NotAction")),
    resources: listAt(place.at("Resource")),
    condition: place.at("Condition"),
  }));
}

function listAt(place: Place): IamList {
  const isScalar = place.items.length === 0 && Reading.value(place).is === "known";
  return { items: isScalar ? [place] : place.items, isOpen: place.isOpen && !isScalar, isAbsent: place.isAbsent };
}
