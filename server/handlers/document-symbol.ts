// `textDocument/documentSymbol`: resources, their pods and containers, blocks; as a tree where the client takes one.
import { type DocumentSymbol, type DocumentSymbolParams, type SymbolInformation, SymbolKind } from "vscode-languageserver/node";
import type { OutlineItem } from "../../engine/api.ts";
import type { Converter } from "../convert.ts";
import { outline } from "../outline.ts";
import type { Session } from "../session.ts";

export function documentSymbol(session: Session, { textDocument: { uri } }: DocumentSymbolParams): DocumentSymbol[] | SymbolInformation[] {
  session.settle();
  const at = session.locate(uri);
  if (!at) return [];
  const positions = session.converterOf(at);
  const items = outline(session, uri, at);
  return session.client.nestedSymbols ? items.map((one) => symbolOf(one, positions)) : items.flatMap((one) => flat(one, uri, positions));
}

function symbolOf({ name, detail, span, anchor, children, ...item }: OutlineItem, positions: Converter): DocumentSymbol {
  return {
    name,
    detail,
    kind: iconOf(item),
    range: positions.span(span),
    selectionRange: positions.span(anchor),
    children: children.map((one) => symbolOf(one, positions)),
  };
}

function flat(item: OutlineItem, uri: string, positions: Converter, containerName?: string): SymbolInformation[] {
  const { name, span, children } = item;
  const container = containerName === undefined ? {} : { containerName };
  const own = { name, kind: iconOf(item), location: { uri, range: positions.span(span) }, ...container };
  return [own, ...children.flatMap((one) => flat(one, uri, positions, name))];
}

/** What an editor draws: the protocol has no icons of our world, so the nearest idea stands for each. */
const BY_KIND: Readonly<Record<string, SymbolKind>> = {
  Namespace: SymbolKind.Namespace,
  Service: SymbolKind.Interface,
  Ingress: SymbolKind.Interface,
  ConfigMap: SymbolKind.Constant,
  Secret: SymbolKind.Key,
  PersistentVolumeClaim: SymbolKind.File,
  PersistentVolume: SymbolKind.File,
  CustomResourceDefinition: SymbolKind.Struct,
  LocalQueue: SymbolKind.Array,
  ClusterQueue: SymbolKind.Array,
  HorizontalPodAutoscaler: SymbolKind.Operator,
  ScaledObject: SymbolKind.Operator,
  variable: SymbolKind.Variable,
  output: SymbolKind.Property,
  locals: SymbolKind.Constant,
  module: SymbolKind.Module,
  provider: SymbolKind.Package,
  terraform: SymbolKind.Package,
};
const BY_ROLE: Readonly<Record<OutlineItem["role"], SymbolKind>> = {
  workload: SymbolKind.Class,
  object: SymbolKind.Object,
  pods: SymbolKind.Struct,
  container: SymbolKind.Method,
  block: SymbolKind.Object,
};

const iconOf = ({ kind, role }: Pick<OutlineItem, "kind" | "role">): SymbolKind =>
  (role === "object" || role === "block" ? BY_KIND[kind] : undefined) ?? BY_ROLE[role];
