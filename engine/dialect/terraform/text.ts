// Texts that are put together from parts: templates, format, join. Known parts give a known text; a part that is not known leaves a
// hole with the literal text around it.
import type { HclPart, HclTemplate } from "../../syntax/hcl/node.ts";
import type { Node, Part, Provenance } from "../../syntax/node.ts";
import {
  boolValue,
  encodedAs,
  fails,
  failureAt,
  holeOf,
  isNull,
  movedTo,
  pointsTo,
  type Spot,
  scalarAt,
  stronger,
  textValue,
  unknownAt,
  withIdentity,
} from "./nodes.ts";
import { evaluateIn, type Scope, spotIn, textIn } from "./scope.ts";

/** A string expression. One interpolation alone is the value itself, not its text. */
export function evaluateTemplate(template: HclTemplate, scope: Scope): Node {
  const spot = spotIn(scope, template);
  const [only] = template.parts;
  if (template.form === "quoted" && template.parts.length === 1 && only?.kind === "interpolation") {
    return movedTo(evaluateIn(scope, only.value), spot);
  }
  const parts = partsOf(template.parts, scope);
  if (parts.every((part) => typeof part === "string")) {
    return scalarAt(spot, parts.join(""), template.form === "heredoc" ? "literal" : "double");
  }
  return joinParts(parts, spot, textIn(scope, template));
}

/** The parts in order: literal text, and the values of interpolations. A directive whose condition is not known is one unknown. */
function partsOf(parts: readonly HclPart[], scope: Scope): (string | Node)[] {
  const result: (string | Node)[] = [];
  for (const part of parts) {
    if (part.kind === "literal") result.push(part.text);
    else if (part.kind === "interpolation") result.push(evaluateIn(scope, part.value));
    else if (part.kind === "if") {
      const condition = evaluateIn(scope, part.condition);
      const decision = boolValue(condition);
      // A decision that a default made leaves its mark on the whole text.
      if (decision === undefined || condition.provenance) result.push(unknownPart(part, scope));
      else result.push(...partsOf(decision ? part.yes : part.no, scope));
    } else result.push(unknownPart(part, scope));
  }
  return result;
}

const unknownPart = (part: HclPart, scope: Scope): Node =>
  unknownAt({ document: scope.document, start: part.start, end: part.end }, textIn(scope, part));

/** One text from its parts; `text` names it where it is not known. */
export function joinParts(parts: readonly (string | Node)[], spot: Spot, text: string): Node {
  const nodes = parts.filter((part) => typeof part !== "string");
  if (nodes.some((node) => isNull(node) || fails(node))) return failureAt(spot, text);
  const provenance = strongest(nodes) ?? spot.provenance;
  const decided = provenance ? { ...spot, provenance } : spot;
  const identities = new Set(nodes.map(pointsTo).filter((address) => address !== undefined));
  const identity = identities.size === 1 ? ([...identities][0] as string) : undefined;
  const texts = parts.map((part) => (typeof part === "string" ? part : encodedAs(part) ? undefined : textValue(part)));
  if (texts.every((one) => one !== undefined)) {
    const known = scalarAt(decided, texts.join(""));
    return identity === undefined ? known : withIdentity(known, identity);
  }
  const holes = parts.flatMap((part, index): Part[] => {
    const known = texts[index];
    if (known !== undefined) return known === "" ? [] : [known];
    const node = part as Node;
    if (node.kind === "open" && node.parts) return [...node.parts];
    return [holeOf(node, text)];
  });
  return unknownAt(decided, text, { parts: merged(holes), ...(identity !== undefined && { pointsTo: identity }) });
}

function merged(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result[result.length - 1];
    if (typeof part === "string" && typeof last === "string") result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result;
}

/** What decided a value that was made from others. */
export const strongest = (nodes: readonly Node[]): Provenance | undefined =>
  nodes.reduce<Provenance | undefined>((best, node) => stronger(best, node.provenance), undefined);
