// What a workload costs an hour: the machines that it fills, where it names their type and one list holds the price of all of them.
import table from "../../facts/prices.json" with { type: "json" };
import { Reading } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { integerOf } from "../model/value.ts";
import { type AcceleratorUse, acceleratorUse } from "./accelerator-use.ts";
import type { FacetSettings } from "./facet.ts";
import { acceleratorsOfMachine, machineOf, TYPE_KEYS } from "./machines.ts";
import { nodeRequirements } from "./node-selection.ts";

/** At the on-demand list price of `date` (ISO) in `region`, for as long as all pods run. */
export interface HourlyPrice {
  readonly usd: number;
  readonly machines: readonly { readonly type: string; readonly count: number }[];
  readonly region: string;
  readonly date: string;
}

interface PriceList {
  readonly region: string;
  readonly date: string;
  readonly usdPerHour: ReadonlyMap<string, number>;
}

const LISTS: readonly PriceList[] = table.lists.map(({ region, date, usdPerHour }) => ({
  region,
  date,
  usdPerHour: new Map(Object.entries(usdPerHour).flatMap(([type, usd]) => (usd === undefined ? [] : [[type, usd]]))),
}));

/**
 * Of the pods with accelerators: those without may run anywhere. Undefined where nothing is priced, or where one of these pods names no
 * single type of machine, asks for a part of a device or for more than the machine has, or nobody knows how many pods there are.
 */
export function priceOf(resource: Resource, settings: FacetSettings): HourlyPrice | undefined {
  const counts = new Map<string, number>();
  for (const use of acceleratorUse.of(resource, settings)) {
    if (use.uses === "no") continue;
    const filled = machinesOf(use);
    if (!filled) return undefined;
    counts.set(filled.type, (counts.get(filled.type) ?? 0) + filled.count);
  }
  const machines = [...counts].map(([type, count]) => ({ type, count })).filter(({ count }) => count > 0);
  const list = LISTS.find(({ usdPerHour }) => machines.every(({ type }) => usdPerHour.has(type)));
  if (!list || machines.length === 0) return undefined;
  const usd = machines.reduce((sum, { type, count }) => sum + count * (list.usdPerHour.get(type) as number), 0);
  return { usd, machines, region: list.region, date: list.date };
}

/** The machines that the pods of one template fill, when they share them as far as their devices allow. */
function machinesOf({ template, uses, devices, perPod }: AcceleratorUse): HourlyPrice["machines"][number] | undefined {
  const pods = integerOf(Reading.value(template.pods));
  const [type, ...others] = nodeRequirements(template).find(({ key }) => TYPE_KEYS.includes(key))?.values ?? [];
  const machine = type === undefined || others.length > 0 ? undefined : machineOf(type);
  if (uses !== "yes" || !machine || pods === undefined || !devices) return undefined;
  const resource = [...perPod].find(([, count]) => integerOf(Reading.value(count)) !== 0)?.[0];
  const room = resource === undefined ? undefined : acceleratorsOfMachine(machine, resource);
  if (room === undefined || devices > room) return undefined;
  return { type: machine.type, count: Math.ceil(pods / Math.floor(room / devices)) };
}

/** "$0.53", "$55", "$1,320": as exact as an estimate can be. */
export function dollars(usd: number): string {
  if (usd < 10) return `$${usd.toFixed(2)}`;
  return `$${String(Math.round(usd)).replace(/\B(?=(?:\d{3})+$)/g, ",")}`;
}
