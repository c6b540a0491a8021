// npm run mutate -- TOPIC|RULE …: negates each condition of the rules and of the facets behind them, one at a time, and runs the rules' own
// cases, then those of the other rules that share a facet. What no case notices is listed: it wants a case, or it is not needed (a
// condition that only saves time cannot be noticed). Exit code 1 below 90 %.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { rules } from "../../rules/index.ts";
import { ruleFileIds } from "../../tools/pages/rule-files.ts";
import { type Condition, instrument } from "./conditions.ts";
import { Crew, type Mutant } from "./crew.ts";

const ENOUGH = 0.9;
const LONGEST = 120;
const FACETS = "engine/facet";

/** On, it is `!c`; all the same it says that somebody came here. */
const SWITCH = `const __flip = (mutant, condition) => {
  globalThis.__asked?.add(mutant);
  return globalThis.__mutant === mutant ? !condition : condition;
};`;

const root = process.cwd();
const words = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);
const files = new Set(ruleFileIds(root));
const all = rules.map(({ id }) => id).filter((id) => files.has(id));
const chosen = all.filter((id) => words.some((word) => id.startsWith(word)));

async function run(): Promise<void> {
  const began = Date.now();
  const instrumented = instrumentAll();
  const conditions = [...instrumented.values()].flatMap((one) => one.conditions);
  const users = new Map<number, string[]>();
  for (const rule of [...chosen, ...all.filter((one) => !chosen.includes(one))])
    for (const id of await idsBehind(rule, instrumented)) users.set(id, [...(users.get(id) ?? []), rule]);
  const isOurs = (rule = "") => chosen.includes(rule);
  const mutants = conditions.filter(({ id }) => isOurs(users.get(id)?.[0]));
  const bundle = join(root, "out/mutate", `${process.pid}.mjs`);
  try {
    await build({ ...bundling(instrumented), entryPoints: [join(root, "test/mutation/worker.ts")], outfile: bundle });
    const crew = await Crew.of(bundle, root, all, availableParallelism());
    const tried = mutants.map(({ id }): Mutant => {
      const isAtLoad = crew.askedAtLoad.has(id);
      const reaching = [...crew.asked].filter(([, asked]) => isAtLoad || asked.has(id)).map(([key]) => key);
      const cases = (users.get(id) ?? []).flatMap((rule) => reaching.filter((key) => key.startsWith(`${rule} `)));
      const own = cases.filter((key) => isOurs(ruleOf(key)));
      return { mutant: id, isAtLoad, cases: own, others: cases.slice(own.length) };
    });
    const isReached = ({ cases, others }: Mutant) => cases.length + others.length > 0;
    const killers = await crew.killers(tried.filter(isReached));
    const unreached = new Set(tried.filter((one) => !isReached(one)).map(({ mutant }) => mutant));
    report(mutants, killers, unreached);
    const own = [...killers.values()].filter((killer) => isOurs(ruleOf(killer))).length;
    say(`${own} by the cases of the ${chosen.length} rules themselves; ${Math.round((Date.now() - began) / 1000)} s`);
  } finally {
    rmSync(bundle, { force: true });
  }
}

type Instrumented = ReadonlyMap<string, ReturnType<typeof instrument>>;

/** The rules' own files and all facets, by path below the checkout; ids are unique over all of them. */
function instrumentAll(): Instrumented {
  const facets = readdirSync(join(root, FACETS)).map((name) => `${FACETS}/${name}`);
  const made = new Map<string, ReturnType<typeof instrument>>();
  let next = 1;
  for (const file of [...chosen.map((id) => `rules/${id}.ts`), ...facets.sort()]) {
    const one = instrument(file, readFileSync(join(root, file), "utf8"), next);
    next += one.conditions.length;
    made.set(file, one);
  }
  return made;
}

/** The conditions that are left when everything is dropped that the rule cannot reach: only these may be asked of its cases. */
async function idsBehind(rule: string, instrumented: Instrumented): Promise<readonly number[]> {
  const { outputFiles } = await build({
    ...bundling(instrumented),
    stdin: { contents: `export { rule } from "./rules/${rule}.ts";`, resolveDir: root },
    write: false,
  });
  const text = outputFiles[0]?.text ?? "";
  return [...new Set([...text.matchAll(/__flip\((\d+),/g)].map(([, id]) => Number(id)))];
}

function bundling(instrumented: Instrumented) {
  return {
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "error",
    banner: { js: SWITCH },
    plugins: [
      {
        name: "conditions",
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const made = instrumented.get(relative(root, path).replaceAll("\\", "/"));
            return made && { contents: made.text, loader: "ts" };
          });
        },
      },
    ],
  } satisfies BuildOptions;
}

const ruleOf = (caseKey: string): string | undefined => caseKey.split(" ", 1)[0];

function report(mutants: readonly Condition[], killers: ReadonlyMap<number, string>, unreached: ReadonlySet<number>): void {
  for (const file of new Set(mutants.map((one) => one.file))) {
    const own = mutants.filter((one) => one.file === file);
    const alive = own.filter(({ id }) => !killers.has(id));
    say(`${file}: ${own.length - alive.length} of ${own.length}`);
    for (const { id, line, text } of alive) {
      const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
      say(`  ${file}:${line}: ${short}${unreached.has(id) ? " (no case comes here)" : ""}`);
    }
  }
  const share = mutants.length === 0 ? 1 : killers.size / mutants.length;
  say(`${killers.size} of ${mutants.length} mutants are noticed by a case: ${(100 * share).toFixed(1)} %`);
  process.exitCode = share < ENOUGH ? 1 : 0;
}

if (chosen.length === 0) {
  say(
    `Which rules? npm run mutate -- gpu, or npm run mutate -- gpu/limit-missing${words.length > 0 ? `; none begins with ${words.join(" or ")}` : ""}`,
  );
  process.exitCode = 2;
} else await run();
