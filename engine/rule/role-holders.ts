// Who can be a role of AWS that an attachment names: the role's own trust policy says so, which may stand in another block.
import { type CloudGrant, runsAs } from "../facet/cloud-grants.ts";
import { Place, Reading } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { textOf } from "../model/value.ts";
import type { Context } from "./rule.ts";

/** The workload that gets a grant: "aws_iam_role.trainer, used by sagemaker,"; undefined where nobody knows that it is one. */
export function workloadWith(ctx: Context, { holder }: CloudGrant): string | undefined {
  if ("workload" in holder) return holder.workload;
  const roles = "role" in holder ? [holder.role] : holder.roles.flatMap((place) => rolesAt(ctx, place));
  for (const role of roles) {
    const service = runsAs(role);
    if (service !== undefined) return `${resourceLabel(role.ref)}, used by ${service},`;
  }
  return undefined;
}

/** The roles of the module that a reference or a name means. */
function rolesAt(ctx: Context, place: Place): readonly Resource[] {
  const value = Reading.value(place);
  const address = value.is === "unknown" ? value.pointsTo : undefined;
  const name = textOf(value);
  const found = ctx
    .inReach({ group: "terraform", kind: "aws_iam_role" })
    .filter((one) => !address || `aws_iam_role.${one.name}` === address);
  if (address === undefined && name === undefined) return [];
  return found.flatMap((one) => {
    const role = ctx.open(one);
    return role &&
      (address !== undefined ||
        Place.root(role)
          .at("name")
          .is(name as string))
      ? [role]
      : [];
  });
}
