// Operations: what a fix wants, on Addresses. The Writer of a resource's dialect (resource.ts) turns them into edits of the text;
// engine/edit merges them and asks it. Nothing else changes a user's text.
import type { Source, TextEdit } from "../text/source.ts";
import type { Address } from "./address.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * `set` of a map means `set` of its leaves. `addItem` is idempotent (an item with the same merge key, or an equal one, is there
 * already) and creates the list where it is absent. `copy` and `move` carry the text as written, whether its value is known or not.
 */
export type Operation =
  | { readonly op: "set"; readonly at: Address; readonly value: Json }
  | { readonly op: "unset"; readonly at: Address }
  | { readonly op: "addItem"; readonly at: Address; readonly item: Json }
  | { readonly op: "renameKey"; readonly at: Address; readonly key: string }
  | { readonly op: "addResource"; readonly at: Address; readonly object: Json }
  | { readonly op: "copy" | "move"; readonly from: Address; readonly at: Address };

export interface SourceEdit {
  readonly source: Source;
  readonly edit: TextEdit;
}

/** Why something cannot be written, in words for the user: "the value comes from an alias (*defaults)". */
export interface Refusal {
  readonly refused: string;
}
