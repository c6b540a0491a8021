// Hover and completion have an answer at every position of real files, also of half of a file: none throws, and none goes wrong inside.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { lineIndex, type Position } from "../../engine/api.ts";
import { clientFacts } from "../../server/client-facts.ts";
import { completion } from "../../server/handlers/completion.ts";
import { hover } from "../../server/handlers/hover.ts";
import { Session } from "../../server/session.ts";
import { corpusTexts, withoutCorpus } from "../harness/corpus.ts";
import { PULLS } from "../lsp/client.ts";

const FILES = 50;
const PREFIXED = 5;
const LONGEST = 4000;

/** Evenly over all files that are short enough to be asked at every position and name something that is answered. */
function sample(count: number): readonly (readonly [string, string])[] {
  const short = [...corpusTexts()].filter(([, text]) => text.length > 300 && text.length <= LONGEST && /gpu|kueue|instance/.test(text));
  return Array.from({ length: count }, (_, i) => short[Math.floor((i * short.length) / count)] as [string, string]);
}

const CONFIGURATION = `# all of it
preset: [strict, hybrid]
preview: false
failOn: error
rules:
  gpu/shm-missing: off
  "spot/*": warning
  rbac/cluster-admin-binding: { severity: warning, options: { allow: [platform-bootstrap] } }
units:
  - name: platform
    path: deploy
    complete: true
    owns: [LocalQueue]
  - { name: lab, path: lab }
overrides:
- path: "lab/**"
  rules: { gpu/*: info }
ignore:
  - { rule: gpu/limit-missing, path: "lab/**", reason: the LimitRange of the lab gives it, until: 2027-03-31 }
`;

/** Opens texts in turn under one name each, and counts the answers. */
function withSession(play: (ask: (name: string, text: string, offsets: Iterable<number>) => number) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "drydock-words-"));
  const logged: string[] = [];
  const session = new Session(
    clientFacts({ capabilities: PULLS, processId: null, rootUri: null }),
    { preview: true },
    { log: (line) => logged.push(line), quiet: () => undefined },
  );
  const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
  let version = 0;
  try {
    play((name, text, offsets) => {
      session.open(uriOf(name), ++version, text);
      const positions = lineIndex(text);
      let answers = 0;
      for (const offset of offsets) {
        const asked = { textDocument: { uri: uriOf(name) }, position: zeroBased(positions.positionAt(offset)) };
        if (hover(session, asked)) answers++;
        answers += completion(session, asked).length;
      }
      session.close(uriOf(name));
      return answers;
    });
    assert.deepEqual(logged, []);
  } finally {
    session.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

const zeroBased = ({ line, column }: Position) => ({ line: line - 1, character: column - 1 });

const every = (text: string): readonly number[] => Array.from({ length: text.length + 1 }, (_, i) => i);

test("at every position of fifty files", { skip: withoutCorpus }, () => {
  withSession((ask) => {
    let answers = 0;
    for (const [path, text] of sample(FILES)) answers += ask(`file${extname(path)}`, text, every(text));
    assert.ok(answers > 1000, `${answers} answers`);
  });
});

test("at the end of every prefix of five files", { skip: withoutCorpus }, () => {
  withSession((ask) => {
    let answers = 0;
    for (const [path, text] of sample(PREFIXED))
      for (const end of every(text))
        answers += ask(
          `file${extname(path)}`,
          text.slice(0, end),
          Array.from({ length: 11 }, (_, i) => Math.floor((end * i) / 10)),
        );
    assert.ok(answers > 100, `${answers} answers`);
  });
});

test("at every position of a drydock.yaml, and at the end of every prefix of it", () => {
  withSession((ask) => {
    assert.ok(ask("drydock.yaml", CONFIGURATION, every(CONFIGURATION)) > 1000);
    let answers = 0;
    for (const end of every(CONFIGURATION)) answers += ask("drydock.yaml", CONFIGURATION.slice(0, end), [end]);
    assert.ok(answers > 1000, `${answers} answers`);
  });
});
