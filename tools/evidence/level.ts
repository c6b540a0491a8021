// What is known about how right a rule is (docs/contracts.md, evidence): labels on real files, refusals of an oracle, documented
// consequences. Read from test/labels alone, so that pages can name the level without the corpus.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Verdict = "right" | "arguable" | "wrong";

/** One judgement about one finding on a real file; a line of test/labels/<topic>.tsv. */
export interface Label {
  readonly rule: string;
  readonly variant: string;
  /** Below the corpus. */
  readonly file: string;
  /** Of the finding's start, in UTF-16 code units. */
  readonly offset: number;
  readonly verdict: Verdict;
  readonly why: string;
  /** Whether the rule's author judged, or somebody else. */
  readonly judge: "author" | "independent";
  /** "gpu.tsv:12" */
  readonly at: string;
}

/** E2: an oracle refused what the rule flags; an entry of test/labels/oracles.json. The heavier suites ask the oracle again. */
interface OracleRecord {
  readonly rule: string;
  readonly variant: string;
  /** "kube-apiserver", "terraform validate" … */
  readonly oracle: string;
  readonly version: string;
  /** SHA-256 of the input that was refused, in hex. */
  readonly hash: string;
  /** What the oracle said, as it said it. */
  readonly verdict: string;
}

/** A real file with a fault put into it. test/corpus/evidence-mutations.test.ts does it again. */
export interface Mutation {
  /** Below the corpus. */
  readonly file: string;
  /** Done one after the other; each `find` stands in the text exactly once. */
  readonly edits: readonly { readonly find: string; readonly replace: string }[];
  /** What is changed elsewhere too, where the fault lies between two files. */
  readonly beside?: readonly { readonly file: string; readonly edits: Mutation["edits"] }[];
  /** A folder that configuration declares as a unit, for what only a unit lets a rule say. */
  readonly unit?: { readonly path: string; readonly complete: boolean };
  /** Where the rule speaks in the changed file, 1-based. */
  readonly line: number;
}

/** E3: the vendor documents the consequence; an entry of test/labels/documented.json. */
export interface DocumentedClaim {
  readonly rule: string;
  readonly variant: string;
  /** An address, with the date at which it was read. */
  readonly source: string;
  /** The sentence there that says what happens. */
  readonly says: string;
  /** Whether what is documented is a refusal of what the rule flags. */
  readonly refuses: boolean;
  /** What somebody else who looked the source up did not find there, or would object. */
  readonly doubt?: string;
  /** Real files that were changed to have the fault, on which the rule fires; a file may have it in several places. */
  readonly mutated: readonly Mutation[];
  /** Real files of the kinds that the rule looks at, all read, on which it says nothing. */
  readonly silent: readonly string[];
  /** Whether `silent` are all files of these kinds that there are. */
  readonly isAllThereAre: boolean;
}

/** Why something may be an error although nothing refuses it; an entry of test/labels/severe.json. */
interface Severe {
  readonly rule: string;
  readonly variant: string;
  /** What is literally written lets an outsider in or hands out a credential, or it breaks what the owner declared. */
  readonly because: "exposure" | "declaration";
  readonly why: string;
}

export interface Evidence {
  readonly labels: readonly Label[];
  readonly oracles: readonly OracleRecord[];
  readonly documented: readonly DocumentedClaim[];
  readonly severe: readonly Severe[];
  /** Lines that are no label, by place. */
  readonly problems: readonly string[];
}

const LABELS = "test/labels";
const COLUMNS = ["rule", "variant", "file", "offset", "verdict", "why", "judge"];

export function readEvidence(root: string): Evidence {
  const folder = join(root, LABELS);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const problems: string[] = [];
  const labels = names
    .filter((name) => name.endsWith(".tsv"))
    .flatMap((name) => labelsIn(name, readFileSync(join(folder, name), "utf8"), problems));
  const list = <T>(name: string): readonly T[] =>
    names.includes(name) ? (JSON.parse(readFileSync(join(folder, name), "utf8")) as T[]) : [];
  return { labels, oracles: list("oracles.json"), documented: list("documented.json"), severe: list("severe.json"), problems };
}

function labelsIn(name: string, text: string, problems: string[]): readonly Label[] {
  return text.split("\n").flatMap((line, index): Label[] => {
    if (index === 0) {
      if (line !== COLUMNS.join("\t")) problems.push(`${name}:1: the first line names the columns: ${COLUMNS.join(", ")}`);
      return [];
    }
    if (line === "" || line.startsWith("#")) return [];
    const cells = line.split("\t");
    const [rule = "", variant = "", file = "", offset = "", verdict = "", why = "", judge = ""] = cells;
    const at = `${name}:${index + 1}`;
    const isLabel = cells.length === COLUMNS.length && /^\d+$/.test(offset) && /^(right|arguable|wrong)$/.test(verdict) && why !== "";
    if (!isLabel || !/^(author|independent)$/.test(judge) || !rule.startsWith(`${name.slice(0, -4)}/`)) {
      problems.push(`${at}: not a label of this topic: ${line}`);
      return [];
    }
    return [{ rule, variant, file, offset: Number(offset), verdict: verdict as Verdict, why, judge: judge as Label["judge"], at }];
  });
}

type Level = "E1" | "E2" | "E3" | "none";

/** What speaks for one variant of a rule, or, without a variant, for all of it. */
export interface RuleEvidence {
  readonly level: Level;
  /** Findings that somebody judged; where several did, the strictest verdict counts. */
  readonly labelled: number;
  readonly right: number;
  readonly wrong: number;
  readonly byOthers: number;
  /** Lower bound of the share that is right, 95 % (Wilson); 0 without labels. */
  readonly lowerBound: number;
  readonly isRefused: boolean;
  /** Why it may be an error although nothing refuses it. */
  readonly severe: Severe["because"] | undefined;
  readonly oracle: string | undefined;
  readonly source: string | undefined;
}

export function evidenceOf(rule: string, evidence: Evidence, variant?: string): RuleEvidence {
  const mine = (one: { readonly rule: string; readonly variant: string }) =>
    one.rule === rule && (variant === undefined || one.variant === variant);
  const labels = strictest(evidence.labels.filter(mine));
  const right = labels.filter(({ verdict }) => verdict === "right").length;
  const oracle = evidence.oracles.find(mine);
  const claims = evidence.documented.filter(mine);
  const claim = claims.find(isProven);
  const isE1 = labels.length > 0 && isMostlyRight(strictest(evidence.labels.filter((one) => one.rule === rule)));
  return {
    level: oracle ? "E2" : isE1 ? "E1" : claim ? "E3" : "none",
    labelled: labels.length,
    right,
    wrong: labels.filter(({ verdict }) => verdict === "wrong").length,
    byOthers: evidence.labels.filter((one) => mine(one) && one.judge === "independent").length,
    lowerBound: wilson(right, labels.length),
    isRefused: oracle !== undefined || claims.some(({ refuses }) => refuses),
    severe: evidence.severe.find(mine)?.because,
    oracle: oracle && `${oracle.oracle} ${oracle.version}`,
    source: claim?.source,
  };
}

const STRICTNESS: readonly Verdict[] = ["right", "arguable", "wrong"];

/** One label a finding: of those of several judges the one that thinks least of it. */
function strictest(labels: readonly Label[]): readonly Label[] {
  const byFinding = new Map<string, Label>();
  for (const label of labels) {
    const key = [label.rule, label.variant, label.file, label.offset].join("\t");
    const other = byFinding.get(key);
    if (!other || STRICTNESS.indexOf(label.verdict) > STRICTNESS.indexOf(other.verdict)) byFinding.set(key, label);
  }
  return [...byFinding.values()];
}

/** E1 is asked of the whole rule, and of each variant that it has been seen at all. */
const isMostlyRight = (labels: readonly Label[]): boolean =>
  labels.length >= 10 && labels.filter(({ verdict }) => verdict === "right").length >= 0.95 * labels.length;

/** Contracts §6, E3: three mutated files and twenty silent ones, or ten mutations and all files that there are, at least five. */
function isProven({ mutated, silent, isAllThereAre }: DocumentedClaim): boolean {
  const files = new Set(mutated.map(({ file }) => file)).size;
  return files >= 3 && (silent.length >= 20 || (isAllThereAre && mutated.length >= 10 && silent.length >= 5));
}

/** Lower end of the Wilson score interval at 95 %. */
export function wilson(right: number, n: number): number {
  if (n === 0) return 0;
  const z = 1.96;
  const p = right / n;
  return Math.max(0, (p + (z * z) / (2 * n) - z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n));
}

export function sentenceOf(evidence: RuleEvidence): string | undefined {
  const { level, labelled, right, wrong, oracle, source } = evidence;
  const arguable = labelled - right - wrong;
  const counted =
    labelled === 0 ? "" : `${right} of ${labelled} findings on real files are right${arguable > 0 ? ` and ${arguable} arguable` : ""}`;
  if (level === "E1") return `E1, ${counted}`;
  if (level === "E2") return `E2, ${oracle} refuses it${counted === "" ? "" : `; ${counted}`}`;
  if (level === "E3") return `E3, documented: ${source}${counted === "" ? "" : `; ${counted}`}`;
  return counted === "" ? undefined : counted;
}
