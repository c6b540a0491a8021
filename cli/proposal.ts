// The drydock.yaml that drydock init proposes. What holds without asking is set; what only the owner can know stands there as a
// comment, with names that exist in the repository, so that taking out the "#" is all there is to do.
import { escapeForPeople, type Finding, type Preset, type Rule } from "../engine/api.ts";
import { wrap } from "./cells.ts";
import { grouped, plural } from "./style.ts";
import type { Survey } from "./survey.ts";

export interface ProposalInput {
  readonly survey: Survey;
  readonly rules: readonly Rule[];
  /** What is found today, and how many findings only preview holds back. */
  readonly findings: readonly Finding[];
  readonly heldBack: number;
  /** ISO date. */
  readonly today: string;
}

export function proposal(input: ProposalInput): string {
  const sections = [head(input.survey), preset(input), FAIL_ON, preview(input), units(input.survey), overrides(input), ignore(input)];
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

function some(words: readonly string[], most: number): string {
  const more = words.length - most;
  return [...words.slice(0, most).map(shown), ...(more > 0 ? [`${grouped(more)} more`] : [])].join(", ");
}

const WIDTH = 100;

function head({ counts, kinds, clouds, queues, builds, terraform }: Survey): Lines {
  const found: (readonly [what: string, text: string])[] = [
    [
      "Kubernetes",
      counts.kubernetes > 0
        ? `${plural(counts.kubernetes, "file")}: ${some(
            kinds.map(([kind, count]) => `${kind} ×${count}`),
            6,
          )}`
        : "",
    ],
    ["Kustomize", builds.length > 0 ? `${plural(builds.length, "build")}: ${some(builds, 3)}` : ""],
    ["Helm", counts.charts > 0 ? `${plural(counts.charts, "chart")}: what a template gives is known only when it is rendered` : ""],
    [
      "Terraform",
      terraform.length > 0
        ? `${plural(terraform.length, "folder")}: ${some(
            terraform.map((one) => one || "."),
            3,
          )}`
        : "",
    ],
    ["CloudFormation", counts.cloudformation > 0 ? plural(counts.cloudformation, "template") : ""],
    ["Queues", queues.length > 0 ? some(queues, 3) : ""],
    ["Clouds", clouds.join(", ")],
  ];
  return [
    "# What Drydock checks here, and how strictly. A drydock.yaml in a folder below has the last word there.",
    "# All settings: docs/configuration.md of Drydock. drydock config FILE shows what governs a file.",
    "#",
    "# What is here:",
    ...found
      .filter(([, text]) => text !== "")
      .flatMap(([what, text]) => wrap(text, WIDTH - 18).map((line, index) => `#   ${(index === 0 ? what : "").padEnd(14)} ${line}`)),
  ];
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
    "# Which rules are on: those of recommended, and those of other presets that are named.",
    ...others.map(([name, about]) => `#   ${name.padEnd(10)} ${about} (${plural(sizeOf(name), "rule")})`),
    isHybrid ? `preset: [recommended, hybrid] # there is more than one cloud: ${clouds.join(", ")}` : "preset: recommended",
  ];
}

const FAIL_ON: Lines = ["# The least severity that makes drydock lint fail: error, warning, info or never.", "failOn: error"];

function preview({ heldBack }: ProposalInput): Lines {
  if (heldBack === 0) return [];
  return [`# Rules that still gather evidence would say ${plural(heldBack, "more thing")} today.`, "# preview: true"];
}

function units({ loose }: Survey): Lines {
  const folders = loose.filter((folder) => folder !== "").slice(0, 2);
  if (folders.length === 0) return [];
  return [
    "# Whether a queue, an account or a claim is missing can be said only of a folder that is applied as a",
    "# whole and holds all that it names. Builds of Kustomize do; of other folders only you know.",
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
  return [
    "# What is accepted, with a reason, and best with an end. In a manifest, a comment does the same:",
    `#   # drydock-ignore: ${first?.rule ?? "gpu/limit-missing"} — why`,
    "# ignore:",
    `#   - rule: ${first?.rule ?? "gpu/limit-missing"}`,
    `#     path: ${quoted(first?.file ?? "train/**")}`,
    "#     reason: why this one is right as it is",
    `#     until: ${Number(today.slice(0, 4)) + 1}-03-31`,
  ];
}
