// A command runs for a second and is gone. V8's optimising compiler is made for programs that stay: much of what it inlines is never paid
// back here, and it competes with the work for the same cores.
import { setFlagsFromString } from "node:v8";

/** To be called before the work begins, by whatever ends with it; never by the language server. Figures: docs/decisions/0007. */
export const prepareShortRun = (): void => setFlagsFromString("--max-inlined-bytecode-size-cumulative=150");
