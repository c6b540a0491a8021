// Machine types and node labels: what they say of the accelerators of a node.
import labels from "../../facts/accelerator-labels.json" with { type: "json" };
import table from "../../facts/machines.json" with { type: "json" };
import type { NodeRequirement } from "./node-selection.ts";

export interface Machine {
  readonly type: string;
  readonly provider: string;
  readonly model: string;
  /** Whole ones; null: a part of one. */
  readonly accelerators: number | null;
  readonly vcpu: number | null;
  readonly memoryGib: number | null;
  readonly efa?: number;
}

const MACHINES: ReadonlyMap<string, Machine> = new Map(
  table.machines.map((machine): [string, Machine] => [machine.type.toLowerCase(), machine]),
);
const FAMILIES = new Set(table.machines.filter(({ provider }) => provider === "aws").map(({ type }) => type.slice(0, type.indexOf("."))));
export const TYPE_KEYS: readonly string[] = ["node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"];

/** undefined: a machine without accelerators, or one that nobody listed. SageMaker writes `ml.` before the type. */
export const machineOf = (type: string): Machine | undefined => MACHINES.get(type.toLowerCase().replace(/^ml\./, ""));

/** How many devices of this name a machine has; undefined where that is not known, or they are another maker's. */
export function acceleratorsOfMachine({ model, accelerators }: Machine, resource: string): number | undefined {
  const maker = NEURON.test(model) ? "aws.amazon.com/neuron" : AMD.test(model) ? "amd.com/gpu" : OTHER.test(model) ? "" : "nvidia.com/gpu";
  return resource === maker ? (accelerators ?? undefined) : undefined;
}

const NEURON = /^(?:inferentia|trainium)/;
const AMD = /^(?:radeon|AMD)/;
const OTHER = /^qualcomm/;

/** Whether a machine, or all of a family (`p4d`), has accelerators of its own. */
export const hasAccelerators = (type: string): boolean => (machineOf(type)?.accelerators ?? 0) > 0 || FAMILIES.has(type);

/** Machines of the same family, from the smallest on. */
export const familyOf = ({ type, provider }: Machine): readonly Machine[] => {
  const family = (one: string) => one.split(provider === "aws" ? "." : "-")[0];
  return table.machines
    .filter((one) => one.provider === provider && family(one.type) === family(type))
    .sort((a, b) => (a.accelerators ?? 0) - (b.accelerators ?? 0) || (a.vcpu ?? 0) - (b.vcpu ?? 0));
};

/** Whether only nodes with accelerators meet the requirement. */
export function meansAccelerators({ key, values }: NodeRequirement): boolean {
  if (labels.keys.includes(key) || labels.prefixes.some((prefix) => key.startsWith(prefix))) return true;
  if (values === undefined || values.length === 0) return false;
  const among = (list: readonly string[] | undefined) => list !== undefined && values.every((value) => list.includes(value));
  if (TYPE_KEYS.includes(key)) return values.every((value) => (machineOf(value)?.accelerators ?? 0) > 0);
  if (labels.categoryKeys.includes(key)) return among(labels.categories);
  if (labels.familyKeys.includes(key)) return values.every((value) => FAMILIES.has(value));
  return among(VALUES.get(key));
}

const VALUES: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(labels.values));
