// Manifests from a seed: shapes of real files (skeletons.json), each time with other words. Every folder of shapes is used once in a
// shuffled order, then all again in another, so that kinds, sizes and faults come as often as they do in the sample.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Random, seeded, shuffled, wordSource } from "./seeded.ts";

/** Folders of shapes below one folder at the top, as many as a repository of the corpus has. */
const FOLDERS_A_REPOSITORY = 13;

type Skeletons = readonly (readonly string[])[];

export interface Generated {
  readonly paths: readonly string[];
  readonly bytes: number;
}

export function readSkeletons(bench: string): Skeletons {
  return JSON.parse(readFileSync(join(bench, "skeletons.json"), "utf8")).folders;
}

export function writeManifests(folder: string, count: number, seed: number, skeletons: Skeletons): Generated {
  const random = seeded(seed);
  // No word that is drawn may mean something.
  const known = new Set(skeletons.flat().flatMap((text) => text.replace(/¤[A-Za-z]+¤/g, "").match(/[a-z]{2,}/g) ?? []));
  const names = wordSource(random, known);
  const texts = new Set<string>();
  const paths: string[] = [];
  let bytes = 0;
  let repository = "";
  for (let at = 0, order: Skeletons = []; paths.length < count; at++) {
    if (at % skeletons.length === 0) order = shuffled(skeletons, random);
    if (at % FOLDERS_A_REPOSITORY === 0) repository = names(8);
    const place = join(repository, ...Array.from({ length: 1 + Math.floor(random() * 4) }, () => names(6)));
    const shapes = (order[at % skeletons.length] ?? []).slice(0, count - paths.length);
    for (const text of newTexts(shapes, texts, () => wordsOfCopy(random, known))) {
      texts.add(text);
      const path = join(place, `${names(7)}.yaml`);
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
      paths.push(path);
      bytes += Buffer.byteLength(text);
    }
  }
  return { paths, bytes };
}

/** A short file may come out as one that is there already: then its folder is drawn again. */
function newTexts(shapes: readonly string[], there: ReadonlySet<string>, words: () => (shape: string) => string): readonly string[] {
  for (let tries = 0; tries < 20; tries++) {
    const word = words();
    const texts = shapes.map((shape) => shape.replace(/¤([A-Za-z]+)¤/g, (_, one: string) => word(one)));
    if (!texts.some((text) => there.has(text))) return texts;
  }
  throw new Error(`A shape holds too little that is drawn for so many files: ${JSON.stringify(shapes)}`);
}

/** Words of one copy of a folder: equal shapes become equal words of the same length and case. */
function wordsOfCopy(random: Random, known: ReadonlySet<string>): (shape: string) => string {
  const draw = wordSource(random, known);
  const drawn = new Map<string, string>();
  return (shape) => {
    const lower = shape.toLowerCase();
    const word = drawn.get(lower) ?? draw(lower.length);
    drawn.set(lower, word);
    if (shape === lower) return word;
    return /^[A-Z][a-z]*$/.test(shape) ? word.charAt(0).toUpperCase() + word.slice(1) : word.toUpperCase();
  };
}
