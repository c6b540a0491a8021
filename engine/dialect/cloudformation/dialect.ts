// How CloudFormation resources are read and written: yaml.v3 scalars (JSON has its own), and which properties hold shell text or text
// for somebody else.
import type { Path } from "../../model/address.ts";
import type { Dialect, PlaceKind, Resource } from "../../model/resource.ts";
import { scalarValue } from "./scope.ts";
import { cloudFormationWriter } from "./writer.ts";

export const cloudFormationDialect: Dialect = {
  name: "cloudformation",
  scalar: scalarValue,
  placeKind,
  listKey: () => undefined,
  writer: cloudFormationWriter,
};

/** Scripts and words of commands; `Content` is that of SageMaker lifecycle scripts. */
const SHELL = new Set([
  "UserData",
  "Command",
  "Commands",
  "EntryPoint",
  "ContainerEntrypoint",
  "ContainerArguments",
  "Content",
  "StudioLifecycleConfigContent",
  "runCommand",
]);
/** Prose, programs and documents of other tools. */
const PAYLOAD = /Description$|^(?:DashboardBody|ZipFile|InlineCode|BuildSpec)$/;

function placeKind(_resource: Resource, path: Path): PlaceKind {
  for (const step of path) {
    if (typeof step !== "string") continue;
    if (SHELL.has(step)) return "shell";
    if (PAYLOAD.test(step)) return "payload";
  }
  return "plain";
}
