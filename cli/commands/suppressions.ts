// drydock suppressions: every exception that was made, so that somebody can ask whether it still holds.
import { escapeForPeople, type FileProblem, type SuppressionState } from "../../engine/api.ts";
import { openWorkspace } from "../../host/workspace.ts";
import { wrap } from "../cells.ts";
import type { Io } from "../io.ts";
import { type OverlayOptions, overlayOf } from "../overlay.ts";
import { projectOf, RULE_IDS } from "../project.ts";
import { asJson } from "../reporters/as-json.ts";
import { inert } from "../reporters/inert.ts";
import { scopeOf } from "../scope.ts";
import { grouped, plural, type Style, styleFor } from "../style.ts";
import { tellTrouble } from "../trouble.ts";

export interface SuppressionsOptions extends OverlayOptions {
  readonly format: "pretty" | "json";
}

export function listSuppressions(words: readonly string[], options: SuppressionsOptions, io: Io): number {
  const scope = scopeOf(io.cwd, words.length > 0 ? words : ["."]);
  const workspace = openWorkspace({ ...scope, ruleIds: RULE_IDS, overlay: overlayOf(options) });
  const project = projectOf(workspace, io);
  project.update(workspace.paths.map((path) => ({ path })));
  const { suppressions, problems } = project.report(scope.selects);
  if (options.format === "json") {
    io.stdout.write(
      asJson(
        suppressions.map(({ at, carrier, ids, reason, until, hides, state }) => ({
          ...{ file: scope.pathFor(at.file), range: at.range, form: carrier, rules: ids, reason },
          ...(until === undefined ? {} : { until }),
          ...{ hides, state },
        })),
      ),
    );
  } else io.stdout.write(pageOf(suppressions, scope.pathFor, styleFor(io.stdout, io.env)));
  // What could not be read may hold some.
  const own = workspace.problems.filter(({ file }) => scope.bearsOn(file));
  const others = problems.filter(({ file }) => !own.some((one) => one.file === file));
  return tellTrouble([...own, ...others].filter(hidesSuppressions), scope, io);
}

const hidesSuppressions = ({ kind }: FileProblem): boolean => kind === "config" || kind === "read" || kind === "internal";

function pageOf(suppressions: readonly SuppressionState[], pathFor: (path: string) => string, style: Style): string {
  const lines: string[] = [];
  let before = "";
  for (const one of suppressions) {
    const file = pathFor(one.at.file);
    if (file !== before) lines.push(...(before === "" ? [] : [""]), style.bold(escapeForPeople(file)));
    before = file;
    lines.push(...entryOf(one, style));
  }
  return [...lines, ...(lines.length > 0 ? [""] : []), closing(suppressions)].map((line) => `${inert(line)}\n`).join("");
}

function entryOf({ at, carrier, ids, reason, until, hides, state }: SuppressionState, style: Style): readonly string[] {
  const sign = state === "used" || state === "idle" ? " " : style.severity.warning("▲");
  const rules = ids.length === 0 ? "no rule" : ids.join(", ");
  const head = `${at.range.start.line} ${escapeForPeople(rules)} · ${stateWords(state, hides)}${until === undefined ? "" : ` · until ${escapeForPeople(until)}`}${FORMS[carrier]}`;
  return [
    ...wrap(head, style.columns - 4).map((line, index) => (index === 0 ? `${sign} ${line}` : `    ${line}`)),
    ...(reason === "" ? [] : wrap(escapeForPeople(reason), style.columns - 4).map((line) => style.dim(`    ${line}`))),
  ];
}

const FORMS: Readonly<Record<SuppressionState["carrier"], string>> = {
  comment: "",
  file: " · the whole file",
  annotation: " · an annotation",
  config: "",
  foreign: " · of another tool",
};

function stateWords(state: SuppressionState["state"], hides: number): string {
  switch (state) {
    case "used":
      return hides === 0 ? "hides what another one hides, too" : `hides ${plural(hides, "finding")}`;
    case "unused":
      return "hides nothing: it can go";
    case "idle":
      return "hides nothing, and its rules did not run on all of it";
    case "expired":
      return "is over: what it hid is shown";
    case "no reason":
      return "gives no reason, so it does not count";
    case "unknown":
      return "names no rule that exists";
  }
}

function closing(suppressions: readonly SuppressionState[]): string {
  if (suppressions.length === 0) return "No suppressions.";
  const of = (...states: readonly SuppressionState["state"][]) => suppressions.filter(({ state }) => states.includes(state)).length;
  const vain = of("expired", "no reason", "unknown");
  const hidden = suppressions.reduce((sum, { hides }) => sum + hides, 0);
  const parts = [
    `${plural(suppressions.length, "suppression")} ${suppressions.length === 1 ? "hides" : "hide"} ${plural(hidden, "finding")}`,
    ...(of("unused") > 0 ? [`${of("unused")} can go`] : []),
    ...(vain > 0 ? [`${grouped(vain)} ${vain === 1 ? "does" : "do"} not count`] : []),
  ];
  return parts.join(" · ");
}
