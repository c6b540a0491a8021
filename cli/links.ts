// Addresses of lines in the repository that a pipeline runs for, from what the pipeline says about itself; none elsewhere.
import type { Io } from "./io.ts";
import { visible } from "./reporters/inert.ts";

/** `path` is one of the repository. */
export type LinkTo = (path: string, line: number) => string;

export function linksOf(env: Io["env"]): LinkTo | undefined {
  const base = baseOf(env);
  if (base === undefined || !/^https?:\/\/[\w.:-]+\/[\w./~-]+$/.test(base)) return undefined;
  return (path, line) => `${base}/${path.split("/").map(encoded).join("/")}#L${line}`;
}

/** encodeURIComponent leaves brackets and some more, which would end a link in Markdown. */
const encoded = (part: string): string =>
  encodeURIComponent(visible(part)).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

function baseOf(env: Io["env"]): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA, CI_PROJECT_URL, CI_COMMIT_SHA } = env;
  if (GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_SHA) return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/blob/${GITHUB_SHA}`;
  if (CI_PROJECT_URL && CI_COMMIT_SHA) return `${CI_PROJECT_URL}/-/blob/${CI_COMMIT_SHA}`;
  return undefined;
}
