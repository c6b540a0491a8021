// Files as the client names them and as the disk does: a folder may be opened, and a file be reached, through a link. The engine sees
// each file once and where it really lies, as on the command line; the client hears of it by the name that it uses itself.
import { basename, dirname, join, resolve } from "node:path";
import { URI } from "vscode-uri";
import { realFolder } from "../host/workspace.ts";
import { pathBelow } from "./workspace.ts";

interface Folder {
  readonly named: string;
  readonly real: string;
}

export class FileNames {
  #folders: readonly Folder[] = [];
  /** By folder, as it is named. */
  readonly #real = new Map<string, string>();

  /** The folders of the client. Those that are on the disk are returned as they really lie. */
  setFolders(uris: readonly string[]): readonly string[] {
    this.#real.clear();
    // Without the slash at the end that some clients write.
    const named = uris.flatMap((uri) => fileOf(uri) ?? []).map((path) => resolve(path));
    this.#folders = named.map((path) => ({ named: path, real: this.#realOf(path) }));
    return this.#folders.map(({ real }) => real);
  }

  /** Something came or went on the disk, perhaps a link. */
  forget(): void {
    this.#real.clear();
  }

  /** Where a file really lies; undefined for what is no file. That it is a link itself is no matter: it has a name of its own then. */
  toDisk(uri: string): string | undefined {
    const file = fileOf(uri);
    return file === undefined || dirname(file) === file ? file : join(this.#realOf(dirname(file)), basename(file));
  }

  /** The name that the client would give to a file. */
  toClient(file: string): string {
    for (const { named, real } of this.#folders) {
      const path = named === real ? undefined : pathBelow(real, file);
      if (path !== undefined) return URI.file(join(named, path)).toString();
    }
    return URI.file(file).toString();
  }

  #realOf(folder: string): string {
    const known = this.#real.get(folder);
    if (known !== undefined) return known;
    const real = realFolder(folder);
    this.#real.set(folder, real);
    return real;
  }
}

/** The absolute path of a URI as it is written, undefined for what is no file. */
export function fileOf(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === "file" ? parsed.fsPath : undefined;
}
