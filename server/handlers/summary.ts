// `drydock/summary`: how much was read, so that a person can tell "nothing to repair" from "nothing was looked at".
import type { WorkspaceSummary } from "../protocol.ts";
import type { Session } from "../session.ts";

export function summary(session: Session): WorkspaceSummary {
  session.settle();
  const all = session.workspaces.map((workspace) => workspace.summary((path) => session.answersFor({ workspace, path })));
  const sum = (key: keyof WorkspaceSummary) => all.reduce((total, one) => total + one[key], 0);
  return { files: sum("files"), resources: sum("resources"), workloads: sum("workloads") };
}
