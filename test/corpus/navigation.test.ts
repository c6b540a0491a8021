// Outline, lenses and navigation over every real file: nothing throws, spans lie in one another, and names lead somewhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { URI } from "vscode-uri";
import { type Ground, type OutlineItem, objectsAt, outlineOf, placesThatName, queueLoadOf, spotOf } from "../../engine/api.ts";
import { references } from "../../engine/facet/references.ts";
import { outermostSpan } from "../../engine/rule/locate.ts";
import { originOf } from "../../engine/rule/outline.ts";
import { clientFacts } from "../../server/client-facts.ts";
import { codeLens } from "../../server/handlers/code-lens.ts";
import { definition } from "../../server/handlers/definition.ts";
import { documentSymbol } from "../../server/handlers/document-symbol.ts";
import { Session } from "../../server/session.ts";
import { corpusFolder, corpusTexts, freshProject, withoutCorpus } from "../harness/corpus.ts";

/** The corpus does not move: fewer mean that some are not seen any more. */
const FEWEST = { items: 8910, references: 1027, resolved: 668 };
/** Of a file, so many words are asked about: the largest have hundreds of thousands. */
const WORDS = 100;

test("every file has an outline, every name can be followed", { skip: withoutCorpus ?? false }, () => {
  const texts = corpusTexts();
  const { ground } = freshProject(texts, { rules: [] });
  const seen = { items: 0, references: 0, resolved: 0, loads: 0 };
  for (const [path, text] of texts) {
    for (const { items } of outlineOf(ground, path)) seen.items += counted(items, { start: 0, end: text.length }, path);
  }
  const followed = new Map<string, number>();
  for (const owner of ground.owners()) {
    for (const [index, resource] of ground.resourcesOf(owner).entries()) {
      const record = owner.records[index];
      if (!record) continue;
      seen.loads += queueLoadOf(ground, record).length;
      for (const { place } of references.of(resource, ground.settings(record.path))) {
        const origin = originOf(place);
        if (!origin) continue;
        const { path, start } = outermostSpan(origin);
        if (followed.has(`${path}:${start}`)) continue;
        const found = objectsAt(ground, path, start);
        for (const one of found) assert.ok(texts.has(spotOf(ground, one).path));
        followed.set(`${path}:${start}`, found.length);
      }
    }
  }
  seen.references = followed.size;
  seen.resolved = [...followed.values()].filter((count) => count > 0).length;
  console.log(JSON.stringify(seen));
  for (const [what, fewest] of Object.entries(FEWEST))
    assert.ok(seen[what as keyof typeof seen] >= fewest, `${what}: ${JSON.stringify(seen)}`);
});

test("the server answers for every file, at every word of it", { skip: withoutCorpus ?? false }, () => {
  const session = new Session(
    clientFacts({ processId: null, rootUri: null, capabilities: {} }),
    { preview: true },
    { log: (line) => assert.fail(line), quiet: () => undefined },
  );
  try {
    session.setFolders([URI.file(corpusFolder("")).toString()]);
    session.settle();
    const answers = { symbols: 0, lenses: 0, words: 0, definitions: 0 };
    for (const workspace of session.workspaces) {
      workspace.speaking();
      for (const path of corpusTexts().keys()) {
        const textDocument = { uri: session.uriOf({ workspace, path }) };
        answers.symbols += documentSymbol(session, { textDocument }).length;
        answers.lenses += codeLens(session, { textDocument }).length;
        const positions = session.converterOf({ workspace, path });
        for (const { index } of [...positions.text().matchAll(/[^\s:]+/g)].slice(0, WORDS)) {
          const { start: position } = positions.span({ start: index, end: index });
          answers.words++;
          answers.definitions += definition(session, { textDocument, position }).length;
        }
      }
    }
    console.log(JSON.stringify(answers));
    for (const [what, count] of Object.entries(answers)) assert.ok(count > 100, what);
  } finally {
    session.end();
  }
});

test("where an object is named, only files are read that can name it", { skip: withoutCorpus ?? false }, () => {
  const { ground } = freshProject(corpusTexts(), { rules: [] });
  const wanted = [...ground.owners()]
    .flatMap(({ records }) => records)
    .filter(({ ref }) => ["LocalQueue", "ServiceAccount", "PersistentVolumeClaim", "ConfigMap", "Secret", "Deployment"].includes(ref.kind));
  const counts = wanted
    .filter((_, index) => index % 10 === 0)
    .map((record) => {
      let read = 0;
      const looked = new Set<string>();
      const counting: Ground = {
        ...ground,
        text(path) {
          assert.ok(!looked.has(path), `${path} is looked at twice`);
          looked.add(path);
          return ground.text(path);
        },
        resourcesOf(owner) {
          read++;
          return ground.resourcesOf(owner);
        },
      };
      placesThatName(counting, [record]);
      return read;
    })
    .sort((a, b) => a - b);
  const owners = [...ground.owners()].length;
  console.log(`${counts.length}: of ${owners} files and builds read ${counts[counts.length >> 1]} in the middle, ${counts.at(-1)} at most`);
  assert.ok((counts[counts.length >> 1] ?? owners) * 50 < owners);
});

/** How many there are; each lies in the one around it, and holds what names it. */
function counted(items: readonly OutlineItem[], around: { readonly start: number; readonly end: number }, path: string): number {
  let count = 0;
  for (const { name, span, anchor, children } of items) {
    assert.ok(name !== "" && around.start <= span.start && span.end <= around.end, `${path}: ${name}`);
    assert.ok(span.start <= anchor.start && anchor.end <= span.end, `${path}: ${name}`);
    count += 1 + counted(children, span, path);
  }
  return count;
}
