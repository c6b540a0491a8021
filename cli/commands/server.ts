// drydock server: the language server is a bundle of its own beside this one, so that nobody waits for it who only lints.
import { createRequire } from "node:module";
import { join } from "node:path";

/** Returns at once; the server lives until the editor closes its input. */
export function serve(): void {
  const file = join(import.meta.dirname, "server.cjs");
  createRequire(file)(file);
}
