// New resources: a block of its own behind the one that it belongs to.
import type { Json } from "../model/operation.ts";
import { addEdit, type HclDraft, refuse, syntaxOf } from "./hcl-draft.ts";
import { newlineOf, nextLine } from "./hcl-lines.ts";
import { blockLines, type HclFresh, hclFresh, isName } from "./hcl-text.ts";

/**
 * A new block behind the resource's own, in the form of Terraform's JSON: `{ resource: { TYPE: { NAME: { … } } } }`. A string that is
 * one interpolation (`"${aws_s3_bucket.models.id}"`) is written as the expression.
 */
export function addResource(draft: HclDraft, object: Json): void {
  const block = syntaxOf(draft.resource.root);
  const document = draft.resource.root.document ?? draft.resource.document;
  const [kind, types] = onlyEntry(object) ?? [];
  const [type, blocksByName] = onlyEntry(types ?? null) ?? [];
  const [name, body] = onlyEntry(blocksByName ?? null) ?? [];
  if (block?.kind !== "block" || kind !== "resource" || !isName(type ?? "") || !isName(name ?? "") || body === undefined) {
    return refuse(draft, "a new resource is { resource: { TYPE: { NAME: { … } } } }");
  }
  const text = document.source.text.slice(document.start, document.end);
  if (new RegExp(`^[ \\t]*resource[ \\t]+"${type}"[ \\t]+"${name}"`, "m").test(text)) return;
  const newline = newlineOf(text);
  const lines = blockLines(`resource "${type}" "${name}"`, withExpressions(hclFresh(body)), "", { newline, step: "  " });
  const at = nextLine(text, block.end);
  const isLast = at >= text.length && !text.endsWith("\n");
  addEdit(draft, document, at, at, `${isLast ? newline : ""}${newline}${lines.join(newline)}${isLast ? "" : newline}`);
}

function withExpressions(fresh: HclFresh): HclFresh {
  if (fresh.kind === "list") return { kind: "list", items: fresh.items.map(withExpressions) };
  if (fresh.kind === "map")
    return { kind: "map", entries: new Map([...fresh.entries].map(([key, value]) => [key, withExpressions(value)])) };
  const expression = /^"\$\$\{([^{}"\n]+)\}"$/.exec(fresh.text)?.[1];
  return expression === undefined ? fresh : { kind: "text", text: expression };
}

function onlyEntry(object: Json): [string, Json] | undefined {
  if (object === null || typeof object !== "object" || Array.isArray(object)) return undefined;
  const entries = Object.entries(object);
  return entries.length === 1 ? (entries[0] as [string, Json]) : undefined;
}
