// One VS Code server for one test run: on a port of its own, in folders of its own, gone with the run however it ends.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { CodeServer } from "./install.ts";
import { eventually, onExit } from "./wait.ts";

export interface Workbench {
  /** host:port, as it stands in the address of the page and of remote files. */
  readonly authority: string;
  readonly log: string;
  stop(): Promise<void>;
}

export interface WorkbenchOptions {
  readonly extensions: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Runs an extension-host suite; never for a person's eyes, since it hides notifications. */
  readonly isTestRun?: boolean;
}

/** Nothing that opens by itself, moves, calls home or comes from the machine. */
const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.reduceMotion": "on",
  "workbench.quickOpen.closeOnFocusLost": false,
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "update.mode": "none",
  "security.workspace.trust.enabled": false,
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "files.autoSave": "off", // a browser's default saves after a second, and a test could not tell who saved
};

export async function startWorkbench({ node, entry }: CodeServer, options: WorkbenchOptions): Promise<Workbench> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "drydock-editor-")));
  const data = join(dir, "data");
  const log = join(dir, "server.log");
  mkdirSync(join(data, "User"), { recursive: true });
  writeFileSync(join(data, "User/settings.json"), JSON.stringify({ ...SETTINGS, ...options.settings }));
  const authority = `127.0.0.1:${await freePort()}`;
  const out = openSync(log, "a");
  const words = [
    ...["--config", join(dir, "config.yaml"), "--auth", "none", "--bind-addr", authority],
    ...["--user-data-dir", data, "--extensions-dir", options.extensions, "--reconnection-grace-time", "5"],
    // For a run that was killed before it could stop us.
    ...["--idle-timeout-seconds", "600"],
    ...["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-getting-started-override"],
    ...["--disable-proxy", ...(options.isTestRun ? ["--vscode-option", "enable-smoke-test-driver"] : [])],
  ];
  // A group of its own: the extension host and the language servers below it end with it.
  const child = spawn(node, [entry, ...words], { detached: true, stdio: ["ignore", out, out], env: serverEnvironment(node), cwd: dir });
  closeSync(out);
  const group = child.pid;
  const kill = (signal: NodeJS.Signals | 0) => group !== undefined && killGroup(group, signal);
  const clear = () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  const forget = onExit(() => {
    kill("SIGKILL");
    clear();
  });
  const stop = async () => {
    kill("SIGTERM");
    const isGone = await eventually("the editor has ended", () => !kill(0), 5000).then(
      () => true,
      () => false,
    );
    if (!isGone) kill("SIGKILL");
    forget();
    clear();
  };
  try {
    await eventually("code-server answers", async () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error("code-server has ended");
      return (await fetch(`http://${authority}/healthz`).catch(() => undefined))?.status === 200;
    });
  } catch (error) {
    const said = readFileSync(log, "utf8").slice(-1500);
    await stop();
    throw new Error(`code-server does not start:\n${said}`, { cause: error });
  }
  return { authority, log, stop };
}

/** Puts a packed extension into a folder of extensions, and answers with the folder that it was unpacked into. */
export async function installExtension({ node, entry }: CodeServer, vsix: string, extensions: string): Promise<string> {
  const words = [entry, "--install-extension", vsix, "--extensions-dir", extensions, "--user-data-dir", `${extensions}.data`];
  const child = spawn(node, [...words, "--config", `${extensions}.yaml`], {
    env: serverEnvironment(node),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  const [installed] = code === 0 ? JSON.parse(readFileSync(join(extensions, "extensions.json"), "utf8")) : [];
  if (typeof installed?.relativeLocation !== "string") throw new Error(`The extension cannot be installed:\n${said}`);
  return join(extensions, installed.relativeLocation);
}

/** VSCODE_CLI keeps VS Code from asking the login shell for its environment, which can take ten seconds; no gallery is asked for anything. */
function serverEnvironment(node: string): NodeJS.ProcessEnv {
  const path = `${dirname(node)}:${process.env.PATH ?? ""}`;
  return { ...process.env, PATH: path, VSCODE_CLI: "1", EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
}

/** Whether there was anybody to hear it. */
function killGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
