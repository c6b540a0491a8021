// Holes: parts of a text that something else fills in later. One classifier with one table (class of document × kind of place);
// nothing else in the engine decides what `{{ }}`, `$NAME` or `<placeholder>` means.
import type { Hole, HoleKind, Part } from "../syntax/node.ts";
import type { DocumentClass, PlaceKind } from "./resource.ts";

interface Opener {
  readonly open: string;
  readonly close: string;
  readonly kind: HoleKind;
}

const CI: Opener = { open: "${{", close: "}}", kind: "ci" };
const KUBE_ENV: Opener = { open: "$(", close: ")", kind: "kube-env" };
const ENV: Opener = { open: "${", close: "}", kind: "env" };
const TEMPLATE = (kind: HoleKind): Opener => ({ open: "{{", close: "}}", kind });
const TERRAFORM: readonly Opener[] = [TEMPLATE("jinja")];
const CLOUDFORMATION: readonly Opener[] = [TEMPLATE("cfn")];
const HELM: readonly Opener[] = [CI, TEMPLATE("helm"), ENV, KUBE_ENV];
const PLAIN: readonly Opener[] = [CI, TEMPLATE("workflow"), ENV, KUBE_ENV];

/** What opens a hole, longest opener first. Payload has none; Terraform and CloudFormation evaluate `${}` themselves. */
function openers(documentClass: DocumentClass, place: PlaceKind): readonly Opener[] {
  if (place === "payload") return [];
  switch (documentClass) {
    case "terraform":
      return TERRAFORM;
    case "cloudformation":
      return CLOUDFORMATION;
    case "helm-template":
    case "helm-values":
      return HELM;
    default:
      return PLAIN;
  }
}

/** Classes in which `$NAME` is a variable that somebody substitutes before the text is applied. */
const bareVariables = (documentClass: DocumentClass): boolean => documentClass !== "terraform" && documentClass !== "cloudformation";

/**
 * The text as literal stretches and holes, in order; undefined where there is no hole. A `$` that is doubled is a literal one.
 * Linear: a text with openers that never close is read once.
 */
export function holesIn(text: string, documentClass: DocumentClass, place: PlaceKind): readonly Part[] | undefined {
  if (place === "payload") return undefined;
  const first = text.search(OPENING);
  const parts = first < 0 ? undefined : delimitedHoles(text, documentClass, place, first);
  if (parts) return parts;
  const marker = place === "plain" ? markerIn(text) : undefined;
  return marker === undefined ? undefined : markerParts(text, marker);
}

const OPENING = /[${]/;
const NEXT_OPENING = /[${]/g;

/** `first`: where something may open. */
function delimitedHoles(text: string, documentClass: DocumentClass, place: PlaceKind, first: number): readonly Part[] | undefined {
  const table = openers(documentClass, place);
  const unclosed = new Set<Opener>();
  const parts: Part[] = [];
  let literal = 0;
  let at = first;
  const take = (kind: HoleKind, end: number) => {
    if (at > literal) parts.push(text.slice(literal, at));
    parts.push({ kind, text: text.slice(at, end) });
    at = literal = end;
  };
  scan: while (at < text.length) {
    NEXT_OPENING.lastIndex = at;
    const match = NEXT_OPENING.exec(text);
    if (!match) break;
    at = match.index;
    const char = text[at];
    if (char === "$" && text[at + 1] === "$") {
      at += 2;
      continue;
    }
    for (const opener of table) {
      if (!text.startsWith(opener.open, at) || unclosed.has(opener)) continue;
      const close = closeOf(text, at + opener.open.length, opener);
      if (close < 0) {
        unclosed.add(opener);
        continue;
      }
      take(opener.open === "${" && /^\$\{trialParameters\./.test(text.slice(at, at + 20)) ? "workflow" : opener.kind, close);
      continue scan;
    }
    const name =
      char === "$" && bareVariables(documentClass) ? /^\$(?:[A-Za-z_]\w{0,200}|[@*#?!$0-9-])/.exec(text.slice(at, at + 210)) : null;
    if (name) take("env", at + name[0].length);
    else at++;
  }
  if (parts.length === 0) return undefined;
  if (literal < text.length) parts.push(text.slice(literal));
  return parts;
}

/** Offset after the closing bracket; `${a:-${b}}` nests. */
function closeOf(text: string, from: number, opener: Opener): number {
  if (opener.close.length === 2) {
    const close = text.indexOf(opener.close, from);
    return close < 0 ? -1 : close + 2;
  }
  const deeper = opener.close === "}" ? "{" : "(";
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === deeper) depth++;
    else if (text[at] === opener.close && --depth === 0) return at + 1;
  }
  return -1;
}

const WHOLE =
  /^(?:placeholder.*|change-?me|replace-me|todo|fixme|tbd|filled by .*|<[^<>]+>|[xX]{3,}|\*{3,}|\.{3,}|%[A-Z][A-Z0-9_]*%|__[A-Z][A-Z0-9_]*__|\[\[.*\]\]|\(\(.*\)\))$/i;
const WORD =
  /(?:^|[-_/.])(?:YOUR|REPLACE(?=$|[-_/.](?:WITH|ME|THIS|BY|YOUR))|PLACEHOLDER|CHANGEME|CHANGE_ME|FIXME|TODO|TBD|INSERT|FILLED)(?=$|[-_/.])/;
const INSIDE = /<[A-Za-z][\w .:/-]{0,80}>|your-|your_|Your |%[A-Z][A-Z0-9_]*%|__[A-Z][A-Z0-9_]*__/;
const LONG = 4096;

/** The stretch of text that is a marker for a person to fill in: the whole scalar, or a delimited word in capitals. */
function markerIn(text: string): string | undefined {
  if (text.length === 0 || text.length > LONG) return undefined;
  if (WHOLE.test(text)) return text;
  return INSIDE.exec(text)?.[0] ?? (WORD.test(text) ? text : undefined);
}

function markerParts(text: string, marker: string): readonly Part[] {
  const at = text.indexOf(marker);
  const hole: Hole = { kind: "marker", text: marker };
  return [text.slice(0, at), hole, text.slice(at + marker.length)].filter((part) => part !== "");
}

export const firstHole = (parts: readonly Part[]): Hole => parts.find((part) => typeof part !== "string") as Hole;
