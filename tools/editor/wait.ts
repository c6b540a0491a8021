// Waiting without sleeping, and leaving without leftovers.
import { setTimeout } from "node:timers/promises";

/** A loaded machine is slow, not broken. */
export const DEADLINE = 30_000;
const POLL = 50;

/** Asks until the answer is true; throws what `what` says where it never is. */
export async function eventually(what: string, isSo: () => unknown, deadline = DEADLINE): Promise<void> {
  const end = Date.now() + deadline;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Waited ${deadline / 1000} s in vain until ${what}`);
    await setTimeout(POLL);
  }
}

const leave = () => process.exit(1);

/** Clears away what the process has made, also when it is told to end; the answer takes it back. */
export function onExit(clear: () => void): () => void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    if (!process.listeners(signal).includes(leave)) process.once(signal, leave);
  process.once("exit", clear);
  return () => process.off("exit", clear);
}
