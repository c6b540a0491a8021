// The door of the engine for host, CLI, server and deploy. Rules use rule-api.ts.

export { dollars } from "./facet/price.ts";
export { portraitOf } from "./facet/record.ts";
export { DOTS, dotted, isTakenOut, secretTexts } from "./facet/sensitive.ts";
export { formatPath } from "./model/address.ts";
export type { Unit } from "./model/index.ts";
export type { ResourceRecord } from "./model/record.ts";
export { resourceLabel } from "./model/resource.ts";
export { isDay } from "./rule/calendar.ts";
export {
  type ConfigFile,
  type ConfigOverlay,
  type ConfigValue,
  declaredUnits,
  type Settings,
  settingsOf,
} from "./rule/config.ts";
export { docsUrl, type FileProblem, type Finding, fixTitleOf, messageOf } from "./rule/finding.ts";
export { objectsAt, placesThatName, type Spot, spotOf } from "./rule/graph.ts";
export type { Ground } from "./rule/ground.ts";
export type { IgnoreScope } from "./rule/ignoring.ts";
export type { Kept } from "./rule/knowledge.ts";
export { fileNamedAt } from "./rule/kustomization-files.ts";
export { escapeForPeople } from "./rule/message.ts";
export { nearestWord } from "./rule/nearest.ts";
export { type DocumentOutline, type OutlineItem, outlineOf } from "./rule/outline.ts";
export { type FileChange, Project, type ProjectOptions } from "./rule/project.ts";
export { type QueueLoad, queueLoadOf } from "./rule/queue-load.ts";
export type { FileFacts, FixPlan, OfferedFix, PlanOptions, Report, Suppressed, SuppressionState } from "./rule/report.ts";
export type { Preset, Rule, Severity, Variant } from "./rule/rule.ts";
export type { FileFailure, SourceStore } from "./rule/workspace.ts";
export { parseJsonDocument } from "./syntax/json.ts";
export { deref, findEntry, type Node } from "./syntax/node.ts";
export { toJson } from "./syntax/to-json.ts";
export { parseYamlDocument } from "./syntax/yaml/parse.ts";
export { resolveJson, resolveYaml3 } from "./syntax/yaml/scalars.ts";
export { splitYaml } from "./syntax/yaml/split.ts";
export { applyEdits } from "./text/edits.ts";
export { globProblem } from "./text/glob.ts";
export { type LineIndex, type Location, lineIndex, type Position, type Range } from "./text/line-index.ts";
export type { Span, TextEdit } from "./text/source.ts";
