import assert from "node:assert/strict";
import test from "node:test";
import { type ClientFacts, initializationOptions } from "../../server/client-facts.ts";
import { Session } from "../../server/session.ts";

const CLIENT: ClientFacts = {
  encoding: "utf-16",
  pulls: true,
  refreshes: false,
  refreshesLenses: false,
  relatedDocuments: false,
  relatedInformation: false,
  codeDescription: false,
  publishesVersion: false,
  codeActions: false,
  nestedSymbols: false,
  resolvesEdits: false,
  versionedEdits: false,
  registersWatchers: false,
  watchesElsewhere: false,
  folderChanges: false,
  showsDocuments: false,
  tags: [],
};

function session(): { readonly logged: string[]; readonly session: Session } {
  const logged: string[] = [];
  return { logged, session: new Session(CLIENT, {}, { log: (line) => logged.push(line), quiet: () => undefined }) };
}

test("an internal error becomes one line in the log, once, and the caller goes on", () => {
  const { logged, session: live } = session();
  const fail = (): number => {
    throw new Error("a rule\nfell over");
  };
  assert.equal(
    live.guard("reading a.yaml", 7, () => fail()),
    7,
  );
  for (let i = 0; i < 3; i++) live.log("the same line");
  assert.equal(logged.length, 2);
  assert.match(logged[0] ?? "", /^Internal error while reading a\.yaml: Error: a rule \| fell over/);
  assert.ok(logged.every((line) => !line.includes("\n")));
});

test("edits of one notification are applied one after the other, and positions outside are moved inside", () => {
  const { session: live } = session();
  live.open("untitled:a", 1, "a: 1\nb: 2\n");
  live.change("untitled:a", 2, [
    { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "x: 0\n" },
    { range: { start: { line: 1, character: 3 }, end: { line: 1, character: 99 } }, text: "one" },
    { range: { start: { line: 99, character: 0 }, end: { line: 99, character: 9 } }, text: "c: 3\n" },
  ]);
  assert.equal(live.document("untitled:a")?.text.text(), "x: 0\na: one\nb: 2\nc: 3\n");
  assert.equal(live.document("untitled:a")?.version, 2);
  live.end();
});

test("a change of a document that is not open is no concern of ours", () => {
  const { session: live } = session();
  live.change("untitled:a", 2, [{ text: "a: 1\n" }]);
  assert.equal(live.document("untitled:a"), undefined);
});

test("options that are not as agreed are as good as absent", () => {
  const options = (given: unknown) =>
    initializationOptions({ initializationOptions: given, processId: null, rootUri: null, capabilities: {} });
  assert.deepEqual(options(undefined), {});
  assert.deepEqual(options("preview"), {});
  assert.deepEqual(options({ preview: "yes", rules: ["off"] }), {});
  assert.deepEqual(options({ preview: true, rules: { "gpu/limit-missing": "off", "gpu/shm-missing": "loud" } }), {
    preview: true,
    rules: { "gpu/limit-missing": "off" },
  });
});

test("whoever follows the whole workspace is told seldom where that takes long, and at once where it does not", (context) => {
  let now = 0;
  const waiting: { readonly at: number; readonly run: () => void }[] = [];
  context.mock.method(performance, "now", () => now);
  context.mock.method(globalThis, "setTimeout", (run: () => void, pause: number) => waiting.push({ at: now + pause, run }));
  const pass = (milliseconds: number) => {
    const end = now + milliseconds;
    for (;;) {
      const next = waiting.sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      waiting.shift();
      now = Math.max(now, next.at);
      next.run();
    }
    now = Math.max(now, end);
  };
  const { session: live } = session();
  const told: string[][] = [];
  let takes = 0;
  live.followers.add((closed) => {
    told.push([...closed]);
    now += takes;
  });
  const type = (seconds: number) => {
    for (let keys = 0; keys < seconds * 10; keys++) {
      live.change("file:///nowhere/a.yaml", keys + 2, [{ text: String(keys) }]);
      pass(100);
    }
  };
  live.open("file:///nowhere/a.yaml", 1, "");
  live.open("file:///nowhere/b.yaml", 1, "");
  live.close("file:///nowhere/b.yaml");
  type(1);
  assert.equal(told.length, 10, "a small workspace is looked at after each key");
  assert.deepEqual(told.flat(), ["file:///nowhere/b.yaml"], "once");
  takes = 200;
  type(10);
  assert.ok(told.length - 10 <= 15, `a large one takes a fifth of the time: ${told.length - 10} looks in 10 s`);
  const before = told.length;
  pass(2000);
  assert.equal(told.length, before + 1, "and what was typed last is told, too");
  live.end();
});
