// The tables of a benchmark in Markdown, and which bars are met.
import { figuresOf, type Profile } from "./measure.ts";
import { CACHED, type Cost, type Run } from "./runs.ts";

/** How far a figure of the generated files may be from the corpus. */
const TOLERANCE = 0.15;
/** The fastest of those that install by name. */
const RIVAL = "kube-score";

export type Costs = ReadonlyMap<Run, readonly Cost[]>;

export interface Bar {
  readonly what: string;
  readonly bar: string;
  /** undefined: not measured. */
  readonly found: number | undefined;
  readonly met: boolean;
}

export function likeness(generated: Profile, corpus: Profile): { readonly lines: readonly string[]; readonly bars: readonly Bar[] } {
  const wanted = new Map(figuresOf(corpus));
  const rows = figuresOf(generated).map(([name, value]) => ({ name, value, corpus: wanted.get(name) ?? 0 }));
  return {
    lines: [
      "| generated files | drawn | corpus | difference |",
      "| --- | ---: | ---: | ---: |",
      ...rows.map(({ name, value, corpus }) => `| ${name} | ${value} | ${corpus} | ${percent(value / corpus - 1)} |`),
    ],
    bars: rows.map(({ name, value, corpus }) => ({
      what: `generated files: ${name}`,
      bar: `within ${percent(TOLERANCE)}`,
      found: value / corpus,
      met: Math.abs(value / corpus - 1) <= TOLERANCE,
    })),
  };
}

export function costTable(costs: Costs): readonly string[] {
  const runs = [...costs.keys()];
  return [
    "| run | files | wall s | least–most | × read | CPU s | × read | µs CPU a file | peak memory, MB |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...runs.map((run) => {
      const all = costs.get(run) ?? [];
      const cost = middle(all);
      const read = middle(costs.get(runs.find(({ name, files }) => name === "read" && files === run.files) as Run) ?? []);
      const walls = all.map(({ wall }) => wall);
      const cells = [
        ...[run.name, run.files, cost.wall.toFixed(2), `${Math.min(...walls).toFixed(2)}–${Math.max(...walls).toFixed(2)}`],
        ...[(cost.wall / read.wall).toFixed(2), cost.cpu.toFixed(2), (cost.cpu / read.cpu).toFixed(2)],
        ...[((1e6 * cost.cpu) / run.files).toFixed(0), (cost.kilobytes / 1024).toFixed(0)],
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  ];
}

export function barsOf(costs: Costs, files: number): readonly Bar[] {
  const of = (name: string, count = files): Cost | undefined => {
    const run = [...costs.keys()].find((one) => one.name.startsWith(name) && one.files === count);
    return run && middle(costs.get(run) ?? []);
  };
  const read = of("read");
  const cold = [...costs].flatMap(([run, all]) => (run.name === "lint" && run.files === files ? [middle(all)] : []))[0];
  const large = [...costs].flatMap(([run, all]) =>
    run.name === "lint" && run.files > files ? [{ files: run.files, ...middle(all) }] : [],
  )[0];
  const cached = of(CACHED);
  const rival = of(RIVAL);
  const share = (a: number | undefined, b: number | undefined) => (a === undefined || b === undefined ? undefined : a / b);
  return [
    atMost("lint, cold: wall, × walk and read", 5, share(cold?.wall, read?.wall)),
    atMost("lint, cached: wall, × walk and read", 1.5, share(cached?.wall, read?.wall)),
    atMost("lint, cold: peak memory, MB", 300, cold && cold.kilobytes / 1024),
    atMost(
      `lint, cold: wall a file, ${large?.files ?? "40000"} against ${files} files`,
      1.15,
      large && cold && large.wall / large.files / (cold.wall / files),
    ),
    atLeast(`${RIVAL} / lint, cold: CPU`, 2.5, share(rival?.cpu, cold?.cpu)),
    atLeast(`${RIVAL} / lint, cold: wall`, 2, share(rival?.wall, cold?.wall)),
  ];
}

export function barTable(bars: readonly Bar[]): readonly string[] {
  const verdict = ({ found, met }: Bar) => (found === undefined ? "not measured" : met ? "met" : "**not met**");
  return [
    "| bar | | measured | |",
    "| --- | ---: | ---: | --- |",
    ...bars.map((bar) => `| ${bar.what} | ${bar.bar} | ${bar.found?.toFixed(2) ?? "–"} | ${verdict(bar)} |`),
  ];
}

const atMost = (what: string, bar: number, found: number | undefined): Bar => ({
  what,
  bar: `≤ ${bar}`,
  found,
  met: found !== undefined && found <= bar,
});
const atLeast = (what: string, bar: number, found: number | undefined): Bar => ({
  what,
  bar: `≥ ${bar}`,
  found,
  met: found !== undefined && found >= bar,
});

/** The median of each figure. */
function middle(costs: readonly Cost[]): Cost {
  const of = (key: keyof Cost) => costs.map((cost) => cost[key]).sort((a, b) => a - b)[Math.floor(costs.length / 2)] ?? Number.NaN;
  return { wall: of("wall"), cpu: of("cpu"), kilobytes: of("kilobytes") };
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
