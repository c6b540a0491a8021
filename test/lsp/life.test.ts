// Files and folders come, go, move, are opened, typed in, closed, ignored and taken back, in whatever order: the session says what one
// says that begins now.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import type { Diagnostic } from "vscode-languageserver/node";
import { URI } from "vscode-uri";
import { clientFacts } from "../../server/client-facts.ts";
import { diagnosticsOf } from "../../server/diagnostics.ts";
import { Session } from "../../server/session.ts";
import { pick, type Random, random, randomEdit } from "./random.ts";
import { job, QUEUES, UNIT } from "./scene.ts";

/** Many more by hand: DRYDOCK_EVENTS=20000 node tools/test.mjs lsp/life */
const EVENTS = Number(process.env.DRYDOCK_EVENTS ?? 400);
const SEED = Number(process.env.DRYDOCK_SEED ?? 20261125);
const COMPARED_EVERY = 10;

const KUSTOMIZATION = "resources: [queues.yaml]\nnamePrefix: fraud-\n";
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  "drydock.yaml": [UNIT, "", "rules:\n  gpu/limit-missing: info\n", "presett: strict\n"],
  ".drydockignore": ["", "b/\n", "a/x.yaml\n", "!vendor/\n*.tf\n"],
  "kustomization.yaml": [KUSTOMIZATION, "resources: [x.yaml, ../b]\n"],
  "x.yaml": [job(), job("queue"), `${job()}---\n${job("scoring")}`],
  "queues.yaml": [QUEUES, QUEUES.replace("name: fraud-queue", "name: scoring"), QUEUES.replace("name: fraud-queue", "name: queue")],
  "pool.tf": ['resource "aws_ebs_volume" "scratch" {\n  size      = 100\n  encrypted = false\n}\n'],
};
const FOLDERS = ["", "a", "b", "a/deep", "vendor", "outside/c"];
const PATHS = FOLDERS.flatMap((folder) => Object.keys(TEXTS).map((name) => join(folder, name)));

/** The disk, the editor, and the session between them. */
class World {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "drydock-life-")));
  readonly open = new Map<string, { version: number; text: string }>();
  folders: readonly string[] = ["ws"];
  readonly log: string[] = [];
  readonly said: string[] = [];
  readonly session = this.#begin();

  #begin(): Session {
    const facts = clientFacts({ processId: null, rootUri: null, capabilities: { textDocument: { diagnostic: {} } } });
    const session = new Session(facts, { preview: true }, { log: (line) => this.said.push(line), quiet: () => undefined });
    session.setFolders(this.folders.map((folder) => this.uri(folder)));
    return session;
  }

  file(path: string): string {
    return join(this.root, path);
  }

  uri(path: string): string {
    return URI.file(this.file(path)).toString();
  }

  write(path: string, text: string): void {
    const isChange = existsSync(this.file(path));
    mkdirSync(dirname(this.file(path)), { recursive: true });
    writeFileSync(this.file(path), text);
    this.session.touch(this.uri(path), isChange);
  }

  /** A file, or a folder with all that is in it; a watcher tells of no more than that. */
  remove(path: string): void {
    rmSync(this.file(path), { recursive: true });
    this.session.touch(this.uri(path), false);
  }

  move(from: string, to: string): void {
    mkdirSync(dirname(this.file(to)), { recursive: true });
    renameSync(this.file(from), this.file(to));
    this.session.touch(this.uri(from), false);
    this.session.touch(this.uri(to), false);
  }

  type(path: string, text: string): void {
    const before = this.open.get(path);
    const version = (before?.version ?? 0) + 1;
    this.open.set(path, { version, text });
    if (before) this.session.change(this.uri(path), version, [{ text }]);
    else this.session.open(this.uri(path), version, text);
  }

  close(path: string): void {
    this.open.delete(path);
    this.session.close(this.uri(path));
  }

  setFolders(folders: readonly string[]): void {
    this.folders = folders;
    this.session.setFolders(folders.map((folder) => this.uri(folder)));
  }

  /** What is said of each file that is open or lies in a folder of the client. */
  shown(session: Session): Readonly<Record<string, readonly string[]>> {
    session.settle();
    const speaking = session.workspaces.flatMap((workspace) => workspace.speaking().map((path) => session.uriOf({ workspace, path })));
    const uris = new Set([...speaking.filter((uri) => session.isWithin(uri)), ...[...this.open.keys()].map((path) => this.uri(path))]);
    return Object.fromEntries([...uris].sort().map((uri) => [uri.slice(this.uri("").length), diagnosticsOf(session, uri).items.map(line)]));
  }

  /** The same of a session that never saw another state. */
  fresh(): Readonly<Record<string, readonly string[]>> {
    const session = this.#begin();
    for (const [path, { version, text }] of this.open) session.open(this.uri(path), version, text);
    try {
      return this.shown(session);
    } finally {
      session.end();
    }
  }

  end(): void {
    this.session.end();
    rmSync(this.root, { recursive: true, force: true });
  }
}

const line = ({ code, range, severity, message }: Diagnostic): string =>
  `${code} ${severity} ${range.start.line}:${range.start.character}-${range.end.line}:${range.end.character} ${message}`;

function happen(world: World, next: Random): string {
  const at = pick(next, PATHS);
  const path = at.startsWith("outside") ? at : join("ws", at);
  const texts = TEXTS[at.slice(at.lastIndexOf("/") + 1)] ?? [];
  const isThere = existsSync(world.file(path));
  switch (Math.floor(next() * 12)) {
    case 0:
    case 1:
    case 2:
      world.write(path, pick(next, texts));
      return `write ${path}`;
    case 3:
      if (!isThere) return "";
      world.remove(path);
      return `remove ${path}`;
    case 4: {
      const folder = join("ws", pick(next, ["a", "b", "a/deep", "vendor"]));
      if (!existsSync(world.file(folder))) return "";
      world.remove(folder);
      return `remove ${folder}`;
    }
    case 5: {
      const [from, to] = next() < 0.5 ? ["ws/a", "ws/b"] : ["ws/b", "ws/a/deep"];
      if (!existsSync(world.file(from)) || existsSync(world.file(to))) return "";
      world.move(from, to);
      return `move ${from} ${to}`;
    }
    case 6:
    case 7:
      if (world.open.has(path)) return "";
      world.type(path, isThere ? readFileSync(world.file(path), "utf8") : pick(next, texts));
      return `open ${path}`;
    case 8:
    case 9: {
      const [first] = [...world.open.keys()].filter(() => next() < 0.5);
      if (first === undefined) return "";
      const { text = "" } = world.open.get(first) ?? {};
      const { start, end, text: typed } = randomEdit(next, text, pick(next, TEXTS[first.slice(first.lastIndexOf("/") + 1)] ?? []));
      world.type(first, text.slice(0, start) + typed + text.slice(end));
      return `type ${first}`;
    }
    case 10: {
      const [first] = [...world.open.keys()].filter(() => next() < 0.5);
      if (first === undefined) return "";
      // Saved or thrown away.
      if (next() < 0.5) world.write(first, world.open.get(first)?.text ?? "");
      world.close(first);
      return `close ${first}`;
    }
    default:
      if (next() < 0.7) return "";
      world.setFolders(pick(next, [["ws"], ["ws/a"], ["ws/a", "ws/b"], ["ws", "ws/b"], ["ws", "outside/c"]]));
      return `folders ${world.folders}`;
  }
}

test(`after ${EVENTS} random events the session says what a fresh one says`, () => {
  const world = new World();
  try {
    const next = random(SEED);
    let said = 0;
    for (let count = 1; count <= EVENTS; count++) {
      const event = happen(world, next);
      if (event !== "") world.log.push(event);
      if (next() < 0.5) world.session.settle();
      if (count % COMPARED_EVERY !== 0) continue;
      const shown = world.shown(world.session);
      said += Object.values(shown).flat().length;
      assert.deepEqual(shown, world.fresh(), `after ${count} events, the last of them ${world.log.slice(-30).join("; ")}`);
    }
    assert.ok(said > EVENTS / COMPARED_EVERY, "the files kept enough to speak about");
    assert.deepEqual(world.said, []);
  } finally {
    world.end();
  }
});
