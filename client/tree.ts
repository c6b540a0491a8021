// The tree of findings: by practice of the paper, by rule, or by file. A group can be fixed at once.
import {
  DiagnosticSeverity,
  EventEmitter,
  type Memento,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  type Uri,
  workspace,
} from "vscode";
import type { FixParams } from "../server/protocol.ts";
import { type Findings, type FoundAt, plural } from "./findings.ts";

export type Grouping = "practice" | "rule" | "file";

export interface Group {
  readonly label: string;
  readonly by: Grouping;
  readonly findings: readonly FoundAt[];
}

type Node = Group | FoundAt;

const KEPT = "drydock.grouping";

export class FindingsTree implements TreeDataProvider<Node> {
  readonly #findings: Findings;
  readonly #memory: Memento;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(findings: Findings, memory: Memento) {
    this.#findings = findings;
    this.#memory = memory;
  }

  /** Keeps the badge and the words of an empty tree true. */
  attach(view: TreeView<Node>): void {
    let last = 0;
    const show = async () => {
      const turn = ++last;
      const count = this.#findings.all().length;
      view.badge = count === 0 ? undefined : { value: count, tooltip: plural(count, "finding") };
      this.#changed.fire(undefined);
      const message = count === 0 ? await this.#findings.nothing() : "";
      // There may be findings by now, and a later turn has shown them.
      if (turn === last) view.message = message;
    };
    this.#findings.onDidChange(() => void show());
    void show();
  }

  get grouping(): Grouping {
    return this.#memory.get<Grouping>(KEPT, "rule");
  }

  async groupBy(grouping: Grouping): Promise<void> {
    await this.#memory.update(KEPT, grouping);
    this.#changed.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    if (!node) return this.#groups();
    return "findings" in node ? [...node.findings].sort(byPlace) : [];
  }

  getTreeItem(node: Node): TreeItem {
    return "findings" in node ? this.#groupItem(node) : itemOf(node);
  }

  #groups(): Group[] {
    const by = this.grouping;
    const groups = new Map<string, FoundAt[]>();
    for (const found of this.#findings.all()) {
      for (const label of this.#labelsOf(found, by)) {
        const group = groups.get(label);
        if (group) group.push(found);
        else groups.set(label, [found]);
      }
    }
    return [...groups]
      .map(([label, findings]) => ({ label, by, findings }))
      .sort((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }));
  }

  #labelsOf({ uri, rule }: FoundAt, by: Grouping): readonly string[] {
    if (by === "file") return [workspace.asRelativePath(uri)];
    if (by === "rule") return [rule];
    const practice = this.#findings.rule(rule)?.practice ?? [];
    return practice.length > 0 ? practice : ["other"];
  }

  #groupItem({ label, by, findings }: Group): TreeItem {
    const item = new TreeItem(by === "practice" && label !== "other" ? `Practice ${label}` : label, TreeItemCollapsibleState.Collapsed);
    item.id = `${by} ${label}`;
    item.description = String(findings.length);
    item.iconPath = iconOf(worstOf(findings));
    item.contextValue = `drydock.group.${by}`;
    if (by === "rule") item.tooltip = this.#findings.rule(label)?.what ?? label;
    if (by === "file" && findings[0]) item.resourceUri = findings[0].uri;
    return item;
  }
}

/** What is to be fixed when somebody fixes a group. */
export function fixOf({ by, label, findings }: Group, uriOf: (uri: Uri) => string): FixParams {
  if (by === "rule") return { rules: [label] };
  if (by === "file") return { uris: findings.slice(0, 1).map(({ uri }) => uriOf(uri)) };
  return { rules: [...new Set(findings.map(({ rule }) => rule))] };
}

function itemOf({ uri, rule, diagnostic }: FoundAt): TreeItem {
  const { range, message, severity } = diagnostic;
  const item = new TreeItem(message);
  item.description = `${workspace.asRelativePath(uri)}:${range.start.line + 1}`;
  item.tooltip = `${rule}\n${message}`;
  item.iconPath = iconOf(severity);
  item.contextValue = "drydock.finding";
  item.command = { title: "Show", command: "vscode.open", arguments: [uri, { selection: range }] };
  return item;
}

const worstOf = (findings: readonly FoundAt[]): DiagnosticSeverity => Math.min(...findings.map(({ diagnostic }) => diagnostic.severity));

function iconOf(severity: DiagnosticSeverity): ThemeIcon {
  if (severity === DiagnosticSeverity.Error) return new ThemeIcon("error", new ThemeColor("problemsErrorIcon.foreground"));
  if (severity === DiagnosticSeverity.Warning) return new ThemeIcon("warning", new ThemeColor("problemsWarningIcon.foreground"));
  return new ThemeIcon("info", new ThemeColor("problemsInfoIcon.foreground"));
}

const byPlace = (a: FoundAt, b: FoundAt): number =>
  a.uri.toString().localeCompare(b.uri.toString()) || a.diagnostic.range.start.compareTo(b.diagnostic.range.start);
