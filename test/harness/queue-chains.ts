// The way from each queued workload to its flavors, as text: a rule that tells what the chain gives.
import type { ConfigValue } from "../../engine/api.ts";
import { defineRule, flavorsOf, groupsNeededBy, kueueWorkloads, queueChainOf, resourceLabel, text } from "../../engine/rule-api.ts";
import { projectOf } from "./project.ts";

const probe = defineRule({
  id: "probe/queue-chain",
  since: "0.0.0",
  practice: [],
  aliases: [],
  on: kueueWorkloads,
  variants: { plain: { severity: "info", preset: "preview" } },
  check(workload, ctx) {
    const chain = queueChainOf(workload, ctx);
    if (!chain) return;
    const { clusterQueue, names } = chain;
    const groups = new Set(workload.templates.flatMap((template) => groupsNeededBy(template, clusterQueue)));
    const flavors = [...groups].map(
      (group) =>
        flavorsOf(group, ctx)
          ?.map(({ name }) => name)
          .join(" ") ?? "?",
    );
    const way = `${resourceLabel(ctx.resource.ref)}: ${names.queue} > ${names.clusterQueue} > ${flavors.join(", ")}`;
    ctx.report("plain", workload.queue, { way });
  },
  message: { plain: (d) => text`${d.way}` },
});

/** "FILE KIND NAME: QUEUE > CLUSTERQUEUE > FLAVOR FLAVOR, FLAVOR", group by group; "?" where the flavors of a group are not known. */
export function chainsIn(files: Readonly<Record<string, string>>, config: ConfigValue = {}): readonly string[] {
  const project = projectOf(files, { rules: [probe], config });
  const findings = project.report().findings.filter(({ rule }) => rule === probe.id);
  return findings.map((finding) => `${finding.file} ${project.describe(finding).message}`);
}
