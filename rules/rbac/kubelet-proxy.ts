import {
  addItem,
  type Context,
  defineRule,
  holdersOf,
  itemsThatAre,
  kind,
  type Place,
  roleRules,
  set,
  unset,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "rbac/kubelet-proxy",
  since: "0.1.0",
  practice: ["S5.4", "S3.4.1"],
  aliases: ["KSV-0047", "C-0279"],
  on: roleRules,
  variants: { plain: { severity: "warning", preset: "recommended", applicability: "review" } },
  check(rule, ctx) {
    const [proxy] = itemsThatAre(rule.resources, "nodes/proxy");
    if (!proxy || rule.isAggregate || rule.isNamespaced || itemsThatAre(rule.apiGroups, "", "*").length === 0) return;
    if (!rule.role.at("metadata", "name").isNot((name) => String(name).startsWith("system:"))) return;
    const holders = holdersOf(ctx);
    // The API server itself reaches the kubelets so.
    if (holders.length > 0 && holders.every((one) => one.name.startsWith("User kube-apiserver"))) return;
    const has = (name: string) => itemsThatAre(rule.resources, name).length > 0;
    const missing = ["nodes/metrics", "nodes/stats"].filter((name) => !has(name));
    const canMove =
      !rule.resources.isOpen && configurations(ctx).every((one) => one.isNot((words) => String(words).includes("/api/v1/nodes/")));
    ctx.report("plain", proxy, canMove ? { missing } : {});
  },
  message: {
    plain: () =>
      "nodes/proxy opens the whole API of the kubelet, where even get runs commands in any pod. Name what is read: nodes/metrics, nodes/stats.",
  },
  fix: {
    plain: {
      title: "Name nodes/metrics and nodes/stats instead (scrape the kubelet directly, not through the API server)",
      edit: ({ place, data }) => {
        if (!Array.isArray(data.missing)) return [];
        const [first, ...others] = data.missing.map(String);
        return first === undefined ? [unset(place)] : [set(place, first), ...others.map((name) => addItem(place.up(), name))];
      },
    },
  },
});

const configMaps = kind("ConfigMap.");
const collectors = kind("OpenTelemetryCollector.opentelemetry.io");

/** Texts in which a scraper of the same file or unit says how it reaches the nodes: through the proxy, where it has to change first. */
function configurations(ctx: Context): readonly Place[] {
  const open = (group: string, name: string) => ctx.inReach({ group, kind: name }).flatMap((found) => ctx.open(found) ?? []);
  const maps = open("", "ConfigMap").flatMap((one) => ctx.views(configMaps, one).flatMap((root) => root.at("data").entries));
  const others = open("opentelemetry.io", "OpenTelemetryCollector").flatMap((one) =>
    ctx.views(collectors, one).map((root) => root.at("spec", "config")),
  );
  return [...maps, ...others];
}
