// From fixes to operations: what two fixes both want is done once, what they want differently only the first of them gets. A fix is
// all or nothing: one operation that cannot be done drops it whole, with the reason.
import type { Path } from "../model/address.ts";
import { mergeKeyOf } from "../model/list-items.ts";
import type { Json, Operation } from "../model/operation.ts";
import { Place } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { deref, type Problem } from "../syntax/node.ts";
import { toJson } from "../syntax/to-json.ts";
import { type Claim, type Claims, isStaked, noClaims, opponent, stake } from "./claims.ts";

export interface WantedFix {
  readonly id: string;
  /** Severity, then the order of rules: of two that conflict the lower one wins; of equal ones the first. */
  readonly order: number;
  readonly operations: readonly Operation[];
}

export interface LostFix {
  readonly id: string;
  /** For the user: "conflicts with …", or why the place cannot be written. */
  readonly reason: string;
}

/** The operations of one fix on one resource, without those that an earlier fix has already. */
export interface Share {
  readonly id: string;
  readonly operations: readonly Operation[];
}

export interface MergedFixes {
  /** By `Resource.id`, in the order in which the fixes win. */
  readonly shares: ReadonlyMap<string, readonly Share[]>;
  readonly applied: readonly string[];
  readonly lost: readonly LostFix[];
}

export type ResourceOf = (id: string) => Resource | undefined;

export const inOrder = (fixes: readonly WantedFix[]): WantedFix[] => fixes.toSorted((a, b) => a.order - b.order);

/** `fixes` in any order. The reason of a lost fix names the winner by its id. */
export function mergeFixes(fixes: readonly WantedFix[], resourceOf: ResourceOf): MergedFixes {
  const claims = new Map<string, Claims>();
  const shares = new Map<string, Share[]>();
  const applied: string[] = [];
  const lost: LostFix[] = [];
  for (const fix of inOrder(fixes)) {
    const steps = stepsOf(fix, resourceOf);
    const reason = typeof steps === "string" ? steps : conflict(steps, claims);
    if (typeof steps === "string" || reason !== undefined) {
      lost.push({ id: fix.id, reason: reason as string });
      continue;
    }
    applied.push(fix.id);
    take(fix, steps, claims, shares);
  }
  return { shares, applied, lost };
}

/** New objects are told apart by their identity, wherever they are added. */
const NEW_OBJECTS = "";

interface Stake {
  readonly path: Path;
  readonly claim: Claim;
}

/** One operation (of a map: one leaf) with what it wants. */
interface FixStep {
  readonly operation: Operation;
  /** Whose places are meant: a resource's id, or `NEW_OBJECTS`. */
  readonly scope: string;
  readonly stakes: readonly Stake[];
}

function stepsOf({ operations }: WantedFix, resourceOf: ResourceOf): readonly FixStep[] | string {
  const steps: FixStep[] = [];
  for (const operation of operations) {
    const resource = resourceOf(operation.at.resource);
    if (!resource) return "the object is no longer there";
    if ("from" in operation && operation.from.resource !== operation.at.resource) return "text is not carried from one object to another";
    for (const leaf of leavesOf(operation)) {
      const scope = leaf.op === "addResource" ? NEW_OBJECTS : leaf.at.resource;
      steps.push({ operation: leaf, scope, stakes: stakesOf(resource, leaf) });
    }
  }
  return steps;
}

/** `set` of a map is `set` of its leaves. */
function leavesOf(operation: Operation): readonly Operation[] {
  if (operation.op !== "set" || operation.value === null || typeof operation.value !== "object" || Array.isArray(operation.value))
    return [operation];
  const entries = Object.entries(operation.value as { readonly [key: string]: Json });
  if (entries.length === 0) return [operation];
  return entries.flatMap(([key, value]) => leavesOf({ ...operation, at: { ...operation.at, path: [...operation.at.path, key] }, value }));
}

function stakesOf(resource: Resource, operation: Operation): readonly Stake[] {
  const path = keyed(resource, operation.at.path);
  const { part } = operation.at;
  switch (operation.op) {
    case "set":
      if (typeof part !== "object") return [{ path, claim: { want: "set", value: operation.value } }];
      return [{ path, claim: { want: "word", start: part.start, end: part.end, text: String(operation.value) } }];
    case "unset":
      return [{ path, claim: { want: "unset" } }];
    case "addItem":
      return [{ path, claim: { want: "add", item: operation.item, by: resource.dialect.listKey(resource, operation.at.path) } }];
    case "renameKey": {
      const target = [...path.slice(0, -1), operation.key];
      return [
        { path, claim: { want: "rename", key: operation.key } },
        { path: target, claim: { want: "carry", from: JSON.stringify(path), value: undefined } },
      ];
    }
    case "addResource":
      return [{ path: [identityOf(operation.object)], claim: { want: "set", value: operation.object } }];
    case "copy":
    case "move": {
      const from = keyed(resource, operation.from.path);
      const claim: Claim = { want: "carry", from: JSON.stringify(from), value: dataAt(resource, operation.from.path) };
      return [
        { path: from, claim: { want: operation.op === "copy" ? "read" : "unset" } },
        { path, claim },
      ];
    }
  }
}

function identityOf(object: Json): string {
  const { apiVersion, kind, metadata } = object as { readonly [key: string]: Json };
  const { namespace, name } = (metadata ?? {}) as { readonly [key: string]: Json };
  return JSON.stringify([apiVersion, kind, namespace, name]);
}

function dataAt(resource: Resource, path: Path): Json | undefined {
  const { node } = Place.root(resource).along(path);
  const problems: Problem[] = [];
  const data = node && toJson(node, resource.dialect.scalar, problems);
  return problems.length === 0 ? (data as Json | undefined) : undefined;
}

/** The path with the items of list-maps by their keys, however the fix named them. */
function keyed(resource: Resource, path: Path): Path {
  let place = Place.root(resource);
  return path.map((step, depth) => {
    const by = typeof step === "number" ? resource.dialect.listKey(resource, path.slice(0, depth)) : undefined;
    place = place.at(step);
    const is = by !== undefined && place.node ? mergeKeyOf(deref(place.node), by) : undefined;
    return by !== undefined && is !== undefined ? { by, is } : step;
  });
}

function conflict(steps: readonly FixStep[], claims: ReadonlyMap<string, Claims>): string | undefined {
  for (const { scope, stakes } of steps) {
    const known = claims.get(scope);
    if (!known) continue;
    for (const { path, claim } of stakes) {
      const winner = opponent(known, path, claim);
      if (winner !== undefined) return `conflicts with ${winner}`;
    }
  }
  return undefined;
}

/** The fix wins its places. Its own operations may build on each other, so they are not compared. */
function take({ id }: WantedFix, steps: readonly FixStep[], claims: Map<string, Claims>, shares: Map<string, Share[]>): void {
  const own = new Map<string, Operation[]>();
  const fresh = steps.filter(({ scope, stakes }) => {
    const known = claims.get(scope);
    return !known || !stakes.every(({ path, claim }) => isStaked(known, path, claim));
  });
  for (const { operation, scope, stakes } of fresh) {
    const known = claims.get(scope) ?? noClaims();
    claims.set(scope, known);
    for (const { path, claim } of stakes) stake(known, path, claim, id);
    const resource = operation.at.resource;
    const operations = own.get(resource) ?? [];
    own.set(resource, operations);
    operations.push(operation);
  }
  for (const [resource, operations] of own) shares.set(resource, [...(shares.get(resource) ?? []), { id, operations }]);
}
