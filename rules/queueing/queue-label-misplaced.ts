import { copy, defineRule, kueueWorkloads, move, QUEUE_LABEL, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "queueing/queue-label-misplaced",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: [],
  on: kueueWorkloads,
  variants: {
    annotation: { severity: "warning", preset: "preview", applicability: "review" },
    template: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ root, queue, kind, templates, templateLabelCounts }, ctx) {
    if (templateLabelCounts || !queue.isAbsent) return;
    const annotation = root.at("metadata", "annotations", QUEUE_LABEL);
    if (annotation.isWritten) return ctx.report("annotation", annotation.key, { kind });
    const label = templates
      .map((template) => template.meta.at("labels", QUEUE_LABEL))
      .find((place) => place.isWritten && place.path[0] !== "metadata");
    if (label) ctx.report("template", label.key, { kind, depth: label.path.length });
  },
  message: {
    annotation: (d) =>
      text`Kueue reads ${QUEUE_LABEL} from the labels of the ${d.kind}; here it is an annotation, so the job is not queued.`,
    template: (d) =>
      text`Kueue reads ${QUEUE_LABEL} from the labels of the ${d.kind}; here it is on the pod template, so the job is not queued.`,
  },
  fix: {
    annotation: { title: "Make it a label", edit: ({ place }) => [move(place.at(), place.up(2).at("labels", QUEUE_LABEL))] },
    template: {
      title: (d) => text`Label the ${d.kind} itself`,
      edit: ({ place, data }) => [copy(place.at(), place.up(Number(data.depth)).at("metadata", "labels", QUEUE_LABEL))],
    },
  },
});
