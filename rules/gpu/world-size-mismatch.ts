import { consequenceOf, defineRule, set, text, worldSizes } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/world-size-mismatch",
  since: "0.1.0",
  practice: ["S3.1.1", "S6.3.3"],
  aliases: [],
  on: worldSizes,
  variants: {
    nodes: { severity: "warning", preset: "preview", applicability: "review" },
    range: { severity: "warning", preset: "preview" },
    waves: { severity: "warning", preset: "preview" },
    ranks: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ template, kind, program, written, place, least, most, present }, ctx) {
    const data = { program, written, present, consequence: consequenceOf(template, false) };
    if (kind === "waves") ctx.report("waves", place, { completions: written, parallelism: least });
    else if (kind === "ranks" && written.is((n) => Number(n) > most)) ctx.report("ranks", place, data);
    else if (kind === "nodes" && present > 0 && (present < least || present > most))
      ctx.report(least === most ? "nodes" : "range", place, { ...data, isShort: present < least });
  },
  message: {
    nodes: (d) =>
      d.isShort === true
        ? text`${d.program} waits for --nnodes=${d.written}, but the number of pods is ${d.present}: they never all meet, and the GPUs idle. Set both to one number.`
        : text`${d.program} takes --nnodes=${d.written}, but the number of pods is ${d.present}: the others are turned away, and their GPUs idle. Set both to one number.`,
    range: (d) =>
      text`${d.program} takes --nnodes=${d.written}, but the number of pods is ${d.present}: ${d.isShort === true ? "they never all meet" : "the others wait in vain"}, and GPUs idle. Change the range or the number of pods.`,
    waves: (d) =>
      text`The pods wait for each other, but completions is ${d.completions} and parallelism ${d.parallelism}: they never all run at the same time. Set both to one number.`,
    ranks: (d) =>
      text`mpirun is told to start ${d.written} ranks, but the workers have ${d.present} slots: it refuses to start. Lower -np, or add workers or slotsPerWorker.`,
  },
  fix: {
    nodes: {
      title: (d) => text`Start on ${d.present} nodes${d.consequence}`,
      edit: ({ place, data }) => [set(place, String(data.present))],
    },
    ranks: {
      title: (d) => text`Start ${d.present} ranks${d.consequence}`,
      edit: ({ place, data }) => [set(place, String(data.present))],
    },
  },
});
