// What fixes want of the places of one resource, and which wants exclude each other. Kept as a tree of places, so that a want is
// compared with those at its place, above and below it, and with no others.
import type { Path, Step } from "../model/address.ts";
import type { Json } from "../model/operation.ts";
import { sameQuantity } from "../model/quantity.ts";
import { keyOfData } from "./items.ts";
import { sameData } from "./same.ts";

export type Claim =
  | { readonly want: "set"; readonly value: Json }
  | { readonly want: "unset" }
  | { readonly want: "add"; readonly item: Json; readonly by: string | undefined }
  /** Text that comes from elsewhere; `value`: what it says, where that is certain. */
  | { readonly want: "carry"; readonly from: string; readonly value: Json | undefined }
  /** The place is copied from: it must stay as it is. */
  | { readonly want: "read" }
  | { readonly want: "rename"; readonly key: string }
  | { readonly want: "word"; readonly start: number; readonly end: number; readonly text: string };

interface Claimed {
  readonly claim: Claim;
  readonly by: string;
}

export interface Claims {
  readonly below: Map<string, { readonly step: Step; readonly claims: Claims }>;
  readonly here: Claimed[];
}

export const noClaims = (): Claims => ({ below: new Map(), here: [] });

const stepKey = (step: Step): string => JSON.stringify(step);

/** Notes what a fix wants at a place. */
export function stake(claims: Claims, path: Path, claim: Claim, by: string): void {
  let at = claims;
  for (const step of path) {
    const key = stepKey(step);
    let next = at.below.get(key);
    if (!next) {
      next = { step, claims: noClaims() };
      at.below.set(key, next);
    }
    at = next.claims;
  }
  at.here.push({ claim, by });
}

/** The fix whose wants exclude this one; undefined where none does. */
export function opponent(claims: Claims, path: Path, claim: Claim): string | undefined {
  let at: Claims | undefined = claims;
  for (let depth = 0; at && depth < path.length; depth++) {
    const rest = path.slice(depth);
    const above = at.here.find((one) => !fitsBelow(one.claim, claim, rest));
    if (above) return above.by;
    at = at.below.get(stepKey(path[depth] as Step))?.claims;
  }
  if (!at) return undefined;
  const same = at.here.find((one) => !fitsBeside(one.claim, claim));
  return same ? same.by : opponentBelow(at, claim, []);
}

function opponentBelow(claims: Claims, claim: Claim, way: Path): string | undefined {
  for (const { step, claims: inner } of claims.below.values()) {
    const rest = [...way, step];
    const found = inner.here.find((one) => !fitsBelow(claim, one.claim, rest))?.by ?? opponentBelow(inner, claim, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether another fix wants the very same: then it has to be done only once. */
export function isStaked(claims: Claims, path: Path, claim: Claim): boolean {
  let at: Claims | undefined = claims;
  for (const step of path) at = at?.below.get(stepKey(step))?.claims;
  return at?.here.some((one) => isSame(one.claim, claim)) ?? false;
}

function isSame(a: Claim, b: Claim): boolean {
  if (a.want === "set" && b.want === "set") return sameValue(a.value, b.value);
  if (a.want === "add" && b.want === "add") return sameData(a.item, b.item);
  return sameData(a, b);
}

/** Values of a field are compared by what they mean: `8` and "8" are one quantity. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const isScalar = (value: Json) => typeof value === "string" || typeof value === "number";
  return sameData(a, b) || (isScalar(a) && isScalar(b) && (String(a) === String(b) || sameQuantity(a, b)));
}

/** Two wants at one place. */
function fitsBeside(a: Claim, b: Claim): boolean {
  if (isSame(a, b)) return true;
  if (a.want === "add") return b.want === "add" ? fitTogether(a, b) : b.want === "set" && holds(b.value, a);
  if (b.want === "add") return a.want === "set" && holds(a.value, b);
  if (a.want === "carry" && b.want === "set") return sameValue(a.value, b.value);
  if (a.want === "set" && b.want === "carry") return sameValue(a.value, b.value);
  return a.want === "word" && b.want === "word" && (a.end <= b.start || b.end <= a.start);
}

type Add = Extract<Claim, { want: "add" }>;

/** Two items with one merge key are one item. */
const fitTogether = (a: Add, b: Add): boolean => {
  const key = keyOfData(a.item, a.by);
  return key === undefined || key !== keyOfData(b.item, b.by);
};

const holds = (value: Json, { item }: Add): boolean => Array.isArray(value) && value.some((one) => sameData(one, item));

/** A want at a place and one below it; `rest` leads from the one to the other. */
function fitsBelow(above: Claim, below: Claim, rest: Path): boolean {
  switch (above.want) {
    case "set":
      return isEmptyMap(above.value) && below.want !== "rename";
    case "unset":
      return below.want === "unset";
    case "read":
      return below.want === "read";
    case "add":
      return fitsInItem(above, below, rest);
    default:
      return false;
  }
}

const isEmptyMap = (value: Json): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/** Below an item that is added, by its merge key: the item must not say otherwise. Other items are not concerned. */
function fitsInItem({ item, by }: Add, below: Claim, [step, ...rest]: Path): boolean {
  if (typeof step !== "object" || keyOfData(item, by) !== step.is) return true;
  if (below.want === "unset" || below.want === "read" || rest.length === 0) return false;
  let at: Json | undefined = item;
  for (const one of rest) {
    if (typeof one !== "string" || typeof at !== "object" || at === null || Array.isArray(at)) return false;
    at = (at as { readonly [key: string]: Json })[one];
    if (at === undefined) return true;
  }
  return below.want === "set" && sameValue(at, below.value);
}
