// What is kept between runs, below the user's own cache folder. It only ever saves time: an entry that is not certainly ours and whole is
// none, and nothing that goes wrong with a cache is an error, so every failure here ends in "nothing is kept".
import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { isAbsolute, join } from "node:path";

/** One kind of things that are kept. */
export interface Cache {
  /** Undefined where there is none, or none that can be trusted. */
  read(name: string): Buffer | undefined;
  write(name: string, pieces: readonly (Buffer | string)[]): void;
}

interface Limits {
  readonly entries: number;
  /** Of all entries together. */
  readonly bytes: number;
}

/** Undefined where nothing is to be kept: it is switched off, or nobody knows where. */
export function openCache(kind: string, limits: Limits, env: NodeJS.ProcessEnv): Cache | undefined {
  const base = env.DRYDOCK_NO_CACHE ? undefined : cacheHome(env);
  if (base === undefined) return undefined;
  const own = join(base, "drydock");
  const folder = join(own, kind);
  return {
    read: (name) => silently(() => readEntry([own, folder], name)),
    write: (name, pieces) =>
      void silently(() => {
        for (const one of [base, own, folder]) makeFolder(one);
        if (![own, folder].every(isOurFolder)) return;
        writeEntry(folder, name, pieces);
        thinOut(folder, limits);
      }),
  };
}

function cacheHome({ XDG_CACHE_HOME, LOCALAPPDATA, HOME }: NodeJS.ProcessEnv): string | undefined {
  const home = HOME && isAbsolute(HOME) ? HOME : undefined;
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  if (process.platform === "win32") return LOCALAPPDATA || undefined;
  return home && join(home, process.platform === "darwin" ? "Library/Caches" : ".cache");
}

/** One level at a time: where folders cannot be made at all, as below /proc, Node's own way to make several never ends. */
function makeFolder(folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
}

/** A cache that cannot be used is not there: a full disk, a home that is read-only, a folder that somebody removes meanwhile. */
function silently<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

/** Whoever else could write there could have us run their code. Windows keeps the folder to its user by itself. */
function isOurs({ uid, mode }: Stats): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

function isOurFolder(folder: string): boolean {
  const stats = lstatSync(folder);
  return stats.isDirectory() && isOurs(stats);
}

const SEAL = 32;

/** The name is sealed in, so that no entry can stand for another. */
function sealOf(name: string, pieces: readonly (Buffer | string)[]): Buffer {
  const hash = createHash("sha256").update(`${name}\n`);
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

function readEntry(folders: readonly string[], name: string): Buffer | undefined {
  const file = join(folders.at(-1) as string, name);
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || !isOurs(stats) || !folders.every(isOurFolder)) return undefined;
    const bytes = readFileSync(descriptor);
    const content = bytes.subarray(SEAL);
    if (!bytes.subarray(0, SEAL).equals(sealOf(name, [content]))) return undefined;
    // The oldest go first when there is no more room; being used makes it young.
    silently(() => utimesSync(file, new Date(), new Date()));
    return content;
  } finally {
    closeSync(descriptor);
  }
}

/** In one step: whoever reads meanwhile has the old one or the new one. */
function writeEntry(folder: string, name: string, pieces: readonly (Buffer | string)[]): void {
  const temporary = join(folder, `${name}.${process.pid}.new`);
  const descriptor = openSync(temporary, "wx", 0o600);
  try {
    try {
      writeFileSync(descriptor, sealOf(name, pieces));
      for (const piece of pieces) writeFileSync(descriptor, piece);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, join(folder, name));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** What a process that was killed left behind goes by its age as everything else. */
function thinOut(folder: string, { entries, bytes }: Limits): void {
  const files = readdirSync(folder).flatMap((name) => {
    const file = join(folder, name);
    // Another run may have taken it away.
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats ? [{ file, size: stats.size, at: stats.mtimeMs }] : [];
  });
  files.sort((a, b) => b.at - a.at);
  let sum = 0;
  for (const [index, { file, size }] of files.entries()) {
    sum += size;
    if (index > 0 && (index >= entries || sum > bytes)) rmSync(file, { force: true });
  }
}
