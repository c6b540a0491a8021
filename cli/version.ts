// The version of the package that this file is part of, read where it stands so that it is written in one place only.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** As npm and as VS Code call it (tools/package.mjs). */
const NAMES = ["drydock-lint", "drydock"];

export function versionOf(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      const { name, version } = JSON.parse(readFileSync(file, "utf8"));
      if (NAMES.includes(name)) return String(version);
    }
    if (dirname(folder) === folder) throw new Error("the package of the command cannot be found");
  }
}
