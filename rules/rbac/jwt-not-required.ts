import { addResource, type Context, defineRule, kind, knownItems, type Place, text } from "../../engine/rule-api.ts";

const policies = kind("AuthorizationPolicy.security.istio.io");
/** Policies here are about the whole mesh. */
const ROOT = "istio-system";

export const rule = defineRule({
  id: "rbac/jwt-not-required",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: [],
  on: kind("RequestAuthentication.security.istio.io"),
  variants: { plain: { severity: "warning", preset: "preview", applicability: "review" } },
  check(root, ctx) {
    const spec = root.at("spec");
    const name = root.at("metadata", "name");
    if (spec.at("jwtRules").items.length === 0 || !name.is(() => true) || !isPlain(spec)) return;
    const near = policiesNear(ctx);
    // Whatever asks for a token, decides elsewhere or is not known may be about these pods.
    if (!near.some((one) => covers(one, root)) || near.some((one) => mayAskForTokens(one))) return;
    const labels = knownItems(spec.at("selector", "matchLabels"));
    const isKnown = labels.length === spec.at("selector", "matchLabels").entries.length;
    const { namespace } = ctx.resource.written ?? ctx.resource.ref;
    ctx.report("plain", spec.at("jwtRules"), {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(isKnown ? { keys: labels.map(({ place }) => String(place.step)), values: labels.map((one) => one.text) } : {}),
    });
  },
  message: {
    plain: () =>
      "A RequestAuthentication only refuses wrong tokens: requests without one still pass. Add an AuthorizationPolicy that asks for requestPrincipals.",
  },
  fix: {
    plain: {
      title: (d) => text`Add AuthorizationPolicy ${d.name}-require-jwt`,
      edit: ({ place, data }) => {
        const { keys, values, name, namespace } = data;
        if (!Array.isArray(keys) || !Array.isArray(values)) return [];
        const matchLabels = Object.fromEntries(keys.map((key, i) => [String(key), String(values[i])]));
        return [
          addResource(place, {
            apiVersion: "security.istio.io/v1",
            kind: "AuthorizationPolicy",
            metadata: { name: `${String(name)}-require-jwt`, ...(typeof namespace === "string" ? { namespace } : {}) },
            spec: {
              ...(keys.length === 0 ? {} : { selector: { matchLabels } }),
              action: "DENY",
              rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }] }],
            },
          }),
        ];
      },
    },
  },
});

/** Bound to pods by labels alone. */
const isPlain = (spec: Place): boolean =>
  spec.at("targetRef").isAbsent && spec.at("targetRefs").isAbsent && !spec.at("selector", "matchLabels").isOpen;

/** Those of the same file or unit that may be about the same namespace. */
function policiesNear(ctx: Context): readonly Place[] {
  const own = ctx.resource.ref.namespace;
  return ctx
    .inReach({ group: "security.istio.io", kind: "AuthorizationPolicy" })
    .filter(({ namespace }) => own === undefined || own === ROOT || namespace === undefined || namespace === own || namespace === ROOT)
    .flatMap((found) => {
      const resource = ctx.open(found);
      return resource ? ctx.views(policies, resource) : [];
    });
}

/** Whether a policy is certainly about all pods of the RequestAuthentication: each label that it asks for is asked for there too. */
function covers(policy: Place, root: Place): boolean {
  const labels = policy.at("spec", "selector", "matchLabels");
  const wanted = root.at("spec", "selector", "matchLabels");
  return isPlain(policy.at("spec")) && labels.entries.every((one) => wanted.at(String(one.step)).is((value) => one.is(value)));
}

function mayAskForTokens(policy: Place): boolean {
  const spec = policy.at("spec");
  const rules = spec.at("rules");
  if (!(spec.at("action").isAbsent || spec.at("action").is((action) => action === "ALLOW" || action === "DENY"))) return true;
  return rules.isOpen || rules.items.some(asksForTokens);
}

const asksForTokens = (one: Place): boolean =>
  one.isOpen ||
  one.at("from").isOpen ||
  one.at("when").isOpen ||
  one.at("from").items.some((from) => ["requestPrincipals", "notRequestPrincipals"].some((key) => !from.at("source", key).isAbsent)) ||
  one.at("when").items.some((when) => !when.at("key").isNot((key) => String(key).startsWith("request.auth.")));
