import { defineRule, itemsThatAre, roleRules, text } from "../../engine/rule-api.ts";

const READ = ["get", "list", "watch", "use"];
/** Reading these is more than looking. */
const SECRET = ["secrets", "serviceaccounts/token", "pods/exec", "pods/attach", "pods/portforward", "nodes/proxy"];
const VIEW = /\/aggregate-to-(?:[a-z0-9-]+-)?view$/;

export const rule = defineRule({
  id: "rbac/aggregated-view-writes",
  since: "0.1.0",
  practice: ["S5.4", "S3.3"],
  aliases: [],
  on: roleRules,
  variants: { plain: { severity: "warning", preset: "recommended" } },
  check({ role, isNamespaced, isAggregate, verbs, resources }, ctx) {
    if (isNamespaced || isAggregate) return;
    const labels = role.at("metadata", "labels").entries;
    const label = labels.find((one) => typeof one.step === "string" && VIEW.test(one.step) && one.is("true"));
    if (!label || resources.items.length === 0) return;
    const verb = verbs.items.find((one) => one.is((word) => !READ.includes(String(word))));
    const [secret] = itemsThatAre(resources, ...SECRET);
    const resource = secret ?? resources.items.find((one) => one.is(() => true));
    const shown = verb ?? verbs.items.find((one) => one.is(() => true));
    if (!(verb ?? secret) || !resource || !shown) return;
    ctx.report("plain", verb ?? resource, { verb: shown, resource, view: String(label.step).replace(/^.*aggregate-to-/, "") });
  },
  message: {
    plain: (d) =>
      text`With this rule the role ${d.view} includes ${d.verb} on ${d.resource}, for everybody who has it. Aggregate the rule to edit instead.`,
  },
});
