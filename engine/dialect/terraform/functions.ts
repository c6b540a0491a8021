// Terraform's functions as far as rules need them (E16), on values that are already evaluated. What is not here is unknown, and so is
// every result that an unknown could change.
import type { Node } from "../../syntax/node.ts";
import { type Call, type TerraformFunction, unknownResult } from "./call.ts";
import { COLLECTION_FUNCTIONS } from "./functions-collection.ts";
import { TEXT_FUNCTIONS } from "./functions-text.ts";
import {
  asList,
  asMap,
  boolValue,
  decidedBy,
  decoded,
  encodedAs,
  fails,
  failureAt,
  isNull,
  isUnknown,
  movedTo,
  numberValue,
  scalarAt,
  scalarValue,
  textValue,
  withEncoding,
} from "./nodes.ts";
import { parsedText } from "./parsed-text.ts";

export function callFunction(name: string, args: readonly Node[], call: Call): Node {
  const work = FUNCTIONS.get(name.replace(/^core::/, ""));
  if (!work) return unknownResult(call);
  if (!TOLERANT.has(name) && args.some(fails)) return failureAt(call.spot, call.text);
  return decidedBy(work(args, call), call.provenance);
}

/** Functions that are there to meet a failing expression. */
const TOLERANT: ReadonlySet<string> = new Set(["try", "can"]);

/** The first argument that does not fail; whether an unknown one fails is not known, but its identity is worth keeping (E8). */
const tryFirst: TerraformFunction = (args, call) => {
  for (const argument of args) {
    if (fails(argument)) continue;
    return isUnknown(argument) ? unknownResult(call, argument) : movedTo(argument, call.spot);
  }
  return failureAt(call.spot, call.text);
};

const can: TerraformFunction = ([argument], call) => {
  if (!argument || (isUnknown(argument) && !fails(argument))) return unknownResult(call);
  return scalarAt(call.spot, !fails(argument));
};

/** The first that is neither null nor "". */
const coalesce: TerraformFunction = (args, call) => {
  for (const argument of args) {
    if (isNull(argument) || scalarValue(argument) === "") continue;
    return argument.kind === "open" ? unknownResult(call, argument) : movedTo(argument, call.spot);
  }
  return failureAt(call.spot, call.text);
};

const coalesceList: TerraformFunction = (args, call) => {
  for (const argument of args) {
    const list = asList(argument) ?? asMap(argument);
    if (!list) return unknownResult(call, argument);
    if ((list.kind === "list" ? list.items : list.entries).length > 0) return movedTo(list, call.spot);
    if (list.open) return unknownResult(call);
  }
  return failureAt(call.spot, call.text);
};

function converted(read: (node: Node) => string | number | boolean | undefined): TerraformFunction {
  return ([argument], call) => {
    if (!argument) return unknownResult(call);
    if (isNull(argument)) return movedTo(argument, call.spot);
    const value = read(argument);
    return value === undefined ? unknownResult(call, argument) : movedTo(scalarAt(call.spot, value), call.spot);
  };
}

function encoded(language: "json" | "yaml"): TerraformFunction {
  return ([argument], call) => {
    if (!argument || (argument.kind !== "map" && argument.kind !== "list")) return unknownResult(call, argument);
    return withEncoding(decoded(argument), language);
  };
}

/** What a text in JSON or YAML says: the tree that it was made from, or the parsed text. */
function decode(language: "json" | "yaml"): TerraformFunction {
  return ([argument], call) => {
    if (!argument) return unknownResult(call);
    if (encodedAs(argument)) return decoded(argument);
    const text = textValue(argument);
    return (text !== undefined && parsedText(text, language, call.spot)) || unknownResult(call, argument);
  };
}

const same: TerraformFunction = ([argument], call) => argument ?? unknownResult(call);

const FUNCTIONS: ReadonlyMap<string, TerraformFunction> = new Map<string, TerraformFunction>([
  ["try", tryFirst],
  ["can", can],
  ["coalesce", coalesce],
  ["coalescelist", coalesceList],
  ["tostring", converted(textValue)],
  ["tonumber", converted(numberValue)],
  ["tobool", converted(boolValue)],
  ["jsonencode", encoded("json")],
  ["yamlencode", encoded("yaml")],
  ["jsondecode", decode("json")],
  ["yamldecode", decode("yaml")],
  ["sensitive", same],
  ["nonsensitive", same],
  ...COLLECTION_FUNCTIONS,
  ...TEXT_FUNCTIONS,
]);
