// What git knows of a workspace: which files differ from an earlier state, and what they were then. Only read; no monitor, filter or
// program for diffs that a repository's own configuration may name is run, and nothing is fetched.
import { decode } from "./decode.ts";

export interface GitChanges {
  /** Absolute folder to which all paths are relative, with "/" separators. */
  readonly top: string;
  readonly changes: readonly GitChange[];
  /** The text of a file as it was; undefined where it was no text. */
  textOf(id: string): string | undefined | GitProblem;
}

/** One file that is not what it was: new (no `before`), gone (no `path`), changed, renamed. */
interface GitChange {
  readonly path?: string;
  readonly before?: { readonly path: string; readonly id: string };
  /** Only its name is another. */
  readonly isSame: boolean;
}

/** Why git cannot tell, as a sentence. */
export interface GitProblem {
  readonly problem: string;
}

/**
 * The files of the working tree, also those that nobody added yet, that differ from the commit at which `revision` and the present
 * commit parted. `folder`: absolute, in the repository.
 */
export function changesSince(folder: string, revision: string): GitChanges | GitProblem {
  const where = git(folder, ["rev-parse", "--show-toplevel"]);
  if ("problem" in where) return where;
  if (where.status !== 0) return { problem: notARepository(where.error) };
  const top = where.out.toString("utf8").replace(/\r?\n$/, "");
  const base = baseOf(top, revision);
  if (typeof base !== "string") return base;
  const compared = ["diff", "--raw", "-z", "--no-abbrev", "-M", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all", base];
  const differing = git(top, compared, "", withoutFilters(top));
  if ("problem" in differing || differing.status !== 0) return failed("diff", differing);
  const unknown = git(top, ["ls-files", "--others", "--exclude-standard", "-z"]);
  if ("problem" in unknown || unknown.status !== 0) return failed("ls-files", unknown);
  const fresh = unknown.out.toString("utf8").split("\0").slice(0, -1);
  const changes = [...changesOf(differing.out.toString("utf8")), ...fresh.map((path): GitChange => ({ path, isSame: false }))];
  return { top, changes, textOf: textsOf(top, changes) };
}

interface Answer {
  readonly status: number | null;
  readonly out: Buffer;
  readonly error: string;
}

const LARGEST_ANSWER = 1 << 30;

/** What a hook of git finds in its environment is about the repository that it runs for; ours is that of the folder. */
const OF_A_HOOK = ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"];

/** A clone that is partial would fetch by itself what it lacks. */
const CAREFUL = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never"];

function git(folder: string, words: readonly string[], input = "", more: Environment = {}): Answer | GitProblem {
  // Loaded here: few runs need it.
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_A_HOOK.includes(name)));
  const { status, stdout, stderr, error } = spawnSync("git", [...CAREFUL, "-C", folder, ...words], {
    input,
    maxBuffer: LARGEST_ANSWER,
    env: { ...env, ...more, LC_ALL: "C" },
  });
  if (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { problem: code === "ENOENT" ? "git is needed for this, and there is none on the PATH." : `git could not be run (${code}).` };
  }
  return { status, out: stdout, error: stderr.toString("utf8").trim() };
}

type Environment = Readonly<Record<string, string>>;

/**
 * Settings, as git takes them from the environment, under which the filters that the repository itself configures do nothing: git would
 * run their commands on every file that it looks into. Those that the user configured for all repositories stay.
 */
function withoutFilters(top: string): Environment {
  const answer = git(top, ["config", "--show-scope", "-z", "--name-only", "--get-regexp", "^filter\\..*\\.(clean|process|required)$"]);
  if ("problem" in answer) return {};
  const fields = answer.out.toString("utf8").split("\0").slice(0, -1);
  const own = fields.filter((_, index) => index % 2 === 1 && ["local", "worktree"].includes(fields[index - 1] as string));
  const given = Number(process.env.GIT_CONFIG_COUNT) || 0;
  const settings: Record<string, string> = { GIT_CONFIG_COUNT: String(given + own.length) };
  for (const [index, name] of own.entries()) {
    settings[`GIT_CONFIG_KEY_${given + index}`] = name;
    settings[`GIT_CONFIG_VALUE_${given + index}`] = name.endsWith(".required") ? "false" : "";
  }
  return own.length > 0 ? settings : {};
}

function failed(command: string, answer: Answer | GitProblem): GitProblem {
  if ("problem" in answer) return answer;
  if (answer.error.includes("promisor remote"))
    return {
      problem: `This clone is partial, and Drydock lets nothing fetch what the files were: git diff --stat --merge-base REVISION does it once.`,
    };
  return { problem: `git ${command} failed: ${answer.error.split("\n")[0] || `exit code ${answer.status}`}` };
}

function notARepository(error: string): string {
  if (error.includes("dubious ownership"))
    return "git does not trust this repository, because it belongs to somebody else: git config --global --add safe.directory DIR says that it may.";
  if (error.includes("work tree"))
    return "This is a repository without files (a bare one, or inside of .git): run the command in its files.";
  return "This folder is in no git repository, so that nobody knows what changed.";
}

/** The commit from which the present one and `revision` went their own ways. */
function baseOf(top: string, revision: string): string | GitProblem {
  const named = git(top, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  if ("problem" in named) return named;
  if (named.status !== 0) return { problem: `git knows no revision "${revision}" here.${shallowHint(top)}` };
  const parted = git(top, ["merge-base", named.out.toString("utf8").trim(), "HEAD"]);
  if ("problem" in parted) return parted;
  const base = parted.out.toString("utf8").trim();
  if (parted.status !== 0 || base === "")
    return { problem: `The present commit and "${revision}" have no commit in common.${shallowHint(top)}` };
  return base;
}

function shallowHint(top: string): string {
  const answer = git(top, ["rev-parse", "--is-shallow-repository"]);
  const isShallow = "out" in answer && answer.out.toString("utf8").trim() === "true";
  return isShallow ? " The clone is shallow: fetch more of its history (git fetch --unshallow)." : "";
}

const NOTHING = /^0+$/;

/** `:100644 100644 ID ID M\0path\0`, and for a rename `R086\0before\0after\0`. */
function changesOf(raw: string): readonly GitChange[] {
  const fields = raw.split("\0");
  const changes = new Map<string, GitChange>();
  for (let at = 0; at + 1 < fields.length; ) {
    const [, , id = "", , status = ""] = (fields[at++] as string).split(" ");
    const path = fields[at++] as string;
    const kind = status[0];
    const before = NOTHING.test(id) ? {} : { before: { path, id } };
    if (kind === "R" || kind === "C") {
      const after = fields[at++] as string;
      changes.set(after, { path: after, ...(kind === "R" ? before : {}), isSame: status === "R100" });
    } else if (kind === "D") changes.set(path, { ...before, isSame: false });
    // A path with a conflict comes twice, the second time with what it was.
    else if (kind !== "U" || !changes.has(path)) changes.set(path, { path, ...(kind === "A" ? {} : before), isSame: false });
  }
  return [...changes.values()];
}

/** All texts are asked for at once, when the first is wanted. */
function textsOf(top: string, changes: readonly GitChange[]): GitChanges["textOf"] {
  let texts: ReadonlyMap<string, string> | GitProblem | undefined;
  return (id) => {
    texts ??= readBlobs(top, [...new Set(changes.flatMap(({ before }) => (before ? [before.id] : [])))]);
    return "problem" in texts ? texts : texts.get(id);
  };
}

/** Each answer is `ID blob SIZE\n`, the bytes and a line feed, or `ID missing\n`. */
function readBlobs(top: string, ids: readonly string[]): ReadonlyMap<string, string> | GitProblem {
  const texts = new Map<string, string>();
  const answer = git(top, ["cat-file", "--batch"], `${ids.join("\n")}\n`);
  if ("problem" in answer || answer.status !== 0) return failed("cat-file", answer);
  const { out } = answer;
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    const [id = "", kind, size] = out.toString("utf8", at, end).split(" ");
    at = end + 1;
    if (kind === "missing") continue;
    const length = Number(size);
    const decoded = kind === "blob" ? decode(out.subarray(at, at + length)) : undefined;
    if (decoded && "text" in decoded) texts.set(id, decoded.text);
    at += length + 1;
  }
  return texts;
}
