import { type Context, defineRule, type FixDefinition, kind as kindOf, type MeshGap, meshGaps, set, text } from "../../engine/rule-api.ts";

const policies = kindOf("AuthorizationPolicy.security.istio.io");

const fix: FixDefinition = {
  title: (d) => text`Set ${d.strict}`,
  edit: ({ place, data }) => [set(place, String(data.strict))],
};

export const rule = defineRule<MeshGap>({
  id: "encryption/mesh-mtls-not-strict",
  since: "0.1.0",
  practice: ["S5.5.4", "S5.4"],
  aliases: [],
  on: meshGaps,
  variants: {
    peer: { severity: "warning", preset: "preview", applicability: "review" },
    identityLost: { severity: "warning", preset: "preview", applicability: "review" },
    destination: { severity: "warning", preset: "preview", applicability: "review" },
    linkerd: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ kind, name, place, strict }, ctx) {
    const policy = kind === "peer" && place.is("DISABLE") ? policyByIdentity(ctx) : undefined;
    if (policy !== undefined) ctx.report("identityLost", place, { name, policy, strict });
    else ctx.report(kind, place, { name, mode: place, strict });
  },
  message: {
    peer: (d) =>
      text`${d.name} lets traffic in that is neither encrypted nor from anybody known (${d.mode}): a mesh without its protection. Set ${d.strict}.`,
    identityLost: (d) =>
      text`${d.name} switches mutual TLS off, so AuthorizationPolicy ${d.policy} never knows who calls: it denies all of them, or none. Set ${d.strict}.`,
    destination: (d) =>
      text`${d.name} makes clients of the mesh speak in the clear (${d.mode}), past its encryption and its identities. Set ${d.strict}.`,
    linkerd: (d) =>
      text`${d.name} lets in whoever comes, without TLS and without an identity (${d.mode}). Set ${d.strict}, and authorize by name what has none.`,
  },
  fix: { peer: fix, identityLost: fix, destination: fix, linkerd: fix },
});

/** A policy of the same namespace that decides by who the caller is, which only mutual TLS proves. */
function policyByIdentity(ctx: Context): string | undefined {
  const { namespace } = ctx.resource.ref;
  return ctx
    .inReach({ group: "security.istio.io", kind: "AuthorizationPolicy" })
    .filter((found) => found.namespace === namespace)
    .find((found) => {
      const resource = ctx.open(found);
      const rules = (resource && ctx.views(policies, resource)[0]?.at("spec", "rules").items) ?? [];
      const sources = rules.flatMap((rule) => rule.at("from").items.map((from) => from.at("source")));
      return sources.some((source) => source.at("principals").isWritten || source.at("namespaces").isWritten);
    })?.name;
}
