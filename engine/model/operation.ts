// Operations: what a fix wants, on Addresses; and the Writer that turns them into edits of the text. A dialect gives its resources
// a Writer; engine/edit merges operations and asks it. Nothing else changes a user's text.
import type { Source, TextEdit } from "../text/source.ts";
import type { Address } from "./address.ts";
import type { Resource } from "./resource.ts";

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

export interface Writer {
  /** Asked for each operation before merging, so that a refusal costs one fix and not the file's. */
  refuses(resource: Resource, operation: Operation): string | undefined;
  /**
   * All merged operations of one resource at once: insertions at one place have to know each other. Operations that pass `refuses`
   * may still be refused here; then nothing of this call applies. Edits are in the sources' own offsets (not yet in the parent's).
   */
  lower(resource: Resource, operations: readonly Operation[]): readonly SourceEdit[] | Refusal;
}
