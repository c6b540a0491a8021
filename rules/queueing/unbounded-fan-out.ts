import { acceleratorOf, acceleratorUse, type Data, defineRule, fanOuts, mayBeQueued, text } from "../../engine/rule-api.ts";

const items = (d: Data): string => (d.count === undefined ? text`each item of ${d.loop}` : text`each of ${d.count} items`);

export const rule = defineRule({
  id: "queueing/unbounded-fan-out",
  since: "0.1.0",
  practice: ["S3.4.2"],
  aliases: [],
  on: fanOuts,
  variants: {
    workflow: { severity: "warning", preset: "recommended" },
    reusable: { severity: "warning", preset: "preview" },
  },
  check({ name, loop, count, leaves, isReusable }, ctx) {
    const use = ctx.views(acceleratorUse).find((one) => one.uses === "yes" && leaves.has(one.template.base));
    const resource = use && acceleratorOf(use.template, ctx.settings);
    if (!use || resource === undefined || mayBeQueued(use.template)) return;
    const data = { task: name.is(() => true) ? name : "a task", loop: loop.key, resource, ...(count === undefined ? {} : { count }) };
    ctx.report(isReusable ? "reusable" : "workflow", loop.key, data);
  },
  message: {
    workflow: (d) =>
      text`${d.task} starts a pod with ${d.resource} for ${items(d)}, all at once. Bound them with parallelism or a semaphore, or queue the pods.`,
    reusable: (d) =>
      text`${d.task} starts a pod with ${d.resource} for ${items(d)}, all at once unless the workflow that uses it says parallelism. Say it in this template, or queue the pods.`,
  },
});
