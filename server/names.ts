// What a name in a manifest is: an accelerator that is asked for, a node label, a taint, a machine type. Only what the tables of facts/
// know is said, with the day on which they were made.
import machines from "../facts/machines.json" with { type: "json" };
import mig from "../facts/mig.json" with { type: "json" };
import table from "../facts/names.json" with { type: "json" };
import spot from "../facts/spot.json" with { type: "json" };
import { asText } from "./markdown.ts";

export interface NameAt {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Behind `key:`, as in a toleration, a taint or a node requirement. */
  readonly isKey: boolean;
}

interface Fact {
  readonly what: string;
  readonly setBy: string;
}

const LONGEST = 200;
const IN_NAME = /[\w./-]/;

/** The name in which an offset stands, or which ends there. */
export function nameAt(text: string, offset: number): NameAt | undefined {
  let start = offset;
  let end = offset;
  while (start > 0 && offset - start < LONGEST && IN_NAME.test(text[start - 1] as string)) start--;
  while (end < text.length && end - offset < LONGEST && IN_NAME.test(text[end] as string)) end++;
  if (start === end || end - start > LONGEST) return undefined;
  return {
    name: text.slice(start, end),
    start,
    end,
    isKey: /\bkey["']?[ \t]*[:=][ \t]*["']?$/.test(text.slice(Math.max(0, start - 20), start)),
  };
}

/** Markdown; undefined for a name that no table knows. */
export function aboutName({ name, isKey }: NameAt): string | undefined {
  const resource = () => slice(name) ?? factOf(table.resources, name, table.date);
  const label = () => spotLabel(name) ?? factOf(table.labels, name, table.date);
  const taint = () => factOf(table.taints, name, table.date, "Taint");
  const parts = isKey ? [taint(), label()] : [resource() ?? label() ?? machine(name)];
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : [`**${asText(name)}**`, ...known].join("\n\n");
}

function factOf(facts: Readonly<Record<string, Fact>>, name: string, date: string, kind?: string): string | undefined {
  const key = Object.hasOwn(facts, name)
    ? name
    : longest(Object.keys(facts).filter((one) => one.endsWith("*") && name.startsWith(one.slice(0, -1)) && name.length >= one.length));
  const fact = key === undefined ? undefined : facts[key];
  return fact && `${kind === undefined ? "" : `${kind}: `}${fact.what}\n\nSet by ${fact.setBy} (as of ${date}).`;
}

const longest = (keys: readonly string[]): string | undefined => keys.toSorted((a, b) => b.length - a.length)[0];

/** `nvidia.com/mig-1g.10gb`, also shared or with attributes. */
const MIG = /^nvidia\.com\/mig-((\d+)g\.(\d+)gb)((?:[.-][a-z]+)*)$/;

function slice(name: string): string | undefined {
  const [, profile, slices, memory, more = ""] = MIG.exec(name) ?? [];
  if (profile === undefined) return undefined;
  const gpus = Object.entries(mig.profiles).flatMap(([gpu, profiles]) => (profiles.includes(profile) ? [gpu] : []));
  const size = `${slices} compute slice${slices === "1" ? "" : "s"} and ${memory} GB of memory`;
  const shared = more.endsWith(".shared") ? ", which several pods share in turn" : "";
  const offered = gpus.length > 0 ? `Offered by ${gpus.join(", ")}` : "No GPU that is known here offers this profile";
  return `A MIG slice of an NVIDIA GPU: ${size}${shared}.\n\n${offered} (as of ${mig.date}).`;
}

function spotLabel(name: string): string | undefined {
  const known = spot.labels.filter(({ key }) => key === name);
  const [first] = known;
  if (!first) return undefined;
  const values = (all: readonly string[]) => all.map((value) => (value === "" ? "no value" : `\`${value}\``)).join(", ");
  const onDemand = first.onDemand.length === 0 ? "" : `; ${values(first.onDemand)}: it may not`;
  const notice = Object.entries(spot.notice).find(([platform]) => platform === first.platform)?.[1];
  const seconds = notice === undefined ? "" : ` At most ${notice} seconds pass from the notice to its end.`;
  const setBy = first.platform === "self-managed" ? "whoever made the nodes" : (PLATFORMS[first.platform] ?? first.platform);
  return `${values(first.spot)}: the node may be taken away at any time${onDemand}.${seconds}\n\nSet by ${setBy} (as of ${spot.date}).`;
}

const PLATFORMS: Readonly<Record<string, string>> = {
  eks: "EKS",
  karpenter: "Karpenter",
  gke: "GKE",
  aks: "AKS",
  openshift: "OpenShift",
  "cluster-api": "Cluster API",
};

const MACHINES: ReadonlyMap<string, (typeof machines.machines)[number]> = new Map(machines.machines.map((one) => [one.type, one]));

function machine(name: string): string | undefined {
  const known = MACHINES.get(name);
  if (!known) return undefined;
  const { model, accelerators, vcpu, memoryGib, provider } = known;
  const devices = accelerators === null ? `a part of one ${model}` : `${accelerators} × ${model}`;
  return `Machine type of ${provider}: ${devices} · ${vcpu} vCPU · ${memoryGib} GiB (as of ${machines.date}).`;
}
