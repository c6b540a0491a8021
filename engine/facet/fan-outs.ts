// Steps and tasks of Argo workflows that start one pod, or one branch, for each item of a list: which pods, and whether something bounds
// how many of them run at a time.
// Sources, read 2026-11-25: argo-workflows docs/parallelism.md, docs/synchronization.md, pkg/apis/workflow/v1alpha1/workflow_types.go.
import { Place, Reading } from "../model/place.ts";
import { integerOf, textOf } from "../model/value.ts";
import { defineFacet } from "./facet.ts";
import { mayHaveScheduler, mayNameQueue } from "./queue-marks.ts";

export interface FanOut {
  readonly name: Place;
  /** `withItems`, `withParam` or `withSequence`. */
  readonly loop: Place;
  /** How many items there are at least; undefined: the run decides. */
  readonly count: number | undefined;
  /** Templates with containers that each item leads to, without those behind a semaphore or mutex. */
  readonly leaves: ReadonlySet<Place>;
  /** In a WorkflowTemplate: the workflow that uses it may bound it. */
  readonly isReusable: boolean;
}

const REUSABLE = ["WorkflowTemplate", "ClusterWorkflowTemplate"];
const LOOPS = ["withItems", "withParam", "withSequence"];
/** Up to here somebody has counted the items and the devices. */
const MANY = 4;

/** Only those that nothing certainly or possibly bounds or queues. */
export const fanOuts = defineFacet<FanOut>(
  "fanOuts",
  ["kubernetes"],
  (resource) => {
    const { kind } = resource.ref;
    const root = Place.root(resource);
    const spec = kind === "CronWorkflow" ? root.at("spec", "workflowSpec") : root.at("spec");
    return mayBeBounded(spec) ? [] : fanOutsIn(spec, REUSABLE.includes(kind));
  },
  { mentions: LOOPS, kinds: ["Workflow", "CronWorkflow", ...REUSABLE].map((kind) => `${kind}.argoproj.io`) },
);

/** The whole workflow: a limit, defaults of all its templates, another scheduler or a queue for its pods. */
const mayBeBounded = (spec: Place): boolean =>
  ["parallelism", "templateDefaults"].some((key) => !spec.at(key).isAbsent) ||
  spec.at("templates").isOpen ||
  mayHaveScheduler(spec) ||
  mayNameQueue(spec.at("podMetadata"));

function fanOutsIn(spec: Place, isReusable: boolean): readonly FanOut[] {
  const templates = spec.at("templates").items;
  const byName = new Map(templates.map((one) => [textOf(Reading.value(one.at("name"))), one]));
  return templates
    .filter((parent) => parent.at("parallelism").isAbsent)
    .flatMap(tasksOf)
    .flatMap((task) => {
      const loop = LOOPS.map((key) => task.at(key)).find((one) => one.isWritten);
      const count = loop && countOf(loop, spec);
      if (!loop || count === "few") return [];
      const leaves = leavesOf(task, byName);
      return leaves.size === 0 ? [] : [{ name: task.at("name"), loop, count, leaves, isReusable }];
    });
}

const tasksOf = (template: Place): readonly Place[] => [
  ...template.at("steps").items.flatMap((group) => group.items),
  ...template.at("dag", "tasks").items,
];

/** Templates with containers that a task leads to; what a semaphore or mutex guards, or another object defines, is left out. */
function leavesOf(task: Place, byName: ReadonlyMap<string | undefined, Place>): ReadonlySet<Place> {
  const leaves = new Set<Place>();
  const seen = new Set<Place>();
  const waiting = [task];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const inline = one.at("inline");
    const name = textOf(Reading.value(one.at("template")));
    const called = inline.isWritten ? inline : name === undefined ? undefined : byName.get(name);
    if (!called || seen.has(called) || !called.at("synchronization").isAbsent) continue;
    seen.add(called);
    if (["container", "script", "containerSet"].some((key) => called.at(key).isWritten)) leaves.add(called);
    else for (const next of tasksOf(called)) waiting.push(next);
  }
  return leaves;
}

/** A number that is written is the author's own limit where it is small, or where a parameter gives it. */
function countOf(loop: Place, spec: Place): number | "few" | undefined {
  const count = loop.step === "withItems" ? loop.items.length : loop.step === "withSequence" ? lengthOf(loop) : listed(loop, spec);
  return count !== undefined && count <= MANY ? "few" : count;
}

/** 0 where nobody knows: then a parameter or an expression gives the number. */
function lengthOf(sequence: Place): number {
  const [count, start, end] = ["count", "start", "end"].map((key) => sequence.at(key));
  const written = count && integerOf(Reading.value(count));
  const last = end && integerOf(Reading.value(end));
  const first = start?.isAbsent ? 0 : start && integerOf(Reading.value(start));
  return written ?? (last === undefined || first === undefined ? 0 : Math.abs(last - first) + 1);
}

/** The length of a list in JSON, written here or as the default of a parameter of the workflow. */
function listed(loop: Place, spec: Place): number | undefined {
  const raw = loop.node?.kind === "scalar" ? loop.node.text : "";
  const parameter = /^\{\{\s*workflow\.parameters\.([\w-]{1,64})\s*\}\}$/.exec(raw)?.[1];
  const given = spec.at("arguments", "parameters").items.find((one) => one.at("name").is(parameter ?? ""));
  const list = parseList(given ? (textOf(Reading.value(given.at("value"))) ?? "") : raw);
  return list?.length;
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined; // the run gives the list
  }
}
