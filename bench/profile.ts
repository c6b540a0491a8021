// npm run bench:profile: draws from the corpus of real files what the benchmark needs, so that the benchmark needs no corpus:
// profile.json (kinds, sizes, folders, what the rules say) and skeletons.json (shapes of a sample of the files, without what their authors
// said). Wants the shared folder (DRYDOCK_SHARED) and kube-score (npm run bench:peers), which must be able to read all of it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../rules/index.ts";
import { corpusFolder } from "../tools/evidence/corpus.ts";
import { DATE, lintFolder } from "./lint-folder.ts";
import { distance, grouped, type MeasuredFile, type Profile, profileOf } from "./measure.ts";
import { kubeScoreReads } from "./peers.ts";
import { type Random, seeded, shuffled, wordSource } from "./seeded.ts";
import { Masker, piecesOf, vocabularyOf } from "./skeleton.ts";

const SEED = 4;
/** Larger files, nearly all of them definitions of custom resources, hold half of all bytes: one of them would outweigh a thousand others. */
const LARGEST = 50_000;
const SAMPLE = 400;
/** So many samples are tried; the one that is nearest to all files is taken. */
const TRIES = 2000;
/** A large folder is taken in parts, or it would be the sample. */
const PART = 8;
/** A word that so many repositories use belongs to the trade. */
const REPOSITORIES = 3;
/** What a file must hold of drawn letters, so that a hundred copies differ. */
const LETTERS = 5;
const CLASSES = new Set(["kubernetes", "crd"]);
const HOLDS = {
  taken: `YAML files of Kubernetes objects, custom resources and their definitions, up to ${LARGEST} bytes, that parse and that kube-score reads, with a name of their own`,
  left: "Terraform, CloudFormation, Helm charts and values, kustomizations and patches, other YAML, JSON, templates, what does not parse",
};

interface CorpusFile extends MeasuredFile {
  readonly text: string;
}

const root = process.cwd();
const folder = corpusFolder(root);
if (folder === undefined) throw new Error("The corpus is not here: DRYDOCK_SHARED names the folder that holds it.");
const candidates = eligible(folder);
const pieces = new Map(candidates.map(({ path, text }) => [path, piecesOf(text)]));
const vocabulary = vocabularyOf(
  [...pieces].map(([path, pieces]) => ({ repository: path.slice(0, path.indexOf("/")), pieces })),
  REPOSITORIES,
);
const draw = wordSource(seeded(SEED), vocabulary);
// A file in which nothing is drawn would come again and again.
const files = candidates.filter((file) => drawnLetters(masked([file])[0] ?? "") >= LETTERS);
const all = profileOf(files);
const sample = nearestSample(files, all, seeded(SEED));
write("profile.json", {
  source: "corpus of real manifests (shared/corpus/dev)",
  date: DATE,
  ...HOLDS,
  rules: rules.length,
  corpus: all,
  sample: profileOf(sample),
});
write("skeletons.json", { source: "see profile.json", date: DATE, folders: skeletons(sample) });
process.stdout.write(
  `${files.length} files, ${sample.length} of them in the sample; distance ${distance(profileOf(sample), all).toFixed(3)}\n`,
);

function write(name: string, data: object): void {
  writeFileSync(join(root, "bench", name), `${JSON.stringify(data, null, 1)}\n`);
}

/** What can be drawn, with what all rules say of it where it lies. */
function eligible(folder: string): readonly CorpusFile[] {
  const { project, report, measured } = lintFolder(folder);
  const broken = new Set(report.problems.map(({ file }) => file));
  const classes = new Map(report.files.map((file) => [file.path, file.classes]));
  return measured.flatMap((file) => {
    const all = classes.get(file.path) ?? [];
    if (!/\.ya?ml$/.test(file.path) || broken.has(file.path) || all.length === 0 || !all.every((one) => CLASSES.has(one))) return [];
    if (file.bytes > LARGEST || !kubeScoreReads(join(folder, file.path))) return [];
    return [{ ...file, text: project.text(file.path) ?? "" }];
  });
}

function nearestSample(files: readonly CorpusFile[], all: Profile, random: Random): readonly CorpusFile[] {
  const parts = partsOf(files);
  let best: readonly CorpusFile[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES; tries++) {
    const drawn: CorpusFile[] = [];
    for (const part of shuffled(parts, random)) if (drawn.length + part.length <= SAMPLE) drawn.push(...part);
    const far = distance(profileOf(drawn), all);
    if (far < least) [least, best] = [far, drawn];
  }
  return best;
}

/** The files of a folder, in parts that are not too large. */
function partsOf(files: readonly CorpusFile[]): readonly (readonly CorpusFile[])[] {
  return [...grouped(files, ({ path }) => path.slice(0, path.lastIndexOf("/"))).values()].flatMap((folder) =>
    Array.from({ length: Math.ceil(folder.length / PART) }, (_, at) => folder.slice(at * PART, (at + 1) * PART)),
  );
}

function skeletons(sample: readonly CorpusFile[]): readonly (readonly string[])[] {
  return partsOf(sample).map(masked);
}

/** The shapes of files of one folder. */
function masked(part: readonly CorpusFile[]): readonly string[] {
  const texts = part.map(({ path }) => pieces.get(path) ?? []);
  const masker = new Masker(texts, vocabulary, draw);
  return texts.map((text) => masker.mask(text));
}

/** In different words. */
function drawnLetters(shape: string): number {
  return [...new Set(shape.match(/¤[A-Za-z]+¤/g))].join("").replaceAll("¤", "").length;
}
