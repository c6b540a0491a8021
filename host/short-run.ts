// A command runs for a second and is gone. V8's optimising compiler is made for programs that stay: much of what it inlines is never paid
// back here, and it competes with the work for the same cores.

/** The newest Node that was tried: V8 complains on stderr of a flag that it no longer knows. */
const NEWEST = 24;

/** To be called before the work begins, by whatever ends with it, and has much to do; never by the language server. Figures: docs/decisions/0007. */
export function prepareShortRun(): void {
  const version = Number.parseInt(process.versions.node, 10);
  if (version > NEWEST) return;
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  setFlagsFromString("--max-inlined-bytecode-size-cumulative=150");
  // What is cheaper to compile may be compiled earlier, and from what the first calls have shown.
  setFlagsFromString("--no-lazy-feedback-allocation");
  setFlagsFromString("--always-sparkplug");
  // Two passes that cost more than what they make faster.
  setFlagsFromString("--no-turbo-loop-peeling");
  setFlagsFromString("--no-turbo-splitting");
  // Left alone V8 lets the heap grow to four times what is alive before it looks: a third of the peak is garbage.
  setFlagsFromString("--heap-growing-percent=60");
  // When the last compiler is worth its time: later versions have another one before it, and another flag.
  if (version === 20) setFlagsFromString("--interrupt-budget=40000");
  if (version === 24) setFlagsFromString("--invocation-count-for-turbofan=100000");
}

/** The other way round, for what stays all day beside an editor: the heap grows by a third of what is alive, and not by three times. */
export function prepareLongRun(): void {
  if (Number.parseInt(process.versions.node, 10) > NEWEST) return;
  process.getBuiltinModule("node:v8").setFlagsFromString("--heap-growing-percent=30");
}
