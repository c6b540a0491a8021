// All small builds, in order of topic.
import { directives } from "./directives.ts";
import { generated } from "./generated.ts";
import { patches } from "./patches.ts";
import type { SmallBuild } from "./small-build.ts";

export const builds: readonly SmallBuild[] = [...patches, ...directives, ...generated];
