import {
  type AcceleratorUse,
  acceleratorsOf,
  acceleratorUse,
  type Context,
  claimedDevice,
  containersOf,
  defineRule,
  isWholeDevice,
  kinds,
  type Place,
  text,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/claim-and-limit",
  since: "0.1.0",
  practice: ["S3.4.2"],
  aliases: [],
  on: acceleratorUse,
  variants: { plain: { severity: "warning", preset: "preview" } },
  check({ template }, ctx) {
    for (const container of containersOf(template)) {
      const claims = container.place.at("resources", "claims").items;
      if (claims.length === 0) continue;
      const devices = acceleratorsOf(container, ctx.settings).filter(
        ({ resource, count }) => isWholeDevice(resource) && count.is((value) => Number(value) > 0),
      );
      for (const { resource, place } of devices) {
        for (const claim of claims) {
          const deviceClass = classOf(claim, template, ctx).find((one) => one.is((name) => claimedDevice(String(name)) === resource));
          if (!deviceClass) continue;
          ctx.report("plain", place.key, { container: container.name, resource, claim: claim.at("name"), deviceClass });
          return;
        }
      }
    }
  },
  message: {
    plain: (d) =>
      text`${d.container} asks for ${d.resource} by its limit and again by claim ${d.claim} (${d.deviceClass}): it is given both and holds twice the devices. Keep one of them.`,
  },
});

const claimObjects = kinds("ResourceClaim.resource.k8s.io", "ResourceClaimTemplate.resource.k8s.io");

/** Device classes that a claim of a container certainly asks for. */
function classOf(claim: Place, template: AcceleratorUse["template"], ctx: Context): readonly Place[] {
  const entry = template.spec.at("resourceClaims").items.find((one) => one.at("name").is((name) => claim.at("name").is(name)));
  if (!entry) return [];
  const namespace = ctx.root.at("metadata", "namespace");
  for (const [key, kind] of [
    ["resourceClaimName", "ResourceClaim"],
    ["resourceClaimTemplateName", "ResourceClaimTemplate"],
  ] as const) {
    const answer = ctx.resolve({ group: "resource.k8s.io", kind, name: entry.at(key), namespace });
    const object = answer.is === "found" ? ctx.open(answer.found) : undefined;
    if (object) return ctx.views(claimObjects, object).flatMap((root) => requestsOf(root, claim.at("request")));
  }
  return [];
}

/** One request of several may be meant; a request with alternatives gives one of them, whichever there is. */
function requestsOf(root: Place, request: Place): readonly Place[] {
  const spec = root.at("kind").is("ResourceClaimTemplate") ? root.at("spec", "spec") : root.at("spec");
  return spec
    .at("devices", "requests")
    .items.filter((one) => request.isAbsent || one.at("name").is((name) => request.is(name)))
    .map((one) => (one.at("exactly").isWritten ? one.at("exactly", "deviceClassName") : one.at("deviceClassName")));
}
