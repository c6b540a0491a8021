// Where a test run finds a Kubernetes control plane: the program in control-plane/, built once per machine and state of its sources.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, isKept, makeKept } from "../../tools/kept-folder.ts";

export const KUBERNETES = "1.36.3";

const SOURCES = ["go.mod", "go.sum", "main.go"];
const COMPONENTS = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"];
const VERSION = "k8s.io/component-base/version";
const MINUTE = 60_000;

/** A folder with the components as programs, or why there is none. */
export type Binaries = { readonly folder: string } | { readonly missing: string };

/** DRYDOCK_CLUSTER_BIN, what an earlier run has built, or a build of several minutes that `say` hears of. */
export async function binaries(root: string, say: (line: string) => void): Promise<Binaries> {
  const given = process.env.DRYDOCK_CLUSTER_BIN;
  if (given !== undefined) return existsSync(given) ? { folder: given } : { missing: `DRYDOCK_CLUSTER_BIN: there is no folder ${given}` };
  const source = join(root, "test/cluster/control-plane");
  const hash = createHash("sha256");
  for (const file of SOURCES) hash.update(readFileSync(join(source, file)));
  const folder = join(cacheFolder("cluster"), `v${KUBERNETES}-${hash.digest("hex").slice(0, 12)}`);
  if (isKept(folder)) return { folder };
  if (spawnSync("go", ["env", "GOVERSION"], { encoding: "utf8" }).status !== 0) return { missing: "no Go on this machine" };
  say(`building the control plane into ${folder}: about 400 seconds of work, once`);
  const missing = await makeKept(folder, async (mine) => {
    if (!(await build(source, join(mine, "testcluster"), say))) return "the control plane does not build; go says why above";
    for (const name of COMPONENTS) symlinkSync("testcluster", join(mine, name));
    return undefined;
  });
  return missing === undefined ? { folder } : { missing };
}

/** `go build` is silent for minutes, so that somebody else has to say that it is alive. */
async function build(source: string, outfile: string, say: (line: string) => void): Promise<boolean> {
  const [major, minor] = KUBERNETES.split(".");
  const flags = [`gitVersion=v${KUBERNETES}`, `gitMajor=${major}`, `gitMinor=${minor}`].map((one) => `-X ${VERSION}.${one}`);
  const began = Date.now();
  const clock = setInterval(() => say(`still building after ${Math.round((Date.now() - began) / MINUTE)} min`), MINUTE);
  const go = spawn("go", ["build", "-mod=readonly", "-trimpath", "-ldflags", `-s -w ${flags.join(" ")}`, "-o", outfile, "."], {
    cwd: source,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, CGO_ENABLED: "0" },
  });
  const code = await new Promise<number>((done) => go.once("exit", (status) => done(status ?? 1)));
  clearInterval(clock);
  return code === 0;
}
