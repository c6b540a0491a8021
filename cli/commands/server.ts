// drydock server: the language server is a bundle of its own beside this one, so that nobody waits for it who only lints.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Returns at once; the server lives until the editor closes its input. */
export function serve(): void {
  createRequire(import.meta.url)(fileURLToPath(new URL("server.cjs", import.meta.url)));
}
