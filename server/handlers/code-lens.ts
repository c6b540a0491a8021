// `textDocument/codeLens`: above a workload the accelerators that it asks for, what they cost and its problems, above a ClusterQueue what is asked of it.
import type { CodeLens, CodeLensParams, Command } from "vscode-languageserver/node";
import { dollars, type OutlineItem, type QueueLoad, queueLoadOf } from "../../engine/api.ts";
import { outline } from "../outline.ts";
import type { ShowProblemsCommand } from "../protocol.ts";
import type { Session } from "../session.ts";

export function codeLens(session: Session, { textDocument: { uri } }: CodeLensParams): CodeLens[] {
  session.settle();
  const lenses = lensesOf(session, uri);
  const document = session.document(uri);
  if (document) session.lenses.set(uri, { version: document.version, all: JSON.stringify(lenses) });
  return lenses;
}

/** Whether some document that did not change has other lenses than the client was told: another file or a setting reached it. */
export function areLensesOverdue(session: Session): boolean {
  return [...session.lenses].some(([uri, { version, all }]) => {
    if (session.document(uri)?.version !== version || JSON.stringify(lensesOf(session, uri)) === all) return false;
    session.lenses.delete(uri);
    return true;
  });
}

function lensesOf(session: Session, uri: string): CodeLens[] {
  if (session.options.codeLens === false) return [];
  const at = session.locate(uri);
  const ground = at?.workspace.ground;
  if (!at || !ground) return [];
  const positions = session.converterOf(at);
  const { findings, resources } = at.workspace.view(at.path);
  const above = (item: OutlineItem): CodeLens[] => {
    const { start, end } = item.span;
    const { start: line } = positions.span({ start, end: start });
    const within = findings.filter(({ span }) => start <= span.start && span.start < end).length;
    const problems = item.role === "workload" && within > 0 ? [problemsLens(session, uri, within)] : [];
    const queue = resources.find(({ anchor }) => start <= anchor.start && anchor.start < end);
    const loads = item.kind === "ClusterQueue" ? loadsOf(session, uri, item.name, queue && queueLoadOf(ground, queue).map(loadTitle)) : [];
    const asks = [...totals(item), ...(item.price ? [`≈${dollars(item.price.usd)}/h`] : [])].join(" · ");
    const commands = [...(asks === "" ? [] : [plain(asks)]), ...loads.map(plain), ...problems];
    return [...commands.map((command) => ({ range: { start: line, end: line }, command })), ...item.children.flatMap(above)];
  };
  return outline(session, uri, at).flatMap(above);
}

/** A queue that cannot be read just now keeps what was said of it, as its outline does. `now`: undefined where it cannot. */
function loadsOf(session: Session, uri: string, name: string, now: readonly string[] | undefined): readonly string[] {
  const before = session.loads.get(uri);
  if (!now) return before?.get(name) ?? [];
  if (before) before.set(name, now);
  else if (session.document(uri)) session.loads.set(uri, new Map([[name, now]]));
  return now;
}

/** A lens that only tells something: editors show a command without a name as text. */
const plain = (title: string): Command => ({ title, command: "" });

const SHOW_PROBLEMS: ShowProblemsCommand = "drydock.showProblems";

function problemsLens({ options }: Session, uri: string, count: number): Command {
  const title = `${count} ${count === 1 ? "problem" : "problems"}`;
  return options.commands?.includes(SHOW_PROBLEMS) ? { title, command: SHOW_PROBLEMS, arguments: [uri] } : plain(title);
}

const totals = ({ accelerators }: OutlineItem): string[] =>
  accelerators.flatMap(({ resource, count, exact }) =>
    count > 0 ? [`${exact ? "" : "at least "}${count} ${unitOf(resource, count)}`] : [],
  );

/** What everybody calls a GPU; anything else by its own name. */
const unitOf = (resource: string, count: number): string =>
  resource === "nvidia.com/gpu" || resource === "amd.com/gpu" ? (count === 1 ? "GPU" : "GPUs") : resource;

function loadTitle({ workloads, asked, exact, quota, resource }: QueueLoad): string {
  const amount = `${exact ? "" : "at least "}${asked}${quota === undefined ? "" : ` of ${quota}`} ${resource}`;
  return `${workloads} ${workloads === 1 ? "workload here asks" : "workloads here ask"} for ${amount}`;
}
