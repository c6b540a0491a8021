// Capacity that was bought before: then the reservation is the bound, whatever number stands beside it.
import { placesAt } from "../facet/places-at.ts";
import { Place, Reading } from "../model/place.ts";
import type { Context } from "./rule.ts";

/** Of launch templates: where each names a reservation, by its id or its group. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  aws_launch_template: ["capacity_reservation_id", "capacity_reservation_resource_group_arn"].map(
    (field) => `capacity_reservation_specification[].capacity_reservation_target[].${field}`,
  ),
  "AWS::EC2::LaunchTemplate": ["CapacityReservationId", "CapacityReservationResourceGroupArn"].map(
    (field) => `LaunchTemplateData.CapacityReservationSpecification.CapacityReservationTarget.${field}`,
  ),
};

/** Whether a launch template of the same module or template starts machines in a reservation, under all conditions. */
export function usesReservation(ctx: Context): boolean {
  const { group } = ctx.resource.ref;
  return Object.entries(TEMPLATES).some(([kind, paths]) =>
    ctx.inReach({ group, kind }).some((found) => {
      const template = ctx.open(found);
      return template !== undefined && paths.flatMap((path) => placesAt(Place.root(template), path)).some(isThere);
    }),
  );
}

/** Known or not; what is there only under a condition is a choice. */
const isThere = (place: Place): boolean => {
  const { is } = Reading.value(place);
  return is === "known" || is === "unknown";
};
