// Functions that make text or take it apart: Sub, Join, Split, Select, Base64 (C6). Where a part is not known the literal stretches
// around it are kept, so that "ends with /AmazonSageMakerFullAccess" can still be answered.

import { holesIn } from "../../model/holes.ts";
import { deref, type Hole, type Node, type Part, type Provenance } from "../../syntax/node.ts";
import { refer, resourceNamed } from "./references.ts";
import {
  argumentsOf,
  type Call,
  callOf,
  computedBy,
  holeOf,
  listAt,
  resultAt,
  type Scope,
  scalarAt,
  scalarValue,
  unknownAt,
} from "./scope.ts";
import { asLiteral, asMap, named } from "./template.ts";

/** `Sub text` or `Sub [text, {Name: value}]`. */
export function substitute(scope: Scope, call: Call): Node {
  const items = argumentsOf(call);
  const pattern = asLiteral(items ? items[0] : call.argument)?.text;
  if (pattern === undefined || !scope.spend(pattern.length)) return unknownAt(call);
  const locals = new Map(named(items?.[1] && asMap(items[1])));
  const text = emptyText();
  for (const part of partsOfSub(pattern)) {
    if (typeof part === "string") addLiteral(scope, text, part);
    else {
      const local = locals.get(part.name);
      addNode(scope, text, local ? scope.lower(local) : attributeOrName(scope, call, part.name), { kind: "cfn", text: part.text });
    }
  }
  return textAt(call, text);
}

/** `Join [delimiter, [a, b]]` */
export function join(scope: Scope, call: Call): Node {
  const [first, second] = argumentsOf(call) ?? [];
  const delimiter = asLiteral(first)?.text;
  const list = second && deref(scope.lower(second));
  if (delimiter === undefined || list?.kind !== "list" || list.open) return unknownAt(call);
  const text = emptyText();
  let isFirst = true;
  for (const item of list.items) {
    const node = deref(item);
    // An item that may be missing takes its delimiter with it: not even the stretches around it are certain.
    if (node.kind === "open" && node.open === "maybe") return unknownAt(call);
    if (!isFirst) addLiteral(scope, text, delimiter);
    isFirst = false;
    addNode(scope, text, node, node.kind === "open" && node.hole ? node.hole : holeOf(call));
  }
  return textAt(call, list.provenance ? { ...text, provenance: text.provenance ?? list.provenance } : text);
}

/** `Split [delimiter, text]` */
export function split(scope: Scope, call: Call): Node {
  const [first, second] = argumentsOf(call) ?? [];
  const delimiter = asLiteral(first)?.text;
  const text = second && deref(scope.lower(second));
  if (!delimiter || text?.kind !== "scalar" || holesIn(text.text, "cloudformation", "shell")) return unknownAt(call);
  const words = text.text.split(delimiter);
  if (!scope.spend(text.text.length + words.length)) return unknownAt(call);
  const why = text.provenance ?? computedBy(call);
  const items = words.map((word) => scalarAt(call, word, word, why));
  return listAt(call, items, why);
}

/** `Select [index, list]` */
export function select(scope: Scope, call: Call): Node {
  const [first, second] = argumentsOf(call) ?? [];
  const index = first && deref(scope.lower(first));
  const list = second && deref(scope.lower(second));
  if (list?.kind === "open") return unknownAt(call, { pointsTo: list.pointsTo });
  if (index?.kind !== "scalar" || !/^\d{1,6}$/.test(index.text) || list?.kind !== "list" || list.open) return unknownAt(call);
  const position = Number(index.text);
  const item = list.items[position];
  if (!item || !scope.spend(position)) return unknownAt(call);
  for (let i = 0; i <= position; i++) {
    const before = deref(list.items[i] as Node);
    if (before.kind === "open" && before.open === "maybe") return unknownAt(call);
  }
  return resultAt(call, item, index.provenance ?? list.provenance ?? computedBy(call));
}

/**
 * The text itself, not its encoding: what a rule asks about is the script, and a fix of one of its words is right as it stands.
 * Inside of another text the encoding does matter: there it is a hole.
 */
export function base64(scope: Scope, call: Call): Node {
  const text = deref(scope.lower(call.argument));
  if (text.kind === "open") return resultAt(call, text);
  if (text.kind !== "scalar" || scalarValue(text) === null) return unknownAt(call);
  return text.style === "computed" ? resultAt(call, text) : { ...text, syntax: call.node };
}

const isEncoded = ({ template }: Scope, node: Node): boolean =>
  node.syntax !== undefined && callOf(template, node.syntax as Node)?.name === "Base64";

interface Text {
  readonly parts: Part[];
  /** Resources that the text refers to. */
  readonly references: Set<string>;
  /** The default that a known part came from. */
  provenance?: Provenance;
  isTooLong: boolean;
}

const emptyText = (): Text => ({ parts: [], references: new Set(), isTooLong: false });

function addLiteral(scope: Scope, text: Text, literal: string): void {
  if (literal === "") return;
  if (!scope.spend(literal.length)) text.isTooLong = true;
  if (text.isTooLong) return;
  const last = text.parts.at(-1);
  if (typeof last === "string") text.parts[text.parts.length - 1] = last + literal;
  else text.parts.push(literal);
}

/** In an ARN the partition is `aws`: what differs in other partitions is no different ARN to a rule. */
function addHole(scope: Scope, text: Text, hole: Hole): void {
  const last = text.parts.at(-1);
  if (hole.text.includes("AWS::Partition") && typeof last === "string" && last.endsWith("arn:")) addLiteral(scope, text, "aws");
  else if (!scope.spend(1)) text.isTooLong = true;
  else if (!text.isTooLong) text.parts.push(hole);
}

/** `hole` stands for a value that is not known. */
function addNode(scope: Scope, text: Text, lowered: Node, hole: Hole): void {
  const node = deref(lowered);
  if (isEncoded(scope, node)) addHole(scope, text, hole);
  else if (node.kind === "scalar" && scalarValue(node) !== null) {
    if (node.provenance?.from === "default") text.provenance ??= node.provenance;
    addLiteral(scope, text, node.text);
  } else if (node.kind === "open" && node.open === "unknown") {
    if (node.pointsTo !== undefined) text.references.add(node.pointsTo);
    for (const part of node.parts ?? [hole]) {
      if (typeof part === "string") addLiteral(scope, text, part);
      else addHole(scope, text, part);
    }
  } else addHole(scope, text, hole);
}

/** Known where every part is; a text about exactly one resource points to it. */
function textAt(call: Call, { parts, references, provenance, isTooLong }: Text): Node {
  if (isTooLong) return unknownAt(call);
  if (parts.every((part) => typeof part === "string")) {
    const text = parts.join("");
    return scalarAt(call, text, text, provenance ?? computedBy(call));
  }
  const [pointsTo, ...others] = references;
  const fine = parts.flatMap((part) => (typeof part === "string" ? (holesIn(part, "cloudformation", "shell") ?? [part]) : [part]));
  return unknownAt(call, { parts: fine, pointsTo: others.length === 0 ? pointsTo : undefined });
}

interface SubName {
  readonly name: string;
  readonly text: string;
}

/** `${Name}` is filled in, `${!Name}` is the text `${Name}`. What never closes is literal. */
function partsOfSub(text: string): readonly (string | SubName)[] {
  const parts: (string | SubName)[] = [];
  let literal = 0;
  for (let at = text.indexOf("${"); at >= 0; at = text.indexOf("${", at)) {
    const close = text.indexOf("}", at);
    if (close < 0) break;
    if (text[at + 2] === "!") {
      parts.push(text.slice(literal, at + 2));
      literal = at + 3;
    } else {
      parts.push(text.slice(literal, at), { name: text.slice(at + 2, close).trim(), text: text.slice(at, close + 1) });
      literal = close + 1;
    }
    at = literal;
  }
  parts.push(text.slice(literal));
  return parts;
}

/** A name in a Sub: a parameter, a resource, or `Resource.Attribute`. */
function attributeOrName(scope: Scope, call: Call, name: string): Node {
  const dot = name.indexOf(".");
  return dot < 0 ? refer(scope, call, name) : unknownAt(call, { pointsTo: resourceNamed(scope.template, name.slice(0, dot)) });
}
