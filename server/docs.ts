// The pages of the rules, as the editor can open them: they lie beside the bundle, so that no click needs the network.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { docsUrl } from "../engine/api.ts";
import type { ShowDocsCommand } from "./protocol.ts";

export const SHOW_DOCS: ShowDocsCommand = "drydock.showDocs";

/** The URI of a rule's page; undefined where the page is not there. */
export function docsUri(rule: string): string | undefined {
  const page = new URL(`../${docsUrl(rule)}`, import.meta.url);
  return existsSync(fileURLToPath(page)) ? page.href : undefined;
}
