// The folders that a client works in: written in different ways, several, one in the other, coming and going; and files outside of all.
import assert from "node:assert/strict";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  CancellationTokenSource,
  DidChangeWorkspaceFoldersNotification,
  WorkspaceDiagnosticRequest,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { WorkspaceSummary } from "../../server/protocol.ts";
import { type Client, PULLS } from "./client.ts";
import { eventually, findings, job, LIMIT, QUEUES, scene, UNIT } from "./scene.ts";

/** What the client shows of each file by the request that stays open; files that have nothing to say are there once they are cleared. */
async function followed(client: Client, play: (shown: ReadonlyMap<string, number>) => Promise<void>): Promise<void> {
  const shown = new Map<string, number>();
  client.connection.onProgress(WorkspaceDiagnosticRequest.partialResult, "all", ({ items }) => {
    for (const one of items) if (one.kind === "full") shown.set(one.uri.slice(client.uri("").length), one.items.length);
  });
  const source = new CancellationTokenSource();
  const asked = { previousResultIds: [], partialResultToken: "all" };
  const answer = client.connection.sendRequest(WorkspaceDiagnosticRequest.type, asked, source.token);
  await client.connection.sendRequest("drydock/rules");
  await play(shown);
  source.cancel();
  await answer.catch(() => undefined);
}

const isCleared = (shown: ReadonlyMap<string, number>, path: string) =>
  eventually(`${path} is cleared`, () => shown.get(path) === 0 || shown.get(`/${path}`) === 0);
const paths = (shown: ReadonlyMap<string, number>): readonly string[] => [...shown.keys()].map((path) => path.replace(/^\//, "")).sort();

scene("a folder may be written with a slash at the end", { folders: ["train/"], files: { "train/job.yaml": job() } }, (client) =>
  followed(client, async (shown) => {
    assert.deepEqual(paths(shown), ["train/job.yaml"]);
    const edit = await client.connection.sendRequest<WorkspaceEdit | null>("drydock/fix", {});
    assert.equal(edit?.documentChanges?.length, 1);
  }),
);

const OTHER = QUEUES.replace("name: fraud-queue", "name: other");
const TWO = { "a/job.yaml": job(), "b/job.yaml": job() };
for (const [name, files] of [
  ["of a root of its own", { ...TWO, "a/.git/HEAD": "", "b/.git/HEAD": "" }],
  ["that shares its root", { ...TWO, ".git/HEAD": "" }],
] as const) {
  scene(`the findings of a folder ${name} go with it`, { folders: ["a", "b"], files }, (client) =>
    followed(client, async (shown) => {
      assert.deepEqual(paths(shown), ["a/job.yaml", "b/job.yaml"]);
      const event = { added: [], removed: [client.folder("b")] };
      await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event });
      await isCleared(shown, "b/job.yaml");
      assert.ok(
        [...shown.values()].some((count) => count > 0),
        "the other folder's stay",
      );
    }),
  );
}

const ELSEWHERE = {
  ...PULLS,
  workspace: { ...PULLS.workspace, didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } },
};
const bases = (client: Client): unknown[] => [
  ...new Set(client.watched.flatMap(({ registerOptions }) => registerOptions.watchers.map(({ globPattern }) => globPattern.baseUri))),
];

scene(
  "a root above the folders is watched, too, where the client can: what lies beside them counts",
  {
    folders: ["ws/a"],
    capabilities: ELSEWHERE,
    files: { "ws/drydock.yaml": UNIT, "ws/other.yaml": OTHER, "two/.git/HEAD": "", "two/c/x.yaml": "" },
  },
  async (client) => {
    await client.until("the registrations", () => client.watched.length === 2);
    assert.deepEqual(bases(client), [undefined, client.uri("ws")]);
    await client.open("ws/a/job.yaml", job());
    assert.deepEqual(await findings(client, "ws/a/job.yaml"), ["queueing/queue-not-found@fraud-queue", LIMIT]);
    client.write("ws/b/queues.yaml", QUEUES);
    await client.changedOnDisk(["ws/b/queues.yaml", "Created"]);
    assert.deepEqual(await findings(client, "ws/a/job.yaml"), [LIMIT]);
    const event = { added: [client.folder("two"), client.folder("two/c"), client.folder("ws/b")], removed: [] };
    await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event });
    await client.pull("ws/a/job.yaml");
    assert.equal(client.watched.length, 2, "no root is new, or it is a folder of the client itself");
    const removed = { added: [], removed: [client.folder("two")] };
    await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event: removed });
    await client.until("another registration", () => client.watched.length === 3);
    assert.deepEqual(bases(client), [undefined, client.uri("ws"), client.uri("two")]);
  },
);

scene("a folder that comes is looked at", { folders: ["a"], files: TWO }, (client) =>
  followed(client, async (shown) => {
    assert.deepEqual(paths(shown), ["a/job.yaml"]);
    const event = { added: [client.folder("b")], removed: [] };
    await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event });
    await eventually("its file is shown", () => paths(shown).includes("b/job.yaml"));
  }),
);

scene(
  "a folder in a folder counts once",
  { folders: ["x", "x/y"], files: { "x/y/.git/HEAD": "", "x/y/job.yaml": job() } },
  async (client) => {
    const edit = await client.connection.sendRequest<WorkspaceEdit>("drydock/fix", {});
    assert.equal(edit.documentChanges?.length, 1, "its file is repaired once");
    const summary = await client.connection.sendRequest<WorkspaceSummary>("drydock/summary");
    assert.deepEqual(summary, { files: 1, resources: 1, workloads: 1 });
  },
);

scene(
  "a file outside of all folders has findings while it is open",
  { folders: ["in"], files: { "in/.git/HEAD": "", "in/job.yaml": job(), "out/job.yaml": job() } },
  (client) =>
    followed(client, async (shown) => {
      await client.open("out/job.yaml", job());
      assert.deepEqual(await findings(client, "out/job.yaml"), [LIMIT]);
      await client.close("out/job.yaml");
      await isCleared(shown, "out/job.yaml");
      assert.deepEqual(await findings(client, "out/job.yaml"), []);
    }),
);

scene(
  "a folder that goes, or moves, takes its files along: editors tell of no more than of the folder",
  { files: { "drydock.yaml": UNIT, "other.yaml": OTHER, "queues/team/queues.yaml": QUEUES } },
  async (client) => {
    await client.open("job.yaml", job());
    assert.deepEqual(await findings(client, "job.yaml"), [LIMIT]);
    rmSync(join(client.root, "queues"), { recursive: true });
    await client.changedOnDisk(["queues", "Deleted"]);
    assert.deepEqual(await findings(client, "job.yaml"), ["queueing/queue-not-found@fraud-queue", LIMIT]);
    client.write("made/elsewhere/queues.yaml", QUEUES);
    renameSync(join(client.root, "made"), join(client.root, "queues.d"));
    await client.changedOnDisk(["queues.d", "Created"]);
    assert.deepEqual(await findings(client, "job.yaml"), [LIMIT]);
  },
);

scene(
  "what is ignored says nothing and decides nothing, also while it is open",
  { files: { "drydock.yaml": UNIT, "other.yaml": OTHER, ".drydockignore": "built/\n", "job.yaml": job() } },
  async (client) => {
    const missing = ["queueing/queue-not-found@fraud-queue", LIMIT];
    await client.open("job.yaml", job());
    await client.open("built/queues.yaml", QUEUES);
    await client.open("built/job.yaml", job());
    await client.open("built/drydock.yaml", "presett: strict\n");
    await client.open("node_modules/operator/example.yaml", job());
    assert.deepEqual(await findings(client, "job.yaml"), missing);
    for (const path of ["built/job.yaml", "built/drydock.yaml", "node_modules/operator/example.yaml"])
      assert.deepEqual(await client.pull(path), [], path);
    client.write(".drydockignore", "");
    await client.changedOnDisk([".drydockignore", "Changed"]);
    assert.deepEqual(await findings(client, "job.yaml"), [LIMIT]);
    assert.deepEqual(await findings(client, "built/job.yaml"), [LIMIT]);
    assert.equal((await client.pull("built/drydock.yaml")).length, 1);
    client.write(".drydockignore", "built/\n");
    await client.changedOnDisk([".drydockignore", "Changed"]);
    assert.deepEqual(await findings(client, "job.yaml"), missing);
    assert.deepEqual(await client.pull("built/job.yaml"), []);
  },
);

scene(
  "a file on its own is looked at even where it is ignored",
  { folders: [], files: { ".git/HEAD": "", ".gitignore": "a.yaml\n" } },
  async (client) => {
    await client.open("a.yaml", job());
    assert.deepEqual(await findings(client, "a.yaml"), [LIMIT]);
  },
);
