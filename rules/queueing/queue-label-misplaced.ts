import { copy, defineRule, move, QUEUE_LABEL, queueNamers, renameKey, text, unset } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "queueing/queue-label-misplaced",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: [],
  on: queueNamers,
  variants: {
    annotation: { severity: "warning", preset: "recommended", applicability: "review" },
    template: { severity: "warning", preset: "recommended", applicability: "review" },
    cron: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ root, queue, kind, templates, templateLabelCounts }, ctx) {
    if (templateLabelCounts || !queue.isAbsent || !ctx.root.at("metadata", "ownerReferences").isAbsent) return;
    const annotation = root.at("metadata", "annotations", QUEUE_LABEL);
    if (annotation.isWritten) {
      const isAlone = annotation.up().entries.length === 1 && !annotation.up().isOpen;
      return ctx.report("annotation", annotation.key, { kind, isAlone, hasLabels: !root.at("metadata", "labels").isAbsent });
    }
    const label = templates
      .map((template) => template.meta.at("labels", QUEUE_LABEL))
      .find((place) => place.isWritten && place.path[0] !== "metadata");
    if (label) return ctx.report("template", label.key, { kind, depth: label.path.length - root.path.length });
    const own = ctx.root.at("metadata", "labels", QUEUE_LABEL);
    if (ctx.resource.ref.kind === "CronJob" && own.isWritten) ctx.report("cron", own.key);
  },
  message: {
    annotation: (d) =>
      text`Kueue 0.15 and later reads ${QUEUE_LABEL} only from the labels of the ${d.kind}: as an annotation it puts the ${d.kind} into no queue.`,
    template: (d) =>
      text`Kueue reads ${QUEUE_LABEL} from the labels of the ${d.kind}; on a pod template it puts the ${d.kind} into no queue.`,
    cron: () =>
      text`Kueue reads ${QUEUE_LABEL} from the labels of the Jobs, and they get those of spec.jobTemplate: on the CronJob it puts none of them into a queue.`,
  },
  fix: {
    annotation: {
      title: "Make it a label",
      edit({ place, data }) {
        const label = place.up(2).at("labels", QUEUE_LABEL);
        if (!data.isAlone) return [move(place.at(), label)];
        return data.hasLabels ? [copy(place.at(), label), unset(place.up())] : [renameKey(place.up(), "labels")];
      },
    },
    template: {
      title: (d) => text`Label the ${d.kind} itself`,
      edit: ({ place, data }) => [copy(place.at(), place.up(Number(data.depth)).at("metadata", "labels", QUEUE_LABEL))],
    },
    cron: {
      title: "Label the Jobs",
      edit: ({ place }) => [copy(place.at(), place.up(3).at("spec", "jobTemplate", "metadata", "labels", QUEUE_LABEL))],
    },
  },
});
