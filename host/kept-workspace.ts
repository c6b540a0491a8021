// What was known of a workspace at the end of a run, so that the next one judges what changed and not all. Texts are compared by their
// hash, as everywhere here; which configuration, rules and build it was the name of the entry says.
import type { Kept } from "../engine/api.ts";
import type { Cache } from "./cache.ts";

export interface KeptWorkspace {
  readonly known: Kept;
  /** What each file held (`Recorder.digestOf`). */
  readonly digests: ReadonlyMap<string, string>;
  /** The names that the engine was told of folders. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** Bytes. Tens of thousands of findings take tens of megabytes; beyond that keeping them takes as long as it saves. */
const LARGEST = 128e6;

export function keepWorkspace(cache: Cache, name: string, workspace: KeptWorkspace): void {
  const bytes = process.getBuiltinModule("node:v8").serialize(workspace);
  if (bytes.length <= LARGEST) cache.write(name, [bytes]);
}

/** Only what the cache vouches for is read: whoever can write there can also change Drydock itself. */
export function recallWorkspace(cache: Cache, name: string): KeptWorkspace | undefined {
  const bytes = cache.read(name);
  return bytes && process.getBuiltinModule("node:v8").deserialize(bytes);
}
