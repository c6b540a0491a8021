// A CloudFormation template as it is written: its sections by name. Nothing is evaluated here; what an expression means is decided
// in evaluate.ts and the files beside it.
import {
  type Document,
  deref,
  type Entry,
  entriesOf,
  findEntry,
  keyText,
  type MapNode,
  type Node,
  type ScalarNode,
} from "../../syntax/node.ts";

export interface Parameter {
  readonly name: string;
  readonly kind: "text" | "number" | "list";
  /** Undefined: what the parameter holds is known only when the stack is made. */
  readonly default: ScalarNode | undefined;
}

export interface Template {
  readonly document: Document;
  /** The document's own text: nodes have their offsets in it. */
  readonly text: string;
  readonly root: MapNode;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly mappings: ReadonlyMap<string, MapNode>;
  readonly conditions: ReadonlyMap<string, Node>;
  readonly resources: MapNode | undefined;
  readonly logicalIds: ReadonlySet<string>;
  /** `Globals` of a SAM template. */
  readonly globals: MapNode | undefined;
  /** A macro rewrites the whole template: whatever is not written may still come to be. */
  readonly hasMacro: boolean;
  /** Another program writes the template: an edit would not survive. */
  readonly isGenerated: boolean;
}

export const SAM = "AWS::Serverless-2016-10-31";
/** Transforms that add no property to a resource that its author wrote. */
const HARMLESS = /^(?:AWS::Serverless-2016-10-31|AWS::LanguageExtensions|AWS::SecretsManager-[\w-]+)$/;

/** Undefined: the document's root is no map. */
export function readTemplate(document: Document): Template | undefined {
  const root = document.tree.root && asMap(document.tree.root);
  if (!root) return undefined;
  const resources = section(root, "Resources");
  const entries = resources ? entriesOf(resources) : [];
  const transforms = transformsOf(root);
  return {
    document,
    text: document.source.text.slice(document.start, document.end),
    root,
    parameters: new Map(named(section(root, "Parameters")).flatMap(([name, value]) => parameter(name, value))),
    mappings: new Map(named(section(root, "Mappings")).flatMap(([name, value]) => pairIfMap(name, value))),
    conditions: new Map(named(section(root, "Conditions"))),
    resources,
    logicalIds: new Set(entries.flatMap(({ key }) => keyText(key) ?? [])),
    globals: transforms.includes(SAM) ? section(root, "Globals") : undefined,
    hasMacro: transforms.some((name) => !HARMLESS.test(name)) || findEntry(root, "Fn::Transform") !== undefined,
    isGenerated: /(?:^|\/)cdk\.out\//.test(document.source.path) || entries.some(({ value }) => isFromCdk(value)),
  };
}

export const asMap = (node: Node): MapNode | undefined => {
  const target = deref(node);
  return target.kind === "map" ? target : undefined;
};

/** The scalar behind a node where it is a plain literal: no function, no alias of one. */
export const asLiteral = (node: Node | undefined): ScalarNode | undefined => {
  const target = node && deref(node);
  return target?.kind === "scalar" && !isFunctionTag(target.tag) ? target : undefined;
};

/** `!Ref`, but neither `!!str` nor the lone `!`. */
export const isFunctionTag = (tag: string | undefined): tag is string => tag !== undefined && /^![A-Za-z]/.test(tag);

/** The `Type` of a resource's body. */
export const typeOf = (body: Node): ScalarNode | undefined => {
  const map = asMap(body);
  const type = map && findEntry(map, "Type")?.value;
  const target = type && deref(type);
  return target?.kind === "scalar" ? target : undefined;
};

export function named(map: MapNode | undefined): [string, Node][] {
  if (!map) return [];
  return entriesOf(map).flatMap(({ key, value }: Entry): [string, Node][] => {
    const name = keyText(key);
    return name === undefined ? [] : [[name, value]];
  });
}

export const section = (root: MapNode, name: string): MapNode | undefined => {
  const value = findEntry(root, name)?.value;
  return value && asMap(value);
};

function pairIfMap(name: string, value: Node): [string, MapNode][] {
  const map = asMap(value);
  return map ? [[name, map]] : [];
}

/** Names of the template's transforms; one that has no literal name is given as "". */
export function transformsOf(root: MapNode): string[] {
  const value = findEntry(root, "Transform")?.value;
  const target = value && deref(value);
  if (!target) return [];
  return (target.kind === "list" ? target.items : [target]).map((item) => asLiteral(item)?.text ?? "");
}

/** C2: a default counts where nothing else is read at deployment (SSM, the account's own objects) and it is no secret. */
function parameter(name: string, value: Node): [string, Parameter][] {
  const map = asMap(value);
  if (!map) return [];
  const type = asLiteral(findEntry(map, "Type")?.value)?.text.trim() ?? "";
  const isSecret = /^true$/i.test(asLiteral(findEntry(map, "NoEcho")?.value)?.text ?? "");
  const isLookup = type === "" || /^AWS::SSM::Parameter::Value</.test(type) || /^(?:List<)?AWS::.+::Id>?$/.test(type);
  const kind = /^List<|^CommaDelimitedList$/.test(type) ? "list" : type === "Number" ? "number" : "text";
  const literal = isSecret || isLookup ? undefined : asLiteral(findEntry(map, "Default")?.value);
  const isNull = literal !== undefined && literal.style === "plain" && literal.text === "";
  return [[name, { name, kind, default: isNull ? undefined : literal }]];
}

function isFromCdk(body: Node): boolean {
  if (typeOf(body)?.text === "AWS::CDK::Metadata") return true;
  const map = asMap(body);
  const metadata = map && findEntry(map, "Metadata")?.value;
  const facts = metadata && asMap(metadata);
  return facts !== undefined && findEntry(facts, "aws:cdk:path") !== undefined;
}
