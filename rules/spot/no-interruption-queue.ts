import {
  type Container,
  type Context,
  commandsOf,
  containersOf,
  defineRule,
  kind,
  nodePools,
  text,
  workloads,
} from "../../engine/rule-api.ts";

/** The controller of Karpenter for AWS; those of other clouds have no such queue. */
const IMAGE = /(?:^|\/)karpenter\/controller(?:[:@]|$)/;
const VARIABLE = "INTERRUPTION_QUEUE";
const FLAG = "--interruption-queue";

export const rule = defineRule({
  id: "spot/no-interruption-queue",
  since: "0.1.0",
  practice: ["S6.3.4", "S6.5.4"],
  aliases: [],
  on: kind("Deployment.apps"),
  variants: { controller: { severity: "warning", preset: "preview" } },
  check(_root, ctx) {
    const controller = ctx
      .views(workloads)
      .flatMap(containersOf)
      .find(({ place }) => place.at("image").is((image) => IMAGE.test(String(image))));
    if (!controller || mayHaveQueue(controller)) return;
    const pool = spotPool(ctx);
    if (pool)
      ctx.report("controller", controller.place.at("name"), { container: controller.name }, [
        { place: pool, note: "spot is allowed here" },
      ]);
  },
  message: {
    controller: (d) =>
      text`Container ${d.container} of Karpenter starts spot nodes but has no interruption queue: they vanish after two minutes without being drained. Set INTERRUPTION_QUEUE to the SQS queue.`,
  },
});

/** What is not known may be one. */
function mayHaveQueue(container: Container): boolean {
  const { place } = container;
  const env = place.at("env");
  if (env.isOpen || !place.at("envFrom").isAbsent) return true;
  const isSet = env.items.some((one) => {
    const value = one.at("value");
    return !one.at("name").isNot(VARIABLE) && !(value.is("") || (value.isAbsent && one.at("valueFrom").isAbsent));
  });
  const words = commandsOf(container).commands.flatMap((command) => command.words);
  return isSet || place.at("args").isOpen || place.at("command").isOpen || words.some((word) => word.text?.startsWith(FLAG) ?? true);
}

/** The values by which a node pool here allows spot. */
function spotPool(ctx: Context) {
  return ctx
    .inReach({ group: "karpenter.sh", kind: "NodePool" })
    .flatMap((found) => ctx.open(found) ?? [])
    .flatMap((pool) => ctx.views(nodePools, pool))
    .find(({ capacityTypes, capacityPlace }) => capacityPlace !== undefined && capacityTypes?.includes("spot") === true)?.capacityPlace;
}
