import { danglingOf, defineRule, queueNamers, set, text } from "../../engine/rule-api.ts";

const QUEUE = { group: "kueue.x-k8s.io", kind: "LocalQueue" } as const;

export const rule = defineRule({
  id: "queueing/queue-not-found",
  since: "0.1.0",
  practice: ["S3.3.1", "S6.1"],
  aliases: [],
  on: queueNamers,
  variants: {
    missing: { severity: "warning", preset: "recommended" },
    nearest: { severity: "warning", preset: "recommended", applicability: "review" },
    elsewhere: { severity: "warning", preset: "recommended" },
    nearMiss: { severity: "warning", preset: "recommended", applicability: "review" },
  },
  check({ queue, namespace, kind }, ctx) {
    const lost = queue.isWritten && danglingOf(ctx.resolve({ ...QUEUE, name: queue, namespace }));
    if (!lost) return;
    const data = { queue, kind, namespace: namespace.isAbsent ? "its namespace" : namespace };
    ctx.report(lost.variant, queue, { ...data, ...lost.data }, lost.related);
  },
  message: {
    missing: (d) =>
      text`LocalQueue ${d.queue} does not exist in ${d.namespace}: the ${d.kind} waits for ever. Name a queue that exists, or add this one.`,
    nearest: (d) => text`LocalQueue ${d.queue} does not exist in ${d.namespace}: the ${d.kind} waits for ever. Did you mean ${d.nearest}?`,
    elsewhere: (d) =>
      text`LocalQueue ${d.queue} is in namespace ${d.other}, not in ${d.namespace}: the ${d.kind} waits for ever. Name a queue of its own namespace.`,
    nearMiss: (d) =>
      text`There is no LocalQueue ${d.queue} here, and a job in a queue that does not exist waits for ever. Did you mean ${d.nearest}?`,
  },
  fix: {
    nearest: { title: (d) => text`Use queue ${d.nearest}`, edit: ({ place, data }) => [set(place, String(data.nearest))] },
    nearMiss: { title: (d) => text`Use queue ${d.nearest}`, edit: ({ place, data }) => [set(place, String(data.nearest))] },
  },
});
