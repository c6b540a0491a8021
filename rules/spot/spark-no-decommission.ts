import { defineRule, type Place, resourceLabel, set, spotTemplates, text } from "../../engine/rule-api.ts";

/** Since 3.1 an executor can hand its blocks on before it goes. Source: Spark configuration, read 2026-11-24. */
const FIRST = [3, 1] as const;
const ENABLED = "spark.decommission.enabled";
const SETTINGS = [
  ENABLED,
  "spark.storage.decommission.enabled",
  "spark.storage.decommission.rddBlocks.enabled",
  "spark.storage.decommission.shuffleBlocks.enabled",
];
/** Keeps shuffle data outside of the executors. */
const REMOTE_SHUFFLE = /celeborn|uniffle|rss/i;

export const rule = defineRule({
  id: "spot/spark-no-decommission",
  since: "0.1.0",
  practice: ["S6.3.4"],
  aliases: [],
  on: spotTemplates,
  variants: { plain: { severity: "info", preset: "recommended", applicability: "review" } },
  check({ template, capacity }, ctx) {
    if (ctx.resource.ref.group !== "sparkoperator.k8s.io" || template.component !== "executor") return;
    const spec = template.base.up();
    const conf = spec.at("sparkConf");
    const enabled = conf.at(ENABLED);
    if (!spec.at("sparkVersion").is(isRecent) || !spec.at("sparkConfigMap").isAbsent) return;
    if (!(enabled.isAbsent || enabled.is((value) => String(value) === "false"))) return;
    if (mayBeAlone(spec, conf)) return;
    if (!conf.at("spark.shuffle.manager").isNot((name) => REMOTE_SHUFFLE.test(String(name)))) return;
    ctx.report("plain", enabled, { application: resourceLabel(ctx.resource.ref) }, [
      { place: capacity.place, note: "executors run on spot by this" },
    ]);
  },
  message: {
    plain: (d) =>
      text`Executors of ${d.application} run on spot, but do not hand on their shuffle and cached data before they go: stages are computed again. Enable decommissioning.`,
  },
  fix: {
    plain: {
      title: "Enable decommissioning",
      edit: ({ place }) => SETTINGS.map((name) => set(place.up().at(name), "true")),
    },
  },
});

/** A single executor has nobody to hand its blocks to. Where no number is written there are two (Spark on Kubernetes, read 2026-11-25). */
function mayBeAlone(spec: Place, conf: Place): boolean {
  const counts = [spec.at("executor", "instances"), conf.at("spark.executor.instances")];
  const isDynamic = [spec.at("dynamicAllocation", "enabled"), conf.at("spark.dynamicAllocation.enabled")];
  if (isDynamic.some((enabled) => enabled.is((value) => String(value) === "true"))) return false;
  return counts.some((count) => !count.isNot((number) => Number(number) < 2));
}

function isRecent(version: unknown): boolean {
  const [major = 0, minor = 0] = String(version).split(".").map(Number);
  return major > FIRST[0] || (major === FIRST[0] && minor >= FIRST[1]);
}
