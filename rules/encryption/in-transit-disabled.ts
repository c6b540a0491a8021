import {
  type Context,
  type Data,
  defineRule,
  type FixDefinition,
  kind,
  type PlainTransit,
  plainTransit,
  set,
  text,
  unset,
} from "../../engine/rule-api.ts";

const message = (d: Data) => text`${d.name} allows connections in the clear: ${d.data} can be read and changed on the way. ${d.advice}.`;

const fix: FixDefinition = {
  title: (d) => (d.replaces ? "Encrypt the connections (replaces the resource)" : "Encrypt the connections"),
  edit: ({ place, data }) => {
    if (data.repair === "remove") return [unset({ ...place, part: "value" })];
    return data.repair === "set" ? [set({ ...place, part: "value" }, data.value as string | boolean)] : [];
  },
};

const meshes = kind("PeerAuthentication.security.istio.io");

export const rule = defineRule<PlainTransit>({
  id: "encryption/in-transit-disabled",
  since: "0.1.0",
  practice: ["S5.4", "S5.3", "S5.5.1", "S5.5.3"],
  aliases: ["CKV_AWS_30", "CKV_AWS_81", "CKV_AZURE_3", "CKV_AZURE_91", "CKV_AZURE_70", "CKV_GCP_97", "CKV_AWS_83", "CKV_AWS_6"],
  on: plainTransit,
  variants: {
    outside: { severity: "warning", preset: "preview", applicability: "review" },
    inside: { severity: "info", preset: "regulated", applicability: "review" },
    cloud: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ scope, name, place, field, data, repair, replaces, isMeshed }, ctx) {
    if (isMeshed && mayHaveStrictMesh(ctx)) return;
    const how =
      repair === undefined
        ? { repair: "none", advice: `Use ${field}` }
        : repair === "remove"
          ? { repair, advice: `Remove ${field}` }
          : { repair: "set", value: repair.set, advice: `Set ${field} to ${repair.set}` };
    ctx.report(scope, place, { name, data, replaces, ...how });
  },
  message: { outside: message, inside: message, cloud: message },
  fix: { outside: fix, inside: fix, cloud: fix },
});

/** The file or unit makes mutual TLS the rule for the namespace, or for all; or it may. */
function mayHaveStrictMesh(ctx: Context): boolean {
  return ctx.inReach({ group: "security.istio.io", kind: "PeerAuthentication" }).some((found) => {
    const resource = ctx.open(found);
    const root = resource && ctx.views(meshes, resource)[0];
    const covers = found.namespace === ctx.resource.ref.namespace || found.namespace === "istio-system";
    return covers && root?.at("spec", "mtls", "mode").isNot("STRICT") === false && !root.at("spec", "selector", "matchLabels").isWritten;
  });
}
