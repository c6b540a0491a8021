// Standard output and standard error. Node's own streams take a few milliseconds to load, so that a file or a pipe is written to directly;
// a terminal, and a pipe that is full and does not block, are left to them.
import { fstatSync, writeSync } from "node:fs";
import type { Output } from "./io.ts";

export function standardOutput(descriptor: 1 | 2): Output {
  let stream: NodeJS.WriteStream | undefined;
  let isTerminal: boolean | undefined;
  const isOneTerminal = () => (isTerminal ??= isCharacterDevice(descriptor) && streamOf(descriptor).isTTY === true);

  function write(text: string | Buffer): void {
    stream ??= isOneTerminal() ? streamOf(descriptor) : undefined;
    if (stream) return void stream.write(text);
    const bytes = typeof text === "string" ? Buffer.from(text, "utf8") : text;
    const left = writeDirectly(descriptor, bytes);
    if (left === 0) return;
    stream = streamOf(descriptor);
    stream.write(bytes.subarray(bytes.length - left));
  }

  return {
    write,
    get isTerminal() {
      return isOneTerminal();
    },
    get columns() {
      return isOneTerminal() ? streamOf(descriptor).columns : undefined;
    },
  };
}

/** Only what is one can be a terminal. */
function isCharacterDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

const prepared = new Set<NodeJS.WriteStream>();

function streamOf(descriptor: 1 | 2): NodeJS.WriteStream {
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  if (!prepared.has(stream)) {
    prepared.add(stream);
    // Whoever reads may stop reading (head, a pager): that is no error of ours.
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  return stream;
}

/** How many bytes are left for somebody who can wait. */
function writeDirectly(descriptor: number, bytes: Buffer): number {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") return bytes.length - written;
      if (code === "EPIPE") return 0;
      throw error;
    }
  }
  return 0;
}
