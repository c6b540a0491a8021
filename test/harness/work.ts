// Work that is counted, because a clock says something else on a busy machine: how often each function and block of a module ran, as V8
// counts it for coverage, and how much of a text or list the built-in searches looked at. Equal inputs give equal counts everywhere.
import assert from "node:assert/strict";
import { Session } from "node:inspector";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { compileFunction } from "node:vm";
import { buildSync } from "esbuild";

/** How often what ran most often in a function did so, by function; and how much each built-in search looked at. */
type Work = ReadonlyMap<string, number>;

/** Times that are too few to tell how they grow. */
const FEW = 500;
/** What twice the input may cost: twice the work, and what logarithms add. */
const TWICE = 2.4;

/**
 * Twice the input may cost twice the work, and no function may grow faster. `work` makes an input of a size and hands it to what the
 * files of the repository export. They are compiled anew, with all that they import: V8 counts only in what it compiles while it counts.
 */
export function assertLinear<M>(paths: string | readonly string[], size: number, work: (module: M, size: number) => void): void {
  counting<M>(paths, (module, count) => {
    // What is made once is made before the counting begins; another size, in case that something is remembered of a text.
    count(() => work(module, Math.ceil(size / 2)));
    const once = count(() => work(module, size));
    const twice = count(() => work(module, 2 * size));
    assert.ok(Math.max(0, ...twice.values()) >= FEW, "the input is large enough to tell");
    const grown = [...twice].filter(([name, times]) => times >= FEW && times > TWICE * (once.get(name) ?? 0));
    assert.deepEqual(
      grown.map(([name, times]) => `${name}: ${once.get(name) ?? 0} times, and ${times} for twice the input`),
      [],
    );
  });
}

/** How often a function ran, or what ran most often in it, while `work` had what the files export, compiled anew. */
export function timesOf<M>(name: string, paths: string | readonly string[], work: (module: M) => void): number {
  return counting<M, number>(paths, (module, count) => {
    const ran = [...count(() => work(module))].filter(([one]) => one.startsWith(`${name} at `));
    assert.equal(ran.length, 1, `one function ${name} runs`);
    return ran[0]?.[1] ?? 0;
  });
}

function counting<M, R = void>(paths: string | readonly string[], body: (module: M, count: (work: () => void) => Work) => R): R {
  const files = [paths].flat();
  const text = bundled(files);
  const session = new Session();
  session.connect();
  // Optimized code does not count everything that it runs. Maglev stays off, as it is by default in Node 20.
  setFlagsFromString("--no-opt");
  setFlagsFromString("--no-maglev");
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  try {
    const module: { exports: unknown } = { exports: {} };
    // What was compiled for a count before may still be there.
    const url = `counted:${++counts}:${files}`;
    compileFunction(text, ["module", "require"], { filename: url })(module, createRequire(import.meta.url));
    return body(module.exports as M, (work) => {
      blocksRun(session, url);
      const looked = lookedAt(work);
      const ran = blocksRun(session, url);
      assert.ok(ran.size > 0, "V8 counts");
      return new Map([...ran, ...looked]);
    });
  } finally {
    session.post("Profiler.stopPreciseCoverage");
    session.disconnect();
    setFlagsFromString("--opt");
  }
}

let counts = 0;
const bundles = new Map<string, string>();

/** Files with all that they import, libraries too: their work is work. */
function bundled(paths: readonly string[]): string {
  const contents = paths.map((path) => `export * from ${JSON.stringify(`./${path}`)};`).join("\n");
  const known = bundles.get(contents);
  if (known !== undefined) return known;
  const options = { bundle: true, write: false, format: "cjs", platform: "node", target: "node20", logLevel: "error" } as const;
  const [file] = buildSync({ ...options, stdin: { contents, resolveDir: process.cwd() } }).outputFiles;
  assert.ok(file);
  bundles.set(contents, file.text);
  return file.text;
}

/** Takes the counts since they were taken last: V8 begins again at 0. */
function blocksRun(session: Session, url: string): Work {
  const most = new Map<string, number>();
  session.post("Profiler.takePreciseCoverage", (problem, answer) => {
    if (problem) throw problem;
    for (const script of answer.result)
      if (script.url === url)
        for (const { functionName, ranges } of script.functions)
          most.set(`${functionName || "a function"} at ${ranges[0]?.startOffset}`, Math.max(...ranges.map(({ count }) => count)));
  });
  return most;
}

type Search = (this: unknown, ...given: unknown[]) => unknown;
/** Asked before a search; what it gives is asked with the answer: how much was looked at, and by what. */
type Look = (of: unknown, given: readonly unknown[]) => (answer: unknown) => readonly [by: string, much: number];

/** From where the search begins to what it finds, or to the end; something where it does not say what it found. */
const searched: Look = (of, [, from = 0]) => {
  const { length } = of as string | readonly unknown[];
  const begin = Math.min(length, Math.max(0, Number(from)));
  return (answer) => ["indexOf", answer === true ? 1 : (typeof answer === "number" && answer >= 0 ? answer + 1 : length) - begin];
};

/** At least this much: an expression may go over a part more than once. */
const matched: Look = (of, [text]) => {
  const expression = of as RegExp;
  const { source, flags, multiline, sticky, global } = expression;
  const from = global || sticky ? expression.lastIndex : 0;
  const isFixed = sticky || (source.startsWith("^") && !multiline);
  return (answer) => {
    const match = answer as RegExpExecArray | null;
    const end = match ? match.index + match[0].length : isFixed ? from : String(text).length;
    return [`/${source}/${flags}`, 1 + Math.max(0, end - from)];
  };
};

function lookedAt(work: () => void): Work {
  const much = new Map<string, number>();
  const watch = (owner: object, name: string, look: Look): (() => void) => {
    const search = Reflect.get(owner, name) as Search;
    const watched: Search = function (...given) {
      const told = look(this, given);
      const answer = Reflect.apply(search, this, given);
      const [by, added] = told(answer);
      much.set(by, (much.get(by) ?? 0) + added);
      return answer;
    };
    Reflect.set(owner, name, watched);
    return () => Reflect.set(owner, name, search);
  };
  const undo = [
    watch(String.prototype, "indexOf", searched),
    watch(String.prototype, "includes", searched),
    watch(Array.prototype, "indexOf", searched),
    watch(Array.prototype, "includes", searched),
    watch(RegExp.prototype, "exec", matched),
  ];
  try {
    work();
  } finally {
    for (const one of undo) one();
  }
  return much;
}
