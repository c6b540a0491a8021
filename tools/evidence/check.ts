// Whether every preset and every error is earned, and every finding that a user would see on the corpus is judged.

import type { Finding, Rule } from "../../engine/api.ts";
import { hash } from "../../host/workspace.ts";
import { type Evidence, evidenceOf, type Label, type RuleEvidence } from "./level.ts";

/** More findings of one rule than this are judged on a sample of as many. */
const SAMPLE = 40;
const SEED = "drydock";
/** So many of a rule's labels, and at least so many findings where there are as many, are judged by somebody else than its author. */
const SHARE_OF_OTHERS = 1 / 3;
const LEAST_OF_OTHERS = 5;

export interface RuleSummary {
  readonly rule: Rule;
  readonly presets: readonly string[];
  readonly findings: number;
  readonly unlabelled: readonly Finding[];
  readonly evidence: RuleEvidence;
}

export interface EvidenceCheck {
  readonly summaries: readonly RuleSummary[];
  /** Sentences; empty: all is well. */
  readonly complaints: readonly string[];
}

export function checkEvidence(rules: readonly Rule[], findings: readonly Finding[], evidence: Evidence): EvidenceCheck {
  const byRule = new Map<string, Finding[]>(rules.map(({ id }) => [id, []]));
  for (const finding of findings) byRule.get(finding.rule)?.push(finding);
  const labelled = new Set(evidence.labels.map(keyOfLabel));
  const found = new Set(findings.map(keyOf));
  const summaries = rules.map((rule): RuleSummary => {
    const own = byRule.get(rule.id) ?? [];
    return {
      rule,
      presets: [...new Set(Object.values(rule.variants).map(({ preset }) => preset))],
      findings: own.length,
      unlabelled: sampleOf(own).filter((one) => !labelled.has(keyOf(one))),
      evidence: evidenceOf(rule.id, evidence),
    };
  });
  return {
    summaries,
    complaints: [
      ...evidence.problems,
      ...evidence.labels
        .filter((label) => !found.has(keyOfLabel(label)))
        .map(({ at, rule, variant }) => `${at}: ${rule} (${variant}) finds nothing at that place any more`),
      ...twice(evidence.labels),
      ...unknownRecords(rules, evidence),
      ...summaries.flatMap((summary) => unjudged(summary)),
      ...summaries.flatMap((summary) => judgedByItsAuthor(summary)),
      ...rules.flatMap((rule) => unearned(rule, evidence)),
    ],
  };
}

/** All findings, or the forty that come first when they are shuffled by a fixed seed. */
export function sampleOf(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= SAMPLE) return findings;
  return findings
    .map((finding) => ({ finding, rank: hash(`${SEED} ${keyOf(finding)}`) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, SAMPLE)
    .map(({ finding }) => finding);
}

const keyOf = ({ rule, variant, file, span }: Finding): string => [rule, variant, file, span.start].join("\t");
const keyOfLabel = ({ rule, variant, file, offset }: Label): string => [rule, variant, file, offset].join("\t");

function twice(labels: readonly Label[]): readonly string[] {
  const seen = new Map<string, string>();
  return labels.flatMap((label) => {
    const key = `${keyOfLabel(label)}\t${label.judge}`;
    const before = seen.get(key);
    seen.set(key, label.at);
    return before === undefined ? [] : [`${label.at}: the same judge has judged this finding in ${before}`];
  });
}

function unknownRecords(rules: readonly Rule[], { oracles, documented, severe }: Evidence): readonly string[] {
  const known = new Set(rules.flatMap(({ id, variants }) => Object.keys(variants).map((variant) => `${id} ${variant}`)));
  return [...oracles, ...documented, ...severe]
    .filter(({ rule, variant }) => !known.has(`${rule} ${variant}`))
    .map(({ rule, variant }) => `a record names ${rule} (${variant}), which does not exist`);
}

/** The rules about suppressions speak about our own comments: their cases prove them. */
const isOurOwn = ({ id }: Rule): boolean => id.startsWith("suppression/");

function unjudged({ rule, unlabelled }: RuleSummary): readonly string[] {
  const seen = unlabelled.filter(({ variant }) => rule.variants[variant]?.preset !== "preview");
  if (seen.length === 0 || isOurOwn(rule)) return [];
  const [first] = seen;
  return [
    `${rule.id}: ${seen.length} findings on the corpus are not labelled, the first in ${first?.file}:${first?.range.start.line} (npm run evidence -- --sample ${rule.id})`,
  ];
}

/** A judge who also wrote the rule sees what he meant; a rule that users see wants others, too. */
function judgedByItsAuthor({ rule, presets, evidence: { labelled, byOthers } }: RuleSummary): readonly string[] {
  const wanted = Math.max(Math.ceil(labelled * SHARE_OF_OTHERS), Math.min(labelled, LEAST_OF_OTHERS));
  if (byOthers >= wanted || presets.every((preset) => preset === "preview")) return [];
  return [`${rule.id}: ${byOthers} of ${labelled} labels are by somebody else than the author of the rule; at least ${wanted} have to be`];
}

function unearned(rule: Rule, evidence: Evidence): readonly string[] {
  if (isOurOwn(rule)) return [];
  return Object.entries(rule.variants).flatMap(([name, { preset, severity }]) => {
    if (preset === "preview") return [];
    const { level, isRefused, severe, wrong } = evidenceOf(rule.id, evidence, name);
    const complaints = level === "none" ? [`${rule.id} (${name}) is in preset ${preset} without evidence`] : [];
    if (severity === "error" && !isRefused && severe === undefined)
      complaints.push(`${rule.id} (${name}) is an error, but nothing refuses what it flags, and test/labels/severe.json does not name it`);
    if (severe === "exposure" && wrong > 0) complaints.push(`${rule.id} (${name}) is an error by exposure and has a label that says wrong`);
    return complaints;
  });
}
