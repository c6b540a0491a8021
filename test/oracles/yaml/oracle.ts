// The running oracle: one Go process, asked in batches over stdin and stdout. Its protocol is described in main.go.
import { type ChildProcess, spawn } from "node:child_process";

export interface Answer {
  readonly value: unknown;
  readonly error?: string;
}

/** f: a file, split; d: one document; j: a JSON file. */
export type Mode = "f" | "d" | "j";

export class Oracle {
  private readonly process: ChildProcess;
  private readonly waiting: ((answers: Answer[]) => void)[] = [];
  private chunks: Buffer[] = [];
  private held = 0;

  constructor(binary: string) {
    this.process = spawn(binary, { stdio: ["pipe", "pipe", "inherit"] });
    this.process.stdout?.on("data", (chunk: Buffer) => this.receive(chunk));
  }

  ask(mode: Mode, text: string): Promise<Answer[]> {
    const body = Buffer.from(text, "utf8");
    const header = Buffer.alloc(5);
    header.write(mode, 0, "latin1");
    header.writeUInt32BE(body.length, 1);
    this.process.stdin?.write(Buffer.concat([header, body]));
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  stop(): void {
    this.process.stdin?.end();
  }

  private receive(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.held += chunk.length;
    if (this.held < 4) return;
    let data = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    while (data.length >= 4 && data.length >= 4 + data.readUInt32BE(0)) {
      const end = 4 + data.readUInt32BE(0);
      const answers = JSON.parse(data.toString("utf8", 4, end)) as Answer[];
      data = data.subarray(end);
      this.waiting.shift()?.(answers);
    }
    this.chunks = data.length > 0 ? [data] : [];
    this.held = data.length;
  }
}
