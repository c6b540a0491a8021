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
