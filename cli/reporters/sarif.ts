// SARIF 2.1.0, for GitHub code scanning and whatever else reads it. Paths are relative to the root of the workspace, which is that of
// the repository where there is one.
import type { ArtifactLocation, Log, PhysicalLocation, Region, ReportingDescriptor, Result, Location as SarifLocation } from "sarif";
import { type Finding, type Location, type Range, type Rule, resourceLabel, type Severity, type Suppressed } from "../../engine/api.ts";
import { docs } from "../../rules/docs.ts";
import type { Outcome } from "../outcome.ts";
import { versionOf } from "../version.ts";
import { asJson } from "./as-json.ts";
import { repairOf } from "./json.ts";

const ROOT = "%SRCROOT%";

export function sarif(outcome: Outcome): string {
  const { report, problems } = outcome;
  const spoke = new Set([...report.findings, ...report.suppressed.map(({ finding }) => finding)].map(({ rule }) => rule));
  const rules = outcome.rules.filter(({ id }) => spoke.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Drydock", version: versionOf(), rules: rules.map(descriptorOf) } },
        columnKind: "utf16CodeUnits",
        results: [
          ...report.findings.map((finding) => resultOf(outcome, finding, indexOf)),
          ...report.suppressed.map((suppressed) => suppressedResultOf(outcome, suppressed, indexOf)),
        ],
        invocations: [
          {
            executionSuccessful: !problems.some(({ kind }) => kind === "internal"),
            toolExecutionNotifications: problems.map(({ kind, file, range, message }) => ({
              level: kind === "limit" ? "warning" : "error",
              descriptor: { id: kind },
              message: { text: message },
              locations: [{ physicalLocation: physicalLocationOf(file, range) }],
            })),
          },
        ],
      },
    ],
  };
  return asJson(log);
}

const LEVELS: Readonly<Record<Severity, Result.level>> = { error: "error", warning: "warning", info: "note" };

/** The pages have no address on the web, and GitHub refuses a report whose help is at a relative one: they are put in. */
function descriptorOf({ id, variants }: Rule): ReportingDescriptor {
  const severities = Object.values(variants).map(({ severity }) => severity);
  const severity = (["error", "warning", "info"] as const).find((one) => severities.includes(one)) ?? "info";
  const page = docs[id];
  const command = `drydock explain ${id}`;
  return {
    id,
    ...(page ? { shortDescription: { text: id }, fullDescription: { text: page.what } } : {}),
    help: { text: command, ...(page ? { markdown: `${page.what}\n\n${page.why}\n\n\`${command}\`\n` } : {}) },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf(outcome: Outcome, finding: Finding, indexOf: ReadonlyMap<string, number>): Result {
  const repair = repairOf(outcome, finding);
  return {
    ruleId: finding.rule,
    ...(indexOf.has(finding.rule) ? { ruleIndex: indexOf.get(finding.rule) as number } : {}),
    level: LEVELS[finding.severity],
    message: { text: outcome.project.describe(finding).message },
    locations: [{ ...locationOf(finding), logicalLocations: [{ name: resourceLabel(finding.ref), kind: "resource" }] }],
    ...(finding.related.length > 0
      ? { relatedLocations: finding.related.map((one) => ({ ...locationOf(one), message: { text: one.note } })) }
      : {}),
    partialFingerprints: { "drydock/v1": finding.fingerprint },
    ...(repair && repair.edits.length > 0 ? { fixes: [fixOf(repair)] } : {}),
  };
}

function suppressedResultOf(outcome: Outcome, { finding, by }: Suppressed, indexOf: ReadonlyMap<string, number>): Result {
  const isInSource = by.carrier !== "config";
  return {
    ...resultOf(outcome, finding, indexOf),
    suppressions: [{ kind: isInSource ? "inSource" : "external", justification: by.reason, location: locationOf(by.at) }],
  };
}

function fixOf({ title, edits }: NonNullable<ReturnType<typeof repairOf>>) {
  const files = new Map<string, { deletedRegion: Region; insertedContent: { text: string } }[]>();
  for (const { file, range, text } of edits) {
    const replacement = { deletedRegion: regionOf(range), insertedContent: { text } };
    files.set(file, [...(files.get(file) ?? []), replacement]);
  }
  return {
    description: { text: title },
    artifactChanges: [...files].map(([file, replacements]) => ({ artifactLocation: artifactOf(file), replacements })),
  };
}

const locationOf = ({ file, range }: Location): SarifLocation => ({ physicalLocation: physicalLocationOf(file, range) });

const physicalLocationOf = (file: string, range: Range | undefined): PhysicalLocation => ({
  artifactLocation: artifactOf(file),
  ...(range ? { region: regionOf(range) } : {}),
});

const artifactOf = (file: string): ArtifactLocation => ({ uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: ROOT });

const regionOf = ({ start, end }: Range): Region => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
});
