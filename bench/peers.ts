// The tools that the benchmark compares with: where they are, how they are run, and how they are installed, by name, outside of the
// checkout ($PEERS, else ~/peers). Nothing else needs them; what is not there is left out of the benchmark.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export const PEERS_FOLDER = process.env.PEERS ?? join(homedir(), "peers");
const KUBERNETES = "1.34.0";
const PROGRAMS = {
  "kube-score": "github.com/zegl/kube-score/cmd/kube-score@v1.20.0",
  kubeconform: "github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0",
};
/** The schemas that kubeconform reads. */
const SCHEMAS = { package: "kubernetes-validate==1.37.0", folder: "kubernetes_validate/kubernetes-json-schema" };

export interface Peer {
  readonly name: string;
  readonly program: string;
  readonly args: (paths: readonly string[]) => readonly string[];
  /** Exit codes of a run that looked at all files. */
  readonly codes: readonly number[];
  /** On stderr: the run ended early. */
  readonly failed?: RegExp;
}

const programOf = (name: string): string => join(PEERS_FOLDER, "bin", process.platform === "win32" ? `${name}.exe` : name);
const schemaFolder = (): string => join(PEERS_FOLDER, "schemas", `v${KUBERNETES}`);

/** Those that are installed. Run inside the folder of the manifests. */
export function installedPeers(): readonly Peer[] {
  const peers: readonly Peer[] = [
    {
      name: "kube-score 1.20.0",
      program: programOf("kube-score"),
      args: (paths) => ["score", "-o", "json", ...paths],
      codes: [0, 1],
      failed: /Failed to/,
    },
    {
      name: "kubeconform 0.7.0",
      program: programOf("kubeconform"),
      args: () => [
        ...["-n", "2", "-summary", "-output", "json", "-ignore-missing-schemas", "-kubernetes-version", KUBERNETES],
        ...[
          "-schema-location",
          join(PEERS_FOLDER, "schemas", "{{.NormalizedKubernetesVersion}}/{{.ResourceKind}}{{.KindSuffix}}.json"),
          ".",
        ],
      ],
      codes: [0, 1],
    },
  ];
  return peers.filter(({ program, name }) => existsSync(program) && (!name.startsWith("kubeconform") || existsSync(schemaFolder())));
}

/** One file that kube-score cannot read ends its whole run. */
export function kubeScoreReads(path: string): boolean {
  const { error, stderr, status } = spawnSync(programOf("kube-score"), ["score", "-o", "json", path], { encoding: "utf8" });
  if (error) throw new Error(`kube-score is not in ${PEERS_FOLDER} (npm run bench:peers): ${error.message}`);
  return (status === 0 || status === 1) && !/Failed to/.test(stderr);
}

export function installPeers(): void {
  const bin = join(PEERS_FOLDER, "bin");
  mkdirSync(bin, { recursive: true });
  const run = (program: string, ...args: string[]): void => {
    execFileSync(program, args, { cwd: PEERS_FOLDER, stdio: "inherit", env: { ...process.env, GOBIN: bin } });
  };
  for (const [name, path] of Object.entries(PROGRAMS)) if (!existsSync(programOf(name))) run("go", "install", path);
  if (existsSync(schemaFolder())) return;
  const venv = join(PEERS_FOLDER, "venv-kubernetes-validate");
  run("python3", "-m", "venv", venv);
  run(join(venv, "bin/pip"), "install", "--quiet", SCHEMAS.package);
  const [python = ""] = readdirSync(join(venv, "lib"));
  writeSchemas(join(venv, "lib", python, "site-packages", SCHEMAS.folder, `v${KUBERNETES.replace(/\.\d+$/, "")}.0-local`));
}

/** The package keeps all definitions in one file with an address of the network; kubeconform wants each schema to be whole. */
function writeSchemas(from: string): void {
  mkdirSync(schemaFolder(), { recursive: true });
  const { $defs: definitions } = JSON.parse(readFileSync(join(from, "_definitions.json"), "utf8"));
  for (const file of readdirSync(from)) {
    const schema = JSON.parse(readFileSync(join(from, file), "utf8"));
    if (file.startsWith("_") || !("x-kubernetes-group-version-kind" in schema)) continue;
    const wanted = new Set<string>();
    const whole = localReferences(schema, wanted) as object;
    const held: Record<string, unknown> = {};
    // A set may grow while it is walked: what a definition refers to is visited after it.
    for (const name of wanted) held[name] = localReferences(definitions[name], wanted);
    writeFileSync(join(schemaFolder(), file), JSON.stringify({ ...whole, definitions: held }));
  }
}

function localReferences(schema: unknown, wanted: Set<string>): unknown {
  if (Array.isArray(schema)) return schema.map((item) => localReferences(item, wanted));
  if (typeof schema !== "object" || schema === null) return schema;
  const reference = (schema as { readonly $ref?: unknown }).$ref;
  if (typeof reference === "string") {
    const name = reference.slice(reference.lastIndexOf("/") + 1);
    wanted.add(name);
    return { $ref: `#/definitions/${name}` };
  }
  const kept = Object.entries(schema).filter(([key, value]) => !((key === "$id" || key === "description") && typeof value === "string"));
  return Object.fromEntries(kept.map(([key, value]) => [key, localReferences(value, wanted)]));
}
