// The drydock.yaml that drydock init proposes. What holds without asking is set; what only the owner can know stands there as a
// comment, with names that exist in the repository, so that taking out the "#" is all there is to do.
import { escapeForPeople, type Finding, type Preset, type Rule } from "../engine/api.ts";
import { width } from "./cells.ts";
import { grouped, plural } from "./style.ts";
import type { Survey } from "./survey.ts";

export interface ProposalInput {
  readonly survey: Survey;
  readonly rules: readonly Rule[];
  /** What is found today, and how many findings only preview holds back. */
  readonly findings: readonly Finding[];
  readonly heldBack: number;
  /** The file in which they are kept, where they are accepted. */
  readonly baseline: string | undefined;
  /** ISO date. */
  readonly today: string;
}

export function proposal(input: ProposalInput): string {
  const sections = [
    head(input.survey),
    preset(input),
    FAIL_ON,
    baseline(input),
    preview(input),
    units(input.survey),
    overrides(input),
    ignore(input),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

type Lines = readonly string[];

/** Names and paths of the repository in a comment: one line, whatever they hold. */
const shown = (text: string): string => escapeForPeople(text);

/** What a quoted text of JSON means, it means in YAML as well. */
const quoted = (text: string): string => JSON.stringify(text);

/** The first of some words, and how many more there are. */
function some(words: readonly string[], most: number): readonly string[] {
  const more = words.length - most;
  return [...words.slice(0, most).map(shown), ...(more > 0 ? [`${grouped(more)} more`] : [])];
}

/** Cells: it is read in a terminal first. */
const WIDTH = 80;
const INDENT = 18;

function head({ counts, kinds, clouds, queues, builds, terraform }: Survey): Lines {
  const kindWords = kinds.map(([kind, count]) => `${kind} ×${count}`);
  const folders = terraform.map((folder) => folder || ".");
  const found: (readonly [what: string, count: string, words: readonly string[]])[] = [
    ["Kubernetes", counted(counts.kubernetes, "file"), some(kindWords, 6)],
    ["Kustomize", counted(builds.length, "build"), some(builds, 3)],
    ["Helm", counted(counts.charts, "chart"), ["what templates give is known once rendered"]],
    ["Terraform", counted(folders.length, "folder"), some(folders, 3)],
    ["CloudFormation", counted(counts.cloudformation, "template"), []],
    ["Queues", counted(queues.length, "file"), some(queues, 3)],
    ["Clouds", counted(clouds.length, "cloud"), clouds],
  ];
  return [
    "# What Drydock checks here, and how strictly. A drydock.yaml in a folder below",
    "# has the last word there. All settings: docs/configuration.md of Drydock.",
    "# drydock config FILE shows what governs a file.",
    "#",
    "# What is here:",
    ...found.filter(([, count]) => count !== "").flatMap(([what, count, words]) => foundLines(what, count, words)),
  ];
}

const counted = (count: number, one: string): string => (count === 0 ? "" : plural(count, one));

/** Words are not broken: names of files are to be copied. */
function foundLines(what: string, count: string, words: readonly string[]): Lines {
  const lines = [`#   ${what.padEnd(INDENT - 3)}${count}${words.length > 0 ? ":" : ""}`];
  for (const [index, word] of words.entries()) {
    const written = index < words.length - 1 ? `${word},` : word;
    const last = lines.at(-1) as string;
    if (width(last) + 1 + width(written) <= WIDTH) lines[lines.length - 1] = `${last} ${written}`;
    else lines.push(`#${" ".repeat(INDENT)}${written}`);
  }
  return lines;
}

const ABOUT: readonly (readonly [preset: Preset, about: string])[] = [
  ["strict", "hardening that many pods with accelerators break"],
  ["hybrid", "what matters where work moves between places"],
  ["regulated", "what restricted data asks for"],
];

function preset({ survey: { clouds }, rules }: ProposalInput): Lines {
  const sizeOf = (name: Preset) => rules.filter(({ variants }) => Object.values(variants).some((one) => one.preset === name)).length;
  const others = ABOUT.filter(([name]) => sizeOf(name) > 0);
  const isHybrid = clouds.length > 1 && others.some(([name]) => name === "hybrid");
  return [
    "# Which rules are on: those of recommended, and of other presets that are named.",
    ...others.map(([name, about]) => `#   ${name.padEnd(10)} ${about} (${plural(sizeOf(name), "rule")})`),
    isHybrid ? `preset: [recommended, hybrid] # several clouds: ${clouds.join(", ")}` : "preset: recommended",
  ];
}

const FAIL_ON: Lines = ["# The least severity that makes drydock lint fail: error, warning, info, never.", "failOn: error"];

function baseline({ baseline: file }: ProposalInput): Lines {
  if (file === undefined) return [];
  return [
    "# What was found when this was written; only what is not in it is shown.",
    "# drydock baseline update renews it.",
    `baseline: ${file}`,
  ];
}

function preview({ heldBack }: ProposalInput): Lines {
  if (heldBack === 0) return [];
  return [`# Rules that still gather evidence would say ${plural(heldBack, "more thing")} today.`, "# preview: true"];
}

function units({ loose }: Survey): Lines {
  const folders = loose.filter((folder) => folder !== "").slice(0, 2);
  if (folders.length === 0) return [];
  return [
    "# Whether a queue, an account or a claim is missing can be said only of a folder",
    "# that is applied as a whole and holds all that it names. Builds of Kustomize do;",
    "# of other folders only you know.",
    "# units:",
    ...folders.flatMap((folder) => [`#   - name: ${quoted(folder)}`, `#     path: ${quoted(folder)}`, "#     complete: true"]),
  ];
}

/** A folder that no character of a glob stands in. */
const isPlain = (folder: string): boolean => /^[\w./ -]+$/.test(folder);

function overrides({ survey: { tests }, findings }: ProposalInput): Lines {
  const folders = tests.filter(isPlain).filter((folder) => findings.some(({ file }) => file.startsWith(`${folder}/`)));
  if (folders.length === 0) return [];
  return [
    "# Manifests of tests may be wrong on purpose.",
    "# overrides:",
    ...folders.slice(0, 3).flatMap((folder) => {
      const topics = topicsOf(findings.filter(({ file }) => file.startsWith(`${folder}/`)));
      return [`#   - path: ${quoted(folder)}`, `#     rules: { ${topics.map((topic) => `${quoted(`${topic}/*`)}: off`).join(", ")} }`];
    }),
  ];
}

const topicsOf = (findings: readonly Finding[]): readonly string[] =>
  [...new Set(findings.map(({ rule }) => rule.slice(0, rule.indexOf("/"))))].sort();

function ignore({ findings, today }: ProposalInput): Lines {
  const first = findings.find(({ file, ref }) => isPlain(file) && ref.kind !== "");
  if (!first)
    return [
      "# What is accepted one day gets a reason, and best an end: as an entry of ignore",
      "# here, or in the manifest as a comment:",
      "#   # drydock-ignore: RULE — why (until DAY)",
    ];
  return [
    "# What is accepted, with a reason, and best with an end. In a manifest, a comment",
    "# does the same:",
    `#   # drydock-ignore: ${first.rule} — why`,
    "# ignore:",
    `#   - rule: ${first.rule}`,
    `#     path: ${quoted(first.file)}`,
    "#     reason: why this one is right as it is",
    `#     until: ${Number(today.slice(0, 4)) + 1}-03-31`,
  ];
}
