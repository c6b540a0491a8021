// What is compared of two sets of files: sizes, kinds, folders, and what the rules say of them.

export interface MeasuredFile {
  readonly path: string;
  readonly bytes: number;
  /** Of its objects. */
  readonly kinds: readonly string[];
  /** Of its findings: a rule as often as it speaks. */
  readonly rules: readonly string[];
}

export interface Profile {
  readonly files: number;
  readonly bytes: Quantiles;
  readonly filesPerFolder: Quantiles;
  readonly objectsPerFile: number;
  readonly findingsPerFile: number;
  /** Share of the files with findings. */
  readonly withFindings: number;
  readonly ofFiles: {
    /** Objects of a kind per 1,000 files, and the mean size in bytes of the files that hold some. */
    readonly kinds: Readonly<Record<string, { readonly per1000: number; readonly bytes: number }>>;
    /** Findings per 1,000 files. */
    readonly rules: Readonly<Record<string, number>>;
  };
}

interface Quantiles {
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
}

export function profileOf(files: readonly MeasuredFile[]): Profile {
  const folders = grouped(files, ({ path }) => path.slice(0, path.lastIndexOf("/")));
  const count = files.length;
  const kinds = counted(files.flatMap((file) => file.kinds));
  return {
    files: count,
    bytes: quantiles(files.map(({ bytes }) => bytes)),
    filesPerFolder: quantiles([...folders.values()].map(({ length }) => length)),
    objectsPerFile: rounded(sum(files.map((file) => file.kinds.length)) / count),
    findingsPerFile: rounded(sum(files.map((file) => file.rules.length)) / count),
    withFindings: rounded(files.filter((file) => file.rules.length > 0).length / count),
    ofFiles: {
      kinds: Object.fromEntries(
        kinds.map(([kind, number]) => {
          const holders = files.filter((file) => file.kinds.includes(kind));
          return [kind, { per1000: rounded((1000 * number) / count), bytes: quantiles(holders.map(({ bytes }) => bytes)).mean }];
        }),
      ),
      rules: Object.fromEntries(
        counted(files.flatMap((file) => file.rules)).map(([rule, number]) => [rule, rounded((1000 * number) / count)]),
      ),
    },
  };
}

/** 0: equal. The sum of how far sizes and findings are from each other, and of which share of objects and findings lies elsewhere. */
export function distance(one: Profile, other: Profile): number {
  const figures = figuresOf(other).map(([name, value]) => [value, new Map(figuresOf(one)).get(name) ?? 0] as const);
  const per1000 = ({ ofFiles }: Profile) => Object.fromEntries(Object.entries(ofFiles.kinds).map(([kind, { per1000 }]) => [kind, per1000]));
  return (
    sum(figures.map(([wanted, found]) => Math.abs(found / wanted - 1))) +
    elsewhere(per1000(one), per1000(other)) +
    elsewhere(one.ofFiles.rules, other.ofFiles.rules)
  );
}

/** The figures that the generated files are held to. */
export function figuresOf(profile: Profile): readonly (readonly [string, number])[] {
  return [
    ["bytes, mean", profile.bytes.mean],
    ["bytes, median", profile.bytes.median],
    ["bytes, 90 of 100 at most", profile.bytes.p90],
    ["objects per file", profile.objectsPerFile],
    ["share of files with findings", profile.withFindings],
    ["findings per file", profile.findingsPerFile],
  ];
}

/** Which share of the wanted things is missing or too many, counted by name: 0 to about 1. */
export function elsewhere(found: Readonly<Record<string, number>>, wanted: Readonly<Record<string, number>>): number {
  const names = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  return sum([...names].map((name) => Math.abs((found[name] ?? 0) - (wanted[name] ?? 0)))) / 2 / sum(Object.values(wanted));
}

function counted(names: readonly string[]): readonly (readonly [string, number])[] {
  return [...grouped(names, (name) => name)]
    .map(([name, all]) => [name, all.length] as const)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { mean: Math.round(sum(sorted) / Math.max(1, sorted.length)), median: at(0.5), p90: at(0.9), p99: at(0.99) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

export function grouped<T>(items: readonly T[], by: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(by(item));
    if (group) group.push(item);
    else groups.set(by(item), [item]);
  }
  return groups;
}
