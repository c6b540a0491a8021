// What a suite needs and takes minutes to make, kept outside the checkout once per version. Two runs at once do not disturb each other, and
// one that was cut off leaves nothing that another takes for whole.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";

/** DRYDOCK_CACHE, or the user's cache folder. */
export const cacheFolder = (name: string): string =>
  join(process.env.DRYDOCK_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "drydock"), name);

export const isKept = (folder: string): boolean => existsSync(join(folder, ".ok"));

/** `make` fills a folder of this run, which becomes `folder` when it is whole; the reason is returned where it cannot. */
export async function makeKept(folder: string, make: (mine: string) => Promise<string | undefined>): Promise<string | undefined> {
  sweep(folder);
  const mine = `${folder}.${process.pid}`;
  mkdirSync(mine, { recursive: true });
  const reason = await make(mine);
  if (reason !== undefined) {
    rmSync(mine, { recursive: true });
    return reason;
  }
  writeFileSync(join(mine, ".ok"), "");
  settle(mine, folder);
  return undefined;
}

const HOUR = 3_600_000;

/** What runs that were cut off have left. One that is at work now is younger. */
function sweep(folder: string): void {
  const cache = dirname(folder);
  if (!existsSync(cache)) return;
  for (const name of readdirSync(cache).filter((one) => one.startsWith(`${basename(folder)}.`))) {
    if (Date.now() - statSync(join(cache, name)).mtimeMs > HOUR) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

/** Another run may have been first; then its folder serves. */
function settle(mine: string, folder: string): void {
  try {
    renameSync(mine, folder);
  } catch (error) {
    rmSync(mine, { recursive: true });
    if (!isKept(folder)) throw error;
  }
}
