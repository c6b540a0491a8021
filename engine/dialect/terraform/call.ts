// What a function sees of its call, and the answer that all of them share.
import type { Node, Provenance } from "../../syntax/node.ts";
import { pointsTo, type Spot, unknownAt } from "./nodes.ts";

/** Where the call is, what it says, and what decided its arguments. */
export interface Call {
  readonly spot: Spot;
  readonly text: string;
  readonly provenance: Provenance | undefined;
}

/** Arguments are evaluated; a function never looks at expressions. */
export type TerraformFunction = (args: readonly Node[], call: Call) => Node;

/** The result is not known; it keeps the identity of `of`. */
export function unknownResult(call: Call, of?: Node): Node {
  const identity = of && pointsTo(of);
  return unknownAt(call.spot, call.text, identity === undefined ? {} : { pointsTo: identity });
}
