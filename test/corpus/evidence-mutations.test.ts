// What evidence of the third kind says (contracts, evidence: E3) is tried again: a real file with the recorded fault gets the finding at the
// recorded line and no other, its fix is planned and helps, and on the files that were read without one the rule says nothing.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { applyEdits, type Finding, formatPath, type Project, type Rule } from "../../engine/api.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { rules } from "../../rules/index.ts";
import { type Mutation, readEvidence } from "../../tools/evidence/level.ts";
import { corpusTexts, EVERYTHING, freshProject, type Texts, withoutCorpus } from "../harness/corpus.ts";

const { documented } = readEvidence(process.cwd());

describe("documented evidence on real files", { skip: withoutCorpus ?? false }, () => {
  let world: World;
  before(() => (world = worldOf(corpusTexts())));

  for (const { rule, variant, mutated, silent, isAllThereAre } of documented) {
    it(`${rule} (${variant}) finds the fault in ${mutated.length} changed files and none in ${silent.length} others`, () => {
      for (const mutation of mutated) tryMutation(world, rule, variant, mutation);
      const loud = (findings: readonly Finding[]) => findings.filter((one) => one.rule === rule && silent.includes(one.file)).map(placeOf);
      assert.deepEqual(loud(world.findings), []);
      // What only a unit lets a rule say is asked of units too: each folder as if it were all there is.
      const folders = mutated.some(({ unit }) => unit) ? new Set(silent.map((path) => path.slice(0, path.lastIndexOf("/")))) : [];
      for (const path of folders) assert.deepEqual(loud(world.around({ path, complete: true }).report().findings), []);
      const unlike = silent.filter((path) => !world.isLookedAt(path, rule));
      assert.deepEqual(unlike, [], "files that hold nothing of the kinds that the rule looks at");
      if (isAllThereAre) assert.deepEqual([...silent].sort(), world.subjects(rule));
    });
  }
});

/** Puts the fault in, tries the fix, and takes both back. */
function tryMutation(world: World, rule: string, variant: string, mutation: Mutation): void {
  const { file, edits, beside = [], unit, line } = mutation;
  const where = `${rule} ${file} ${JSON.stringify(edits.at(-1)?.replace.slice(-60))}`;
  const project = world.around(unit);
  const own = () => project.report().findings.filter((finding) => finding.rule === rule);
  const keyOf = ({ variant, file, span, address }: Finding) =>
    [variant, address.resource, formatPath(address.path), project.text(file)?.slice(span.start, span.end)].join(" ");
  const known = new Set(own().map(keyOf));
  const added = () => own().filter((finding) => !known.has(keyOf(finding)));

  const changes = [{ file, edits }, ...beside];
  project.update(changes.map(({ file: path, edits }) => ({ path, text: changedText(world.text(path), edits) })));
  const found = added();
  assert.deepEqual(found.map(placeOf), [`${variant} ${file}:${line}`], where);
  const [finding] = found as [Finding];
  const outcome = tryFix(finding, project, added);
  project.update(changes.map(({ file: path }) => ({ path })));
  assert.deepEqual(added().map(placeOf), [], `${where}: ${file} is as it was`);
  const offered = rules.find(({ id }) => id === rule)?.variants[variant]?.applicability;
  assert.equal(outcome, offered === undefined ? "no fix" : "repaired", `${where}: the fix`);
}

function changedText(original: string, edits: Mutation["edits"]): string {
  return edits.reduce((text, { find, replace }) => {
    const [head, tail, ...more] = text.split(find);
    if (head === undefined || tail === undefined || more.length > 0) assert.fail(`${JSON.stringify(find)} does not stand there once`);
    return head + replace + tail;
  }, original);
}

function tryFix(finding: Finding, project: Project, added: () => readonly Finding[]): string {
  if (finding.fix === null) return "no fix";
  const { edits, applied, lost } = project.plan([finding]);
  if (applied.length !== 1) return `not planned: ${lost.map(({ reason }) => reason).join("; ")}`;
  if (finding.fix === "safe" && [...edits.keys()].some((path) => path !== finding.file)) return "safe, but edits another file";
  const texts = [...edits.keys()].map((path) => ({ path, text: project.text(path) ?? "" }));
  project.update(texts.map(({ path, text }) => ({ path, text: applyEdits(text, edits.get(path) ?? []) })));
  const left = added().map(placeOf);
  project.update(texts);
  return left.length === 0 ? "repaired" : `still there: ${left.join(", ")}`;
}

const placeOf = ({ variant, file, range }: Finding): string => `${variant} ${file}:${range.start.line}`;

interface World {
  /** On the corpus as it is. */
  readonly findings: readonly Finding[];
  text(path: string): string;
  /** Files of which the rule's facet gives something, sorted. */
  subjects(rule: string): readonly string[];
  /** Whether it holds an object of a kind of which the facet gives something in the corpus or in a changed file. */
  isLookedAt(path: string, rule: string): boolean;
  /** The corpus, or the repository in which a unit is declared. */
  around(unit: Mutation["unit"]): Project;
}

function worldOf(texts: Texts): World {
  const whole = freshProject(texts, { rules });
  const { findings, resources } = whole.report();
  const subjects = subjectsIn(texts);
  const around = new Map<string, Project>();
  return {
    findings,
    text: (path) => texts.get(path) ?? assert.fail(`${path} is not in the corpus`),
    subjects: (rule) => [...(subjects.get(rule)?.files ?? [])].sort(),
    isLookedAt: (path, rule) => resources.some((one) => one.path === path && subjects.get(rule)?.kinds.has(kindOf(one.ref))),
    around(unit) {
      if (!unit) return whole;
      const key = JSON.stringify(unit);
      const project = around.get(key) ?? projectAround(texts, unit);
      around.set(key, project);
      return project;
    },
  };
}

function projectAround(texts: Texts, unit: NonNullable<Mutation["unit"]>): Project {
  const repository = unit.path.slice(0, unit.path.indexOf("/") + 1);
  const own = new Map([...texts].filter(([path]) => path.startsWith(repository)));
  return freshProject(own, { rules, config: { ...EVERYTHING, units: [{ name: "unit", ...unit }] } });
}

interface Subjects {
  readonly files: Set<string>;
  readonly kinds: Set<string>;
}

/** By rule, from its facet and a check that only notes where it was called: files as they are, kinds also where a fault was put in. */
function subjectsIn(texts: Texts): ReadonlyMap<string, Subjects> {
  const seen = new Map(rules.map(({ id }): [string, Subjects] => [id, { files: new Set(), kinds: new Set() }]));
  const probes = (note: (subjects: Subjects, resource: Resource) => void) =>
    rules.map((rule): Rule => ({ ...rule, check: (_, { resource }) => note(seen.get(rule.id) as Subjects, resource) }));
  const noteKind = ({ kinds }: Subjects, { ref }: Resource) => void kinds.add(kindOf(ref));
  freshProject(texts, {
    rules: probes((subjects, resource) => {
      subjects.files.add(resource.anchor.document.source.path);
      noteKind(subjects, resource);
    }),
  });
  for (const { mutated } of documented) {
    const changed = mutated.map(({ file, edits }, i): [string, string] => [`${i}/${file}`, changedText(texts.get(file) ?? "", edits)]);
    freshProject(new Map(changed), { rules: probes(noteKind) });
  }
  return seen;
}

const kindOf = ({ kind, group }: { readonly kind: string; readonly group: string }): string => `${kind}.${group}`;
