// Blocks become maps: arguments and nested blocks are the same Places (E13). A nested block that may stand several times is a list,
// also where it stands once; `dynamic` blocks are expanded where their collection is known and possibly there otherwise (E10).

import type { HclAttribute, HclBlock, HclExpression } from "../../syntax/hcl/node.ts";
import type { Document, Entry, MapNode, Node } from "../../syntax/node.ts";
import { embeddedValue } from "./embedded.ts";
import { attributeOf, attributesOf, blocksOf } from "./module.ts";
import { decidedBy, elementsOf, fails, listAt, mapAt, maybeAt, type Spot, scalarAt, spotOf, unknownAt } from "./nodes.ts";
import { bind, evaluateIn, type Scope, spotIn, textIn } from "./scope.ts";

export interface WrittenBlock {
  readonly block: HclBlock;
  readonly document: Document;
}

/** A block and the override blocks that are merged into it. The span is the first block's. */
export function lowerBlock(parts: readonly WrittenBlock[], scope: Scope): MapNode {
  const fields = new Map<string, Field>();
  let open = false;
  for (const [layer, part] of parts.entries()) {
    addBody(fields, part.block, { ...scope, document: part.document }, layer);
    open ||= part.block.body.incomplete;
  }
  const entries: Entry[] = [];
  for (const field of fields.values()) entries.push({ key: field.key, value: fieldValue(field) });
  const { block, document } = parts[0] as WrittenBlock;
  const provenance = scope.provenance && { provenance: scope.provenance };
  const span = { document, start: block.start, end: block.end, syntax: block, ...provenance };
  return { kind: "map", ...span, entries, flow: false, ...(open && { open }) };
}

interface Field {
  readonly name: string;
  readonly key: Node;
  readonly layer: number;
  /** Set for an argument. */
  readonly value: Node | undefined;
  /** The blocks of this name. */
  readonly blocks: Node[];
  /** More of them may exist. */
  open: boolean;
}

/** Blocks of providers that may stand several times in their parent, where standing once says nothing about that. */
const REPEATABLE: ReadonlySet<string> = new Set(
  (
    "set set_sensitive set_list taint guest_accelerator ingress egress statement principals not_principals condition rule rules " +
    "production_variants shadow_production_variants ebs_block_device block_device_mappings network_interface cidr_blocks node_pool " +
    "container init_container volume volume_mount env env_from port toleration subject resource_limits override filter tag " +
    "lifecycle_rule transition noncurrent_version_transition cors_rule security_rule inline_policy access_config match_expressions " +
    "job_cluster task accelerator_configs service_accounts data_disks mixed_instances_policy_override step compute_resources"
  ).split(" "),
);

function fieldValue(field: Field): Node {
  if (field.value) return field.value;
  const spot = spotOf(field.key);
  const [only] = field.blocks;
  if (!only) return maybeAt(spot);
  const isList = field.blocks.length > 1 || field.open || REPEATABLE.has(field.name);
  const last = field.blocks[field.blocks.length - 1] as Node;
  return isList ? listAt({ ...spotOf(only), end: Math.max(only.end, last.end) }, field.blocks, field.open) : only;
}

function addBody(fields: Map<string, Field>, block: HclBlock, scope: Scope, layer: number): void {
  for (const attribute of attributesOf(block.body)) {
    const key = scalarAt({ document: scope.document, ...attribute.nameSpan, syntax: attribute }, attribute.name, "plain");
    fields.set(attribute.name, {
      name: attribute.name,
      key,
      layer,
      value: attributeValue(attribute, block, scope),
      blocks: [],
      open: false,
    });
  }
  for (const inner of blocksOf(block.body)) {
    if (inner.type === "dynamic") addDynamic(fields, inner, scope, layer);
    else
      blockField(fields, inner.type, { document: scope.document, ...inner.typeSpan, syntax: inner }, layer).blocks.push(
        nested(inner, scope),
      );
  }
}

/** The field of nested blocks of one name; an override's blocks replace those below it (E1). */
function blockField(fields: Map<string, Field>, name: string, spot: Spot, layer: number): Field {
  const before = fields.get(name);
  if (before && !before.value && before.layer === layer) return before;
  const field: Field = { name, key: scalarAt(spot, name, "plain"), layer, value: undefined, blocks: [], open: false };
  fields.set(name, field);
  return field;
}

/** Labels of a nested block (`provisioner "local-exec"`) are keys above its body. */
function nested(block: HclBlock, scope: Scope): Node {
  let node: Node = lowerBlock([{ block, document: scope.document }], scope);
  for (const label of [...block.labels].reverse()) {
    const key = scalarAt({ document: scope.document, start: label.start, end: label.end, syntax: block }, label.text, "double");
    // The map of labels is no block that something could be written into.
    node = mapAt({ document: scope.document, start: block.start, end: block.end }, [{ key, value: node }]);
  }
  return node;
}

function attributeValue(attribute: HclAttribute, block: HclBlock, scope: Scope): Node {
  if (block.type === "lifecycle" && attribute.name === "ignore_changes") return writtenNames(attribute.value, scope);
  const value = embeddedValue(attribute.name, attribute.value, scope) ?? evaluateIn(scope, attribute.value);
  return fails(value) ? unknownAt(spotOf(value), textIn(scope, attribute.value)) : value;
}

/** `ignore_changes` lists names of arguments, not values (E17). */
function writtenNames(value: HclExpression, scope: Scope): Node {
  if (value.kind !== "tuple") return scalarAt(spotIn(scope, value), textIn(scope, value), "plain");
  return listAt(
    spotIn(scope, value),
    value.items.map((item) => scalarAt(spotIn(scope, item), textIn(scope, item), "plain")),
  );
}

/** More elements than this are not expanded. */
const MAX_ELEMENTS = 50;

function addDynamic(fields: Map<string, Field>, block: HclBlock, scope: Scope, layer: number): void {
  const [label] = block.labels;
  const content = blocksOf(block.body).find((inner) => inner.type === "content");
  const forEach = attributeOf(block.body, "for_each")?.value;
  if (!label) return;
  const collection = forEach && evaluateIn(scope, forEach);
  const elements = collection && elementsOf(collection);
  if (elements?.length === 0 && !collection?.provenance) return;
  const field = blockField(fields, label.text, { document: scope.document, start: label.start, end: label.end, syntax: block }, layer);
  if (!content || !elements || elements.length === 0 || elements.length > MAX_ELEMENTS) {
    field.open = true;
    return;
  }
  const iterator = attributeOf(block.body, "iterator")?.value;
  const name = iterator?.kind === "variable" ? iterator.name : label.text;
  const provenance = collection?.provenance ?? scope.provenance;
  for (const { key, value } of elements) {
    const element = mapAt(spotOf(value), [
      { key: scalarAt(spotOf(value), "key"), value: key },
      { key: scalarAt(spotOf(value), "value"), value },
    ]);
    const inner = bind({ ...scope, provenance }, name, element);
    field.blocks.push(decidedBy(lowerBlock([{ block: content, document: scope.document }], inner), provenance));
  }
}
