import {
  acceleratorOf,
  acceleratorsOf,
  type Container,
  commandsOf,
  containersOf,
  defineRule,
  interruptible,
  isObjectStore,
  mainContainer,
  type RoledTemplate,
  storageOf,
  text,
  workloads,
} from "../../engine/rule-api.ts";

/** A word that names a place outside of the cluster where a training keeps its state. */
const ELSEWHERE = /hub|mlflow|wandb|clearml|neptune|comet|:\/\//i;

export const rule = defineRule({
  id: "spot/no-checkpoint",
  since: "0.1.0",
  practice: ["S3.1.1", "S4.4.1"],
  aliases: [],
  on: interruptible,
  variants: { inferred: { severity: "warning", preset: "preview" } },
  check({ label, because }, ctx) {
    for (const template of ctx.views(workloads)) {
      if (template.shape !== "full" || acceleratorOf(template, ctx.settings) === undefined || template.role !== "train") continue;
      const main = mainContainer(template, (one) => acceleratorsOf(one, ctx.settings).length > 0);
      if (!main || hasOthers(template, main) || !keepsNothing(main)) continue;
      ctx.report("inferred", main.place.at("name"), { workload: label }, [{ place: because, note: "may be interrupted by this" }]);
      return;
    }
  },
  message: {
    inferred: (d) =>
      text`${d.workload} may be interrupted at any time, but no durable place is mounted or named for checkpoints: each time it starts from zero. Mount a claim, or pass a bucket.`,
  },
});

/** Another container may fetch and save for it. */
const hasOthers = (template: RoledTemplate, main: Container): boolean => containersOf(template).some((one) => one !== main);

/** Certainly: all words, variables and mounts are known, and none leads out of the pod. */
function keepsNothing(main: Container): boolean {
  const { place } = main;
  const [env, mounts] = [place.at("env"), place.at("volumeMounts")];
  const { commands, isKnown } = commandsOf(main);
  const words = commands.flatMap((command) => command.words.map((word) => word.text));
  if (!isKnown || env.isOpen || mounts.isOpen || !place.at("envFrom").isAbsent || words.includes(undefined)) return false;
  if (words.some((word) => leadsOut(word ?? ""))) return false;
  if (!env.items.every((one) => one.at("value").isNot((value) => leadsOut(String(value))) && one.at("valueFrom").isAbsent)) return false;
  return mounts.items.every((mount) => mount.at("mountPath").is((path) => storageOf(main, String(path)).storage === "ephemeral"));
}

const leadsOut = (word: string): boolean => word.split("=").some(isObjectStore) || ELSEWHERE.test(word);
