// The functions of a template become values: known, unknown, a choice, absent or maybe (C2–C7, C9). What has no function in it keeps
// its nodes. What is not understood is unknown. Functions refer to parameters, mappings and conditions only, never to each other's
// results, so that the depth of the text bounds the recursion.
import { sameScalar } from "../../model/value.ts";
import { deref, type Entry, type ListNode, type MapNode, type Node, type OpenNode, type Provenance } from "../../syntax/node.ts";
import { conditionsOf } from "./conditions.ts";
import { embeddedDocument } from "./embedded.ts";
import { attributeOf, findInMap, refer } from "./references.ts";
import {
  argumentsOf,
  BUDGET,
  type Call,
  callOf,
  computedBy,
  isAddition,
  isMixed,
  openAt,
  resultAt,
  type Scope,
  scalarAt,
  scalarValue,
  unknownAt,
} from "./scope.ts";
import { asLiteral, type Template } from "./template.ts";
import { base64, join, select, split, substitute } from "./text.ts";

export interface Lowered {
  readonly node: Node;
  /** A macro rewrites what is around it: every map and list here may hold more. */
  readonly hasTransform: boolean;
}

/** Lowers trees of one template; its budget is for all of them together. */
export function evaluatorOf(template: Template): (node: Node) => Lowered {
  let left = BUDGET;
  let hasTransform = false;
  /** What aliases stand for is lowered once, however often it is named. */
  const shared = new Map<Node, Lowered>();
  const scope: Scope = {
    template,
    truth: conditionsOf(template),
    spend: (size) => {
      left -= size;
      return left >= 0;
    },
    lower: (node) => {
      if (node.kind === "alias") return lowerAlias(scope, node);
      if (node.kind === "open") return node;
      if (node.anchor === undefined) return lowerNode(node);
      const before = hasTransform;
      const known = shared.get(node);
      hasTransform = known?.hasTransform ?? false;
      const lowered = known?.node ?? lowerNode(node);
      if (!known) shared.set(node, { node: lowered, hasTransform });
      hasTransform ||= before;
      return lowered;
    },
  };
  const lowerNode = (node: Exclude<Node, { kind: "alias" | "open" }>): Node => {
    const call = callOf(template, node);
    if (call) {
      if (call.name === "Transform") hasTransform = true;
      return evaluate(scope, call);
    }
    if (node.kind === "scalar") return node;
    if (node.kind === "list") return lowerList(scope, node);
    if (isMixed(node)) return mixed(node);
    if (node.entries.some(({ key }) => key.kind === "scalar" && key.text === "Fn::Transform")) hasTransform = true;
    return lowerMap(scope, node);
  };
  return (root) => {
    hasTransform = false;
    const node = scope.lower(root);
    return { node, hasTransform };
  };
}

function evaluate(scope: Scope, call: Call): Node {
  switch (call.name) {
    case "Ref": {
      const name = asLiteral(call.argument)?.text;
      return name === undefined ? unknownAt(call) : refer(scope, call, name);
    }
    case "GetAtt":
      return attributeOf(scope, call);
    case "If":
      return choose(scope, call);
    case "FindInMap":
      return findInMap(scope, call);
    case "Sub":
      return substitute(scope, call);
    case "Join":
      return join(scope, call);
    case "Split":
      return split(scope, call);
    case "Select":
      return select(scope, call);
    case "Base64":
      return base64(scope, call);
    case "Length":
      return count(scope, call);
    case "Transform":
      return {
        kind: "map",
        start: call.start,
        end: call.end,
        entries: [],
        flow: false,
        open: true,
        provenance: computedBy(call),
        syntax: call.node,
      };
    default:
      return unknownAt(call);
  }
}

/** As many alternatives as are kept apart. */
const MAX_OPTIONS = 32;

/** C4: the branch where the condition is decided, else what is certain whichever way it goes. */
function choose(scope: Scope, call: Call): Node {
  const [condition, yes, no] = argumentsOf(call) ?? [];
  const name = asLiteral(condition)?.text;
  if (name === undefined || !yes || !no) return unknownAt(call);
  const why: Provenance = { from: "computed", name: `${call.label} ${name}` };
  const truth = scope.truth(name);
  if (truth !== undefined) return resultAt(call, scope.lower(truth ? yes : no), why);
  const branches = [deref(scope.lower(yes)), deref(scope.lower(no))] as const;
  const [a, b] = branches;
  if (isNothing(a) && isNothing(b)) return openAt(call, "absent");
  if (branches.some((branch) => isNothing(branch) || isOpen(branch, "maybe"))) return openAt(call, "maybe");
  if (branches.some((branch) => isOpen(branch, "unknown"))) return unknownAt(call, { pointsTo: samePointer(a, b) });
  if (a.kind === "scalar" && b.kind === "scalar" && sameScalar(scalarValue(a), scalarValue(b))) {
    return resultAt(call, a, a.provenance ?? b.provenance ?? why);
  }
  const options = branches.flatMap((branch) => (branch.kind === "open" && branch.options ? branch.options : [branch]));
  if (options.length > MAX_OPTIONS || !scope.spend(options.length)) return unknownAt(call);
  return { ...unknownAt(call), open: "choice", options };
}

const isOpen = (node: Node, open: OpenNode["open"]): boolean => node.kind === "open" && node.open === open;

const isNothing = (node: Node): boolean => isOpen(node, "absent") || (node.kind === "scalar" && scalarValue(node) === null);

const samePointer = (a: Node, b: Node): string | undefined =>
  a.kind === "open" && b.kind === "open" && a.pointsTo === b.pointsTo ? a.pointsTo : undefined;

function count(scope: Scope, call: Call): Node {
  const list = deref(scope.lower(call.argument));
  if (list.kind !== "list" || list.open || list.items.some((item) => isOpen(deref(item), "maybe"))) return unknownAt(call);
  return scalarAt(call, String(list.items.length), list.items.length, list.provenance ?? computedBy(call));
}

function lowerAlias(scope: Scope, alias: Extract<Node, { kind: "alias" }>): Node {
  const target = deref(scope.lower(alias.target));
  return target === alias.target ? alias : { ...alias, target };
}

function lowerList(scope: Scope, list: ListNode): Node {
  const items = list.items.map((item) => scope.lower(item));
  if (items.every((item, index) => item === list.items[index])) return list;
  const present = items.filter((item) => !isOpen(item, "absent"));
  if (present.length === items.length) return { ...list, items };
  // The items' positions are no longer those of the text.
  return { ...list, items: present, provenance: { from: "computed", name: "a list with AWS::NoValue in it" } };
}

function lowerMap(scope: Scope, map: MapNode): Node {
  let isSame = true;
  let isMore = false;
  const entries: Entry[] = [];
  for (const entry of map.entries) {
    if (isAddition(entry.key)) {
      isMore = true;
      continue;
    }
    const value = embeddedDocument(scope, entry) ?? scope.lower(entry.value);
    if (value !== entry.value) isSame = false;
    entries.push(value === entry.value ? entry : { ...entry, value });
  }
  if (isMore) return { ...map, entries, open: true };
  return isSame ? map : { ...map, entries };
}

const mixed = (map: MapNode): OpenNode => ({
  kind: "open",
  open: "unknown",
  start: map.start,
  end: map.end,
  hole: { kind: "cfn", text: "a function beside other keys" },
  syntax: map,
});

/** The same tree, in which every map and list may hold more than what is written (C9). */
export function opened(root: Node): Node {
  const shared = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    if (node.kind === "open" || node.kind === "scalar") return node;
    const known = shared.get(node);
    if (known) return known;
    const result = open(node);
    if (node.kind !== "alias" && node.anchor !== undefined) shared.set(node, result);
    return result;
  };
  const open = (node: Exclude<Node, { kind: "open" | "scalar" }>): Node => {
    if (node.kind === "alias") return { ...node, target: deref(visit(node.target)) };
    if (node.kind === "list") return { ...node, items: node.items.map(visit), open: true };
    return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: visit(entry.value) })), open: true };
  };
  return visit(root);
}
