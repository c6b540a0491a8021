// etcd and an API server for one test run: on ports of their own, in a folder of their own, gone with the run however it ends.
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiClient, statusOf } from "./client.ts";

const ORDER = ["etcd", "kube-apiserver"] as const;
type Component = (typeof ORDER)[number];

const POLL = 50;
const DEADLINE = 120_000;
const TOKEN = "admin-token";

export interface ControlPlane {
  readonly client: ApiClient;
  stop(): Promise<void>;
}

/** Once more where the first start fails: another program may have taken a free port meanwhile, or all of the processor. */
export async function startControlPlane(bin: string, say: (line: string) => void): Promise<ControlPlane> {
  try {
    return await start(bin);
  } catch (error) {
    say(`the first start failed: ${error instanceof Error ? error.message : error}`);
    return start(bin);
  }
}

async function start(bin: string): Promise<ControlPlane> {
  const dir = mkdtempSync(join(tmpdir(), "drydock-api-"));
  const [etcd = 0, peer = 0, api = 0] = await freePorts(3);
  const url = `https://127.0.0.1:${api}`;
  // The API server makes this certificate for 127.0.0.1; the CA that signed it is in the same file.
  const certificate = join(dir, "run/apiserver.crt");
  writeKeys(dir);
  const flags: Readonly<Record<Component, readonly string[]>> = {
    etcd: etcdFlags(dir, etcd, peer),
    "kube-apiserver": apiFlags(dir, etcd, api),
  };
  const health: Readonly<Record<Component, string>> = { etcd: `http://127.0.0.1:${etcd}/readyz`, "kube-apiserver": `${url}/readyz` };
  const running = new Map<Component, ChildProcess>();
  const onSignal = () => {
    for (const child of running.values()) child.kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
    process.exit(1);
  };
  for (const signal of SIGNALS) process.once(signal, onSignal);

  const up = async (name: Component) => {
    const logFile = join(dir, `${name}.log`);
    const log = openSync(logFile, "a");
    // The child ends when the other end of its stdin does: kill -9 of this process leaves nothing behind.
    const child = spawn(join(bin, name), flags[name], {
      stdio: ["pipe", log, log],
      cwd: dir,
      env: { PATH: process.env.PATH, HOME: dir, TMPDIR: dir, EXIT_WITH_STDIN: "1" },
    });
    closeSync(log);
    running.set(name, child);
    await eventually(`${name} is ready (its log: ${logFile})`, async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${name} ended with ${child.exitCode}: ${readFileSync(logFile, "utf8").slice(-500)}`);
      return (await statusOf(health[name], certificate)) === 200;
    });
  };
  const down = (name: Component) =>
    new Promise<void>((done) => {
      const child = running.get(name);
      if (!child || child.exitCode !== null || child.signalCode !== null) return done();
      child.once("exit", () => done()).kill("SIGKILL");
    });
  const stop = async () => {
    for (const name of [...ORDER].reverse()) await down(name);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  try {
    for (const name of ORDER) await up(name);
  } catch (error) {
    await stop(); // the folder stays: its logs say why
    throw error;
  }
  const client = new ApiClient(url, readFileSync(certificate, "utf8"), TOKEN);
  return {
    client,
    async stop() {
      client.close();
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function writeKeys(dir: string): void {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(join(dir, "sa.key"), privateKey.export({ type: "sec1", format: "pem" }), { mode: 0o600 });
  writeFileSync(join(dir, "sa.pub"), publicKey.export({ type: "spki", format: "pem" }));
  writeFileSync(join(dir, "tokens.csv"), `${TOKEN},admin,0,"system:masters"\n`, { mode: 0o600 });
}

const etcdFlags = (dir: string, port: number, peer: number): readonly string[] => [
  "--name=a",
  `--data-dir=${join(dir, "etcd")}`,
  `--listen-client-urls=http://127.0.0.1:${port}`,
  `--advertise-client-urls=http://127.0.0.1:${port}`,
  `--listen-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-cluster=a=http://127.0.0.1:${peer}`,
  "--unsafe-no-fsync",
  "--log-level=warn",
];

const apiFlags = (dir: string, etcd: number, port: number): readonly string[] => [
  `--etcd-servers=http://127.0.0.1:${etcd}`,
  "--bind-address=127.0.0.1",
  "--advertise-address=127.0.0.1",
  `--secure-port=${port}`,
  `--cert-dir=${join(dir, "run")}`,
  "--authorization-mode=RBAC",
  `--token-auth-file=${join(dir, "tokens.csv")}`,
  "--service-account-issuer=https://kubernetes.default.svc",
  `--service-account-key-file=${join(dir, "sa.pub")}`,
  `--service-account-signing-key-file=${join(dir, "sa.key")}`,
  "--service-cluster-ip-range=10.96.0.0/16",
  "--endpoint-reconciler-type=none",
  "--allow-privileged=true",
];

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((done, fail) =>
          server.once("error", fail).listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

export async function eventually(what: string, holds: () => Promise<boolean>, deadline = DEADLINE): Promise<void> {
  const end = Date.now() + deadline;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${deadline / 1000} s`);
    await new Promise((done) => setTimeout(done, POLL));
  }
}
