// Where runs and workspaces are kept in tests, however few files they have.
import assert from "node:assert/strict";
import type { Keeper } from "../../cli/io.ts";
import { type Cache, openCache } from "../../host/cache.ts";
import { openRuns, runName } from "../../host/kept-runs.ts";

/** How often something was known of a workspace. */
export const known = { times: 0 };

export function keeperIn(folder: string, circumstances: readonly unknown[]): Keeper {
  const env = { XDG_CACHE_HOME: folder };
  const cache = openRuns(env);
  const workspaces = openCache("workspaces", { entries: 5, bytes: 1e8 }, env);
  assert.ok(cache && workspaces);
  const counted: Cache = {
    ...workspaces,
    read(name) {
      const bytes = workspaces.read(name);
      if (bytes) known.times++;
      return bytes;
    },
  };
  return { cache, name: runName(circumstances), workspaces: { cache: counted, build: "", fewest: 0 } };
}
