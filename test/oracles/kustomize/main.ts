// Compares our builds with Kustomize's: objects as JSON, in any order, nulls and empty metadata left out (Kubernetes drops them).
// A difference has a class in known-differences.json, which may only shrink. Corpus folders that Kustomize itself cannot build (files
// that are not there) are counted, and our build has to say that something is wrong, too.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { createInterface } from "node:readline";
import { isClusterScoped, mergeFieldOf, mergeTypeOf } from "../../../engine/dialect/kustomize/merge-keys.ts";
import table from "../../../schemas/patch-merge-keys.json";
import { builds } from "../../dialect/kustomize/builds.ts";
import { type Built, buildFolder, diskAccess, memoryAccess } from "./build-folder.ts";
import { randomBuild } from "./random-builds.ts";

const RANDOM_BUILDS = 2000;

interface Answer {
  readonly folder: string;
  readonly objects?: readonly unknown[];
  readonly error?: string;
}

const [program = "", word] = process.argv.slice(2);
const known = JSON.parse(readFileSync("test/oracles/kustomize/known-differences.json", "utf8")) as Record<
  string,
  { count: number; example: string; why: string }
>;
const seen = new Map<string, string[]>();
let passed = 0;
let failed = 0;

class Oracle {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  constructor() {
    this.#process = spawn(program, ["build"]);
    this.#process.stderr.resume();
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async build(folder: string): Promise<Answer> {
    this.#process.stdin.write(`${folder}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`The oracle ended at ${folder}.`);
    return JSON.parse(value, (_, one, context?: { source?: string }) =>
      typeof one === "number" && !Number.isSafeInteger(one) ? (context?.source ?? one) : one,
    ) as Answer;
  }

  end(): void {
    this.#process.stdin.end();
  }
}

function report(name: string, difference: string | undefined, className = "other"): void {
  if (difference === undefined) {
    passed++;
    return;
  }
  seen.set(className, [...(seen.get(className) ?? []), `${name}: ${difference}`]);
}

/** Our merge table and Kustomize's own, for every kind of ours. */
function compareTables(): void {
  const kinds = Object.keys(table.kinds);
  const all = [...new Set([...kinds, ...table.clusterScoped])];
  const { stdout } = spawnSync(program, ["tables", ...all], { encoding: "utf8", maxBuffer: 1 << 28 });
  const theirs = JSON.parse(stdout) as { merges: Record<string, Record<string, string>>; clusterScoped: string[] };
  for (const kind of kinds) {
    const ours = paths(mergeTypeOf(...splitKind(kind)), [], {});
    const expected = Object.fromEntries(Object.entries(theirs.merges[kind] ?? {}).filter(([path]) => !path.split(".").includes("status")));
    report(`merge keys of ${kind}`, differenceOf(ours, expected), "merge-table");
  }
  for (const kind of all)
    report(
      `scope of ${kind}`,
      isClusterScoped(...splitKind(kind)) === theirs.clusterScoped.includes(kind) ? undefined : "differs",
      "scope-table",
    );
}

const splitKind = (id: string): [string, string] => [id.slice(0, id.lastIndexOf("/")), id.slice(id.lastIndexOf("/") + 1)];

function paths(type: string | undefined, above: readonly string[], found: Record<string, string>): Record<string, string> {
  const fields = (table.types as Record<string, Record<string, unknown>>)[type ?? ""] ?? {};
  for (const field of Object.keys(fields)) {
    const { keys, type: inner } = mergeFieldOf(type, field);
    const path = [...above, field];
    if (keys) found[path.join(".")] = keys.join(",");
    paths(inner, path, found);
  }
  return found;
}

async function compareHandwritten(): Promise<void> {
  for (const { name, files, root, refused = false } of builds) {
    const [answer, ours] = await both(files, root);
    if (refused !== (answer.error !== undefined)) report(name, `Kustomize says ${answer.error ?? "that all is well"}`, "handwritten");
    else report(name, refused ? refusal(ours) : (said(ours) ?? differenceOf(...comparable(ours, answer))), "handwritten");
  }
}

async function compareRandom(): Promise<void> {
  for (let seed = 1; seed <= RANDOM_BUILDS; seed++) {
    const { files } = randomBuild(seed);
    const [answer, ours] = await both(files);
    // A directive about a list that is not there: Kustomize does odd things with what stands beside it, we say that it is wrong.
    if (answer.error === undefined && said(ours)?.includes("leaves $patch in the object")) continue;
    const difference = answer.error === undefined ? (said(ours) ?? differenceOf(...comparable(ours, answer))) : refusal(ours);
    report(
      `random build ${seed}`,
      difference && `${difference}${answer.error === undefined ? "" : ` (Kustomize: ${answer.error.slice(-200)})`}`,
      "random",
    );
  }
}

const said = (ours: Built): string | undefined => ours.unit.problems[0] && `we say ${ours.unit.problems[0].message}`;

const refusal = (ours: Built): string | undefined => (ours.unit.problems.length > 0 ? undefined : "we find nothing wrong");

/** Kustomize's build of the files, in a folder of their own, and ours. */
async function both(files: Readonly<Record<string, string>>, root = ""): Promise<[Answer, Built]> {
  const folder = mkdtempSync(join(tmpdir(), "drydock-kustomize-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return [await oracle.build(join(folder, root)), buildFolder(memoryAccess(files), root)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compareCorpus(): Promise<void> {
  const shared = process.env.DRYDOCK_SHARED ?? "../shared";
  const corpus = join(shared, "corpus/dev");
  if (!existsSync(corpus)) {
    process.stdout.write("The corpus is not here (DRYDOCK_SHARED): only the handwritten builds were compared.\n");
    return;
  }
  let refused = 0;
  let built = 0;
  for (const project of readdirSync(corpus).sort()) {
    const access = diskAccess(join(corpus, project));
    for (const file of access.paths.filter((path) => /(^|\/)kustomization\.ya?ml$|(^|\/)Kustomization$/.test(path))) {
      const name = `${project}/${file}`;
      if (word !== undefined && !name.includes(word)) continue;
      const folder = dirname(join(corpus, project, file));
      const answer = await oracle.build(folder);
      const ours = buildFolder(access, dirname(file) === "." ? "" : dirname(file));
      if (answer.error === undefined) {
        built++;
        const left = ours.unit.incomplete.filter((reason) => !/not followed|plugin|^a component, /.test(reason));
        if (left.length > 0) report(name, `we say ${left[0]}`, "we-refuse");
        else {
          const difference = differenceOf(...comparable(ours, answer));
          report(name, difference, difference?.includes(END_OF_FILE) ? "block-at-end-of-file" : classOf(ours));
        }
      } else {
        refused++;
        const isSaid = ours.unit.incomplete.length > 0;
        report(name, isSaid ? undefined : `Kustomize says ${answer.error.slice(-300).replaceAll("\n", " ")}`, "we-accept");
      }
    }
  }
  process.stdout.write(
    `corpus: ${built} kustomizations that Kustomize builds, ${refused} that it refuses (files that are not there, remote bases)\n`,
  );
  process.stdout.write(`${relative(process.cwd(), corpus)} compared\n`);
}

/** Builds with values that we do not follow can differ in these alone. */
const classOf = (ours: Built): string => (ours.unit.incomplete.length > 0 ? "not-followed" : "corpus");

/** Both sides as sorted JSON; what is unknown in ours takes Kustomize's value, names of generated objects lose their hash. */
function comparable(ours: Built, { objects = [] }: Answer): [unknown, unknown] {
  const renames = new Map<string, string>();
  const names = new Set(ours.hashed);
  for (const object of objects as { kind?: string; metadata?: { name?: string } }[]) {
    const name = object.metadata?.name ?? "";
    const plain = name.replace(/-[a-z0-9]{10}$/, "");
    if ((object.kind === "ConfigMap" || object.kind === "Secret") && plain !== name && names.has(plain)) renames.set(name, plain);
  }
  const theirs = new Map(objects.map((object) => normal(object, renames)).map((object) => [idOf(object), object]));
  const mine = new Map(ours.objects.map((object) => normal(object, new Map())).map((object) => [idOf(object), object]));
  for (const [id, object] of mine) mine.set(id, filled(object, theirs.get(id)));
  return [Object.fromEntries([...mine].sort()), Object.fromEntries([...theirs].sort())];
}

function idOf(object: unknown): string {
  const { apiVersion, kind, metadata } = object as { apiVersion?: string; kind?: string; metadata?: { name?: string; namespace?: string } };
  return [apiVersion, kind, metadata?.namespace ?? "", metadata?.name].join("/");
}

function normal(value: unknown, renames: ReadonlyMap<string, string>, isMetadata = false): unknown {
  if (Array.isArray(value)) return value.map((item) => normal(item, renames));
  if (typeof value === "string") return renames.get(value) ?? value;
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== null && !(isMetadata && isEmpty(one)));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, normal(one, renames, key === "metadata")]),
  );
}

const isEmpty = (value: unknown): boolean => typeof value === "object" && value !== null && Object.keys(value).length === 0;

const UNKNOWN = "\u0000unknown";

function filled(ours: unknown, theirs: unknown): unknown {
  if (ours === UNKNOWN) return theirs;
  if (Array.isArray(ours)) return ours.map((item, index) => filled(item, Array.isArray(theirs) ? theirs[index] : undefined));
  if (typeof ours !== "object" || ours === null) return ours;
  return Object.fromEntries(
    Object.entries(ours).map(([key, one]) => [key, filled(one, (theirs as Record<string, unknown> | undefined)?.[key])]),
  );
}

const END_OF_FILE = " ends with a line break in ours only";

/** The first place where two values differ, in words. */
function differenceOf(ours: unknown, theirs: unknown, path = ""): string | undefined {
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return undefined;
  if (typeof ours === "object" && typeof theirs === "object" && ours && theirs && Array.isArray(ours) === Array.isArray(theirs)) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const found = differenceOf((ours as Record<string, unknown>)[key], (theirs as Record<string, unknown>)[key], `${path}.${key}`);
      if (found) return found;
    }
    return undefined;
  }
  if (typeof theirs === "string" && ours === `${theirs}\n`) return `${path}${END_OF_FILE}`;
  const cut = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value).slice(0, 200));
  return `${path} is ${cut(ours)}, Kustomize has ${cut(theirs)}`;
}

function finish(): void {
  for (const [name, examples] of seen) {
    const allowed = known[name]?.count ?? 0;
    if (examples.length > allowed) {
      failed++;
      process.stdout.write(
        `FAIL ${name}: ${examples.length} differences, ${allowed} known\n${examples.map((one) => `  ${one}`).join("\n")}\n`,
      );
    }
  }
  for (const [name, { count }] of Object.entries(known)) {
    const now = seen.get(name)?.length ?? 0;
    if (word === undefined && now < count)
      process.stdout.write(`${name}: ${now} differences are left, the list can be lowered from ${count}\n`);
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

const oracle = new Oracle();
compareTables();
await compareHandwritten();
await compareRandom();
await compareCorpus();
oracle.end();
finish();
