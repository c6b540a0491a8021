// The task that runs the command line in a terminal, with a matcher for its compact report.
import {
  type Disposable,
  type ExtensionContext,
  ProcessExecution,
  Task,
  type TaskDefinition,
  TaskGroup,
  TaskScope,
  tasks,
  type WorkspaceFolder,
  workspace,
} from "vscode";

interface LintTask extends TaskDefinition {
  /** Further words of the command line, as `--preset strict`. */
  readonly args?: readonly string[];
}

export const registerTasks = (context: ExtensionContext): Disposable =>
  tasks.registerTaskProvider("drydock", {
    provideTasks: () => (workspace.workspaceFolders ?? []).map((folder) => taskFor(context, { type: "drydock" }, folder)),
    resolveTask: (task) => taskFor(context, task.definition as LintTask, task.scope ?? TaskScope.Workspace),
  });

function taskFor(context: ExtensionContext, definition: LintTask, scope: WorkspaceFolder | TaskScope): Task {
  const args = [context.asAbsolutePath("dist/cli.cjs"), "lint", "--format", "compact", ...(definition.args ?? [])];
  // The editor's own runtime, as Node.
  const execution = new ProcessExecution(process.execPath, args, { env: { ELECTRON_RUN_AS_NODE: "1" } });
  const task = new Task(definition, scope, "lint", "drydock", execution, ["$drydock"]);
  task.group = TaskGroup.Test;
  task.presentationOptions = { clear: true };
  return task;
}
