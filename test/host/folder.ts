// Folders for tests: made of a map from path to content, removed afterwards.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Runs `body` with a new folder that holds these files; a path that ends in "/" is an empty folder. */
export function inFolder<T>(files: Readonly<Record<string, string | Buffer>>, body: (folder: string) => T): T {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "drydock-test-")));
  let result: T;
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(path.endsWith("/") ? join(folder, path) : dirname(join(folder, path)), { recursive: true });
      if (!path.endsWith("/")) writeFileSync(join(folder, path), content);
    }
    result = body(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  if (result instanceof Promise) return result.finally(() => rmSync(folder, { recursive: true, force: true })) as T;
  rmSync(folder, { recursive: true, force: true });
  return result;
}
