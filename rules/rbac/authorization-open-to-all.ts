import { copy, defineRule, kind, knownItems, type Place, text, unset } from "../../engine/rule-api.ts";

/** What answers health checks, and metrics, may be open. */
const HEALTH = /^\/(?:healthz|readyz|livez)\b|^\/metrics\/?$/;
/** Whoever has to be reached by the API server or by everybody's requests. */
const SERVANTS = /webhook|activator|gateway|autoscaler|controller/;
const FIELDS = ["ports", "paths", "methods", "hosts"] as const;

export const rule = defineRule({
  id: "rbac/authorization-open-to-all",
  since: "0.1.0",
  practice: ["S5.4", "S3.3"],
  aliases: [],
  on: kind("AuthorizationPolicy.security.istio.io"),
  variants: {
    alternative: { severity: "warning", preset: "preview", applicability: "review" },
    everything: { severity: "warning", preset: "preview" },
    workload: { severity: "info", preset: "preview" },
  },
  check(root, ctx) {
    const spec = root.at("spec");
    const [action, rules, selector] = [spec.at("action"), spec.at("rules"), spec.at("selector", "matchLabels")];
    if (!(action.isAbsent || action.is("ALLOW")) || !root.at("metadata", "annotations", "istio.io/dry-run").isNot("true")) return;
    const empty = rules.items.find(isEmpty);
    if (empty) {
      const isForAll = isNothing(selector) && spec.at("targetRef").isAbsent && spec.at("targetRefs").isAbsent;
      if (isForAll) ctx.report("everything", empty, { where: ctx.resource.ref.namespace ?? "its namespace" });
      else if (selector.entries.length > 0 && selector.entries.every((one) => one.isNot((value) => SERVANTS.test(String(value)))))
        ctx.report("workload", empty);
      return;
    }
    const sourced = rules.items.findIndex((one) => one.at("from").isWritten);
    if (sourced < 0) return;
    rules.items.forEach((one, index) => {
      if (!one.at("from").isAbsent || !one.at("when").isAbsent || !one.at("to").isWritten || isHealthOnly(one.at("to"))) return;
      const other = rules.items.length === 2 && !rules.isOpen ? rules.items[sourced] : undefined;
      const canMerge = other?.at("to").isAbsent && other.at("when").isAbsent;
      ctx.report("alternative", one, { operations: operationsIn(one.at("to")), ...(canMerge ? { sourced, index } : {}) });
    });
  },
  message: {
    alternative: (d) =>
      text`Rules are alternatives: this one has no source, so any client may use ${d.operations}. Put from and to into one rule.`,
    everything: (d) =>
      text`An empty rule matches every request: the policy admits everybody to every workload of ${d.where}. Write from and to.`,
    workload: () => "An empty rule matches every request: the policy admits everybody to these pods. Write from and to.",
  },
  fix: {
    alternative: {
      title: "Put from and to into one rule",
      edit: ({ place, data }) =>
        typeof data.sourced !== "number" ? [] : [copy(place.at("to"), place.up().at(data.sourced).at("to")), unset(place)],
    },
  },
});

const isEmpty = (one: Place): boolean => isNothing(one) && one.isWritten;

const isNothing = (map: Place): boolean => map.isAbsent || (map.isWritten && map.entries.length === 0 && !map.isOpen);

/** Whether every operation is, for all that is known, a health check, metrics or a preflight request. */
const isHealthOnly = (to: Place): boolean =>
  (to.items.length > 0 || to.isOpen) &&
  to.items.every(
    (one) =>
      isOnly(one.at("operation", "paths"), (path) => HEALTH.test(path)) ||
      isOnly(one.at("operation", "methods"), (method) => method === "OPTIONS"),
  );

/** What is not known may be so too. */
const isOnly = (list: Place, test: (value: string) => boolean): boolean =>
  (list.items.length > 0 || list.isOpen) && list.items.every((one) => !one.isNot((value) => test(String(value))));

/** "ports 6379, 6380 and 6 more" */
function operationsIn(to: Place): string {
  const field = FIELDS.find((one) => to.items.some((item) => item.at("operation", one).items.length > 0));
  if (field === undefined) return "anything";
  const values = to.items.flatMap((item) => knownItems(item.at("operation", field)).map((one) => one.text));
  if (values.length === 0) return `the ${field} that it names`;
  const more = values.length - MOST;
  return `${field} ${values.slice(0, MOST).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

const MOST = 3;
