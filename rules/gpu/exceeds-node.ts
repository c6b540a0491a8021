import {
  acceleratorsOfMachine,
  acceleratorUse,
  ceilQuantity,
  defineRule,
  familyOf,
  type Machine,
  machineOf,
  mayBeMultiplied,
  nodeRequirements,
  podRequest,
  TYPE_KEYS,
  text,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/exceeds-node",
  since: "0.1.0",
  practice: ["S4.2.1", "S3.2.2"],
  aliases: [],
  on: acceleratorUse,
  variants: { pinnedType: { severity: "warning", preset: "preview" } },
  check({ template, isShared }, ctx) {
    const pinned = nodeRequirements(template).find(({ key }) => TYPE_KEYS.includes(key));
    const machines = pinned?.values?.map(machineOf) ?? [];
    if (!pinned || isShared || machines.length === 0) return;
    for (const { resource, has } of AMOUNTS) {
      const request = podRequest(template, resource);
      if (!request) continue;
      const want = ceilQuantity(request.atLeast);
      const amounts = machines.map((machine) => machine && has(machine));
      if (!amounts.every((amount) => amount !== undefined && amount < want)) continue;
      if (mayBeMultiplied(resource, ctx)) continue;
      const [first] = machines as readonly Machine[];
      const larger = familyOf(first as Machine).find((one) => (has(one) ?? 0) >= want);
      const data = { machine: (first as Machine).type, have: Math.max(...(amounts as number[])), resource, want };
      ctx.report("pinnedType", request.place, larger ? { ...data, larger: larger.type } : data);
      return;
    }
  },
  message: {
    pinnedType: (d) =>
      text`${d.machine} has ${d.have} ${d.resource}, but the pod asks for ${d.want}: it can never be scheduled. ${d.larger === undefined ? text`Ask for less, or for a larger machine.` : text`Ask for less, or for ${d.larger}.`}`,
  },
});

const device = (resource: string) => ({ resource, has: (machine: Machine) => acceleratorsOfMachine(machine, resource) });

/** How much a machine has; undefined where that is not known, or is of another vendor. */
const AMOUNTS: readonly { readonly resource: string; readonly has: (machine: Machine) => number | undefined }[] = [
  ...["nvidia.com/gpu", "amd.com/gpu", "aws.amazon.com/neuron"].map(device),
  { resource: "vpc.amazonaws.com/efa", has: ({ provider, efa }) => (provider === "aws" ? efa : undefined) },
  { resource: "cpu", has: ({ provider, vcpu }) => (provider === "aws" ? (vcpu ?? undefined) : undefined) },
];
