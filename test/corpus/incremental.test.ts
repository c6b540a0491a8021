// Findings are a function of the texts: after any edits a project says what a new one says of the same texts. Edits are random but
// seeded, and like those of a person who moves structure about: indentation, document marks, templates, quotes, whole lines and
// documents, names that others refer to, files that come and go, configuration.
//   DRYDOCK_SEED=7 DRYDOCK_EDITS=100000 npm run test:corpus incremental
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ConfigValue, FileChange, Project, Report } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import {
  configured,
  corpusTexts,
  diskOf,
  EVERYTHING,
  freshProject,
  randomFrom,
  resumedProject,
  type Texts,
  withoutCorpus,
} from "../harness/corpus.ts";
import { probes } from "../harness/probes.ts";

const SEED = Number(process.env.DRYDOCK_SEED ?? 20261124);
const EDITS = Number(process.env.DRYDOCK_EDITS ?? 10_000);
const all = [...rules, ...probes];

/** Parts of the corpus that belong together, each with the number of files that are edited. */
const WORLDS: readonly { readonly name: string; readonly of: (path: string) => boolean; readonly files: number }[] = [
  { name: "overlays of Kustomize", of: (path) => /^kubeflow__trainer\/(?:manifests|examples)\//.test(path), files: 12 },
  {
    name: "bases and components",
    of: (path) =>
      /^(?:kubeflow__training-operator\/manifests|kserve__kserve\/config\/(?:default|rbac|manager|webhook|certmanager))/.test(path),
    files: 12,
  },
  {
    name: "Terraform modules",
    of: (path) => /^(?:philschmid__terraform-aws-sagemaker-huggingface|Young-ook__terraform-aws-sagemaker)\//.test(path),
    files: 10,
  },
  {
    name: "templates of CloudFormation",
    of: (path) => /^(?:aws-samples__amazon-sagemaker-secure-mlops|aws-cloudformation__)/.test(path),
    files: 8,
  },
  {
    name: "charts",
    of: (path) => /^(?:kubeflow__spark-operator\/charts|NVIDIA__k8s-dra-driver-gpu\/deployments|ROCm__k8s-device-plugin)\//.test(path),
    files: 12,
  },
  {
    name: "a folder of workflows, jobs and queues",
    of: (path) => /^(?:argoproj__argo-workflows\/examples|kubernetes-sigs__kueue|NVIDIA__k8s-device-plugin)\//.test(path),
    files: 14,
  },
];

interface Step {
  readonly changes: readonly FileChange[];
  readonly config?: ConfigValue;
  /** What is on the disk from now on; undefined: nothing. */
  readonly saved?: readonly (readonly [path: string, text: string | undefined])[];
  readonly what: string;
}

describe("incremental is full", { skip: withoutCorpus ?? false }, () => {
  for (const [i, world] of WORLDS.entries()) {
    const count = Math.ceil(EDITS / WORLDS.length);
    it(`after ${count} edits of ${world.name}`, () => run(world, SEED + i, count));
  }
});

/** How many edits between two comparisons: few at first, so that what goes wrong goes wrong near its cause. */
const PAUSE = 25;

function run(world: (typeof WORLDS)[number], seed: number, count: number): void {
  const random = randomFrom(seed);
  const texts = textsOf(world, random);
  const disk = new Map(texts);
  let config = EVERYTHING;
  let project = freshProject(texts, { rules: all, config, store: diskOf(disk) });
  let steps: Step[] = [];
  let from = { texts: new Map(texts), disk: new Map(disk) };
  for (let n = 1; n <= count; n++) {
    const step = nextStep(random, texts, from.texts);
    apply(project, step, disk);
    if (step.config) config = step.config;
    steps.push(step);
    if (n % PAUSE !== 0 && n !== count) continue;
    const fresh = freshProject(texts, { rules: all, config });
    const difference = differenceOf(project.report(), fresh.report());
    if (difference) assert.fail(explain(world.name, seed, n, from, config, steps, difference));
    if ((n / PAUSE) % RESUMED <= 1) assert.deepEqual(plansOf(project), plansOf(fresh), `plans after ${n} edits, seed ${seed}`);
    if ((n / PAUSE) % RESUMED === 0) {
      const plans = plansOf(project);
      project = resumedProject(project, texts, { rules: all, config, store: diskOf(disk) });
      assert.deepEqual(plansOf(project), plans, `plans in another process after ${n} edits, seed ${seed}`);
    }
    steps = [];
    from = { texts: new Map(texts), disk: new Map(disk) };
  }
}

/** After how many comparisons another process goes on; before and after that plans are compared, too. */
const RESUMED = 8;

function plansOf(project: Project) {
  const plans = project.planEach(project.report().findings.filter(({ fix }) => fix !== null));
  return [...plans].map(([{ rule, file, span }, { applicability, edits }]) => ({ rule, file, span, applicability, edits }));
}

function textsOf(world: (typeof WORLDS)[number], random: () => number): Texts {
  const found = [...corpusTexts()].filter(([path, text]) => world.of(path) && text.length < 12_000);
  // Files whose folders hold a kustomization or a module stay together: neighbours in the order of paths.
  const start = Math.floor(random() * Math.max(1, found.length - world.files));
  return new Map(found.slice(start, start + world.files));
}

function apply(project: Project, { changes, config, saved = [] }: Step, disk: Texts): void {
  for (const [path, text] of saved) {
    if (text === undefined) disk.delete(path);
    else disk.set(path, text);
  }
  if (config) project.configure(configured(config));
  if (changes.length > 0) project.update(changes);
}

/** Makes the next edit and notes it in `texts`. */
function nextStep(random: () => number, texts: Texts, originals: Texts): Step {
  const paths = [...texts.keys()];
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const kind = random();
  if (kind < 0.01) return { changes: [], config: pick(CONFIGS), what: "configuration" };
  if (kind < 0.02 && paths.length > 3) {
    const path = pick(paths);
    texts.delete(path);
    return { changes: [{ path, gone: true }], saved: [[path, undefined]], what: `${path} goes` };
  }
  if (kind < 0.03) return appear(random, texts, pick(paths));
  if (kind < 0.05) {
    const path = pick(paths);
    const text = texts.get(path) as string;
    return { changes: [{ path }], saved: [[path, text]], what: `${path} is saved and closed` };
  }
  if (kind < 0.08) return rename(random, texts, pick(paths));
  if (kind < 0.11) {
    const path = pick(paths);
    const original = originals.get(path) ?? (texts.get(path) as string);
    texts.set(path, original);
    return { changes: [{ path, text: original }], what: `${path} is undone` };
  }
  const path = pick(kind < 0.2 ? kustomizations(paths) : paths);
  const text = texts.get(path) as string;
  const [after, what] = edited(random, text);
  texts.set(path, after);
  return { changes: [{ path, text: after }], what: `${path}: ${what}` };
}

const kustomizations = (paths: readonly string[]): readonly string[] => {
  const found = paths.filter((path) => /kustomization\.ya?ml$/.test(path));
  return found.length === 0 ? paths : found;
};

const CONFIGS: readonly ConfigValue[] = [
  EVERYTHING,
  { ...EVERYTHING, units: [{ name: "all", path: ".", complete: true }] },
  { ...EVERYTHING, units: [{ name: "all", path: ".", complete: true, owns: ["ServiceAccount", "ConfigMap"] }] },
  { ...EVERYTHING, rules: { "probe/everywhere": "off" } },
  { preset: "recommended" },
  { ...EVERYTHING, ignore: [{ rule: "probe/*", path: "**/kustomization.yaml", reason: "a test" }] },
];

/** A file comes: the copy of a neighbour under another name, or a kustomization that takes in what is there. */
function appear(random: () => number, texts: Texts, beside: string): Step {
  const folder = beside.slice(0, Math.max(0, beside.lastIndexOf("/") + 1));
  const extension = beside.slice(beside.lastIndexOf("."));
  const isOverlay = random() < 0.4;
  const path = isOverlay ? `${folder}kustomization.yaml` : `${folder}copy-${Math.floor(random() * 4)}${extension}`;
  const names = [...texts.keys()].filter((one) => one.startsWith(folder) && one !== path).map((one) => one.slice(folder.length));
  const resources = names.filter((name) => /\.ya?ml$/.test(name) && !name.includes("/")).slice(0, 4);
  const text = isOverlay
    ? `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamePrefix: p-\nresources:\n${resources.map((name) => `- ${name}\n`).join("")}`
    : (texts.get(beside) as string);
  texts.set(path, text);
  const what = `${path} appears`;
  return random() < 0.5 ? { changes: [{ path }], saved: [[path, text]], what } : { changes: [{ path, text }], what };
}

/** A name that may be referred to changes in one file, or in all at once. */
function rename(random: () => number, texts: Texts, path: string): Step {
  const names = [
    ...(texts.get(path) as string).matchAll(/^\s*(?:- )?(?:name|serviceAccountName|namespace|source):? *=? *"?([\w-]+)"?$/gm),
  ].map((match) => match[1] as string);
  const name = names[Math.floor(random() * names.length)];
  if (name === undefined) return { changes: [], what: "nothing" };
  const to = random() < 0.3 ? name.replace(/-?\w$/, "") || "x" : `${name}${random() < 0.5 ? "-x" : "s"}`;
  const everywhere = random() < 0.5;
  const changes: FileChange[] = [];
  for (const [one, text] of texts) {
    if (!everywhere && one !== path) continue;
    const after = text.replaceAll(new RegExp(`\\b${name}\\b`, "g"), to);
    if (after === text) continue;
    texts.set(one, after);
    changes.push({ path: one, text: after });
  }
  return { changes, what: `${name} becomes ${to} in ${changes.length} files` };
}

const PIECES = [
  "---\n",
  "{{ .Values.x }}",
  "{{",
  "}}",
  '"',
  "'",
  ": ",
  "- ",
  "#",
  "\t",
  "  ",
  "\n",
  "{",
  "}",
  "[",
  "]",
  "&a ",
  "*a",
  "|\n",
  "${X}",
  "!Ref ",
  "%",
  "---",
  "# drydock-ignore: probe/* — a test\n",
  "# drydock-ignore-file: probe/words — a test\n",
  "kind: Pod\n",
  "é",
  "\r\n",
  "<<EOT\n",
  "null",
];

function edited(random: () => number, text: string): readonly [string, string] {
  const at = Math.floor(random() * (text.length + 1));
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const next = text.indexOf("\n", at);
  const end = next < 0 ? text.length : next + 1;
  const line = text.slice(start, end);
  const splice = (from: number, to: number, by: string) => text.slice(0, from) + by + text.slice(to);
  const kind = random();
  if (kind < 0.12) return [splice(start, start, " ".repeat(1 + Math.floor(random() * 3))), "indents"];
  if (kind < 0.24) return [splice(start, start + (/^ {1,2}/.exec(line)?.[0].length ?? 0), ""), "outdents"];
  if (kind < 0.32) return [splice(start, end, ""), "deletes a line"];
  if (kind < 0.4) return [splice(start, start, line), "doubles a line"];
  if (kind < 0.44) return [splice(at, at + Math.floor(random() * 60), ""), "deletes some"];
  if (kind < 0.48) return [splice(0, 0, text.startsWith("#") ? "\n" : "# moved\n"), "moves all down"];
  if (kind < 0.54) return documents(random, text);
  const piece = PIECES[Math.floor(random() * PIECES.length)] as string;
  const where = random() < 0.5 ? start : at;
  if (text.length > 30_000) return [text.slice(0, 6_000), "cuts"];
  return [splice(where, where, piece), `inserts ${JSON.stringify(piece)}`];
}

/** One document goes, or comes twice, or the first goes to the end. */
function documents(random: () => number, text: string): readonly [string, string] {
  const parts = text.split(/^---\n/m);
  const i = Math.floor(random() * parts.length);
  const kind = random();
  if (kind < 0.3) return [parts.filter((_, n) => n !== i).join("---\n"), "deletes a document"];
  if (kind < 0.6) return [[...parts, parts[i]].join("---\n"), "doubles a document"];
  return [[...parts.slice(1), parts[0]].join("---\n"), "turns the documents"];
}

/** The first thing in which two reports differ; undefined where they are the same to the last byte. */
function differenceOf(incremental: Report, full: Report): string | undefined {
  for (const part of ["files", "resources", "problems", "unknown", "findings", "suppressed", "heldBack"] as const) {
    if (JSON.stringify(incremental[part]) === JSON.stringify(full[part])) continue;
    const lines = (report: Report) =>
      typeof report[part] === "number" ? [String(report[part])] : (report[part] as readonly unknown[]).map((one) => JSON.stringify(one));
    const [ours, theirs] = [lines(incremental), lines(full)];
    const extra = ours.filter((one) => !theirs.includes(one)).slice(0, 2);
    const missing = theirs.filter((one) => !ours.includes(one)).slice(0, 2);
    return `${part} differ: ${ours.length} and ${theirs.length}\n  too many ${extra.join("\n    ")}\n  missing  ${missing.join("\n    ")}`;
  }
  return undefined;
}

/** Says how to come here again, with as few of the last steps as still do. */
function explain(
  name: string,
  seed: number,
  n: number,
  from: { readonly texts: Texts; readonly disk: Texts },
  config: ConfigValue,
  steps: readonly Step[],
  difference: string,
): string {
  const fails = (some: readonly Step[]): string | undefined => {
    const texts = new Map(from.texts);
    const disk = new Map(from.disk);
    const project = freshProject(texts, { rules: all, config, store: diskOf(disk) });
    for (const [path, text] of texts) if (disk.get(path) !== text) project.update([{ path, text }]);
    for (const step of some) apply(project, step, disk);
    for (const { path, gone } of some.flatMap((step) => step.changes)) {
      const text = project.text(path);
      if (gone || text === undefined) texts.delete(path);
      else texts.set(path, text);
    }
    return differenceOf(project.report(), freshProject(texts, { rules: all, config }).report());
  };
  let least = steps.filter((step) => step.config === undefined);
  if (!fails(least))
    return `${name}, seed ${seed}, edit ${n}: ${difference}\nThe last ${steps.length} steps alone do not show it:\n${steps.map((step) => step.what).join("\n")}`;
  for (let i = 0; i < least.length; ) {
    const fewer = least.filter((_, at) => at !== i);
    if (fails(fewer)) least = fewer;
    else i++;
  }
  return `${name}, seed ${seed}, edit ${n}: ${fails(least)}\n${least.map((step) => `${step.what}\n${JSON.stringify(step.changes)}`).join("\n")}`;
}
