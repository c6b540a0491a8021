// Manifests in which the limit is written, and what happens to them while somebody types, merges or fills them in: every line of the
// interesting part gets every kind of damage once.

const head = (kind = "Pod") => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: fraud\nspec:\n`;

/** Each with the limit in another notation. */
const MANIFESTS: Readonly<Record<string, string>> = {
  "block style": `${head()}  containers:
    - name: trainer
      image: registry.example/fraud:1
      resources:
        requests:
          cpu: 4
          nvidia.com/gpu: 1
        limits:
          cpu: 8
          nvidia.com/gpu: 1
      env:
        - name: MODE
          value: fast
`,
  "the limits first": `${head()}  containers:
    - name: trainer
      resources:
        limits:
          nvidia.com/gpu: 1
        requests:
          nvidia.com/gpu: 1
      image: registry.example/fraud:1
  restartPolicy: Never
`,
  "flow maps": `${head()}  containers:
    - name: trainer
      resources:
        requests: {cpu: 4, nvidia.com/gpu: 1}
        limits: {cpu: 8, nvidia.com/gpu: 1}
      image: registry.example/fraud:1
`,
  "flow maps over lines": `${head()}  containers:
    - name: trainer
      resources: {
        requests: { cpu: "4", nvidia.com/gpu: "1" },
        limits: {
          cpu: "8",
          nvidia.com/gpu: "1"
        }
      }
      image: registry.example/fraud:1
`,
  "one flow map": `${head()}  containers: [
    {name: trainer, resources: {requests: {nvidia.com/gpu: 1},
      limits: {nvidia.com/gpu: 1}}, image: 'registry.example/fraud:1'}
  ]
`,
  "two containers": `${head()}  containers:
  - name: proxy
    image: registry.example/proxy:1
  - name: trainer
    image: "registry.example/fraud:1"
    resources:
      requests:
        "nvidia.com/gpu": "1"
      limits:
        "nvidia.com/gpu": "1"
  volumes: []
`,
  "an anchor": `${head()}  containers:
    - name: trainer
      resources:
        requests: &gpus
          nvidia.com/gpu: 1
        limits: *gpus
      image: registry.example/fraud:1
`,
  "a merge key": `x-gpus: &gpus
  nvidia.com/gpu: 1
${head()}  containers:
    - name: trainer
      resources:
        requests:
          nvidia.com/gpu: 1
        limits:
          <<: *gpus
          cpu: 8
`,
};

/** What can stand in a line that is not there yet, at the column of the line below it. */
const LINES = [
  "<x: y>",
  "<resource>: <count>",
  "- x",
  "- x: y",
  "x",
  "x: ",
  '"x',
  "'x: y",
  "{",
  "}",
  "[x",
  "]",
  "x: [",
  "x: {",
  'x: "',
  "? x",
  ": x",
  "x: y: z",
  "*x",
  "<<: *x",
  "&x",
  "!x",
  "%x",
  "@x@",
  "`x`",
  "| x",
  "x: |",
  "<<<<<<< HEAD",
  "=======",
  "{{ x }}",
  "${X}",
  "\tx: y",
];

/** What can happen to a line. */
const DAMAGE: readonly ((line: string) => string)[] = [
  ...[-4, -3, -2, -1, 1, 2, 3, 4].map(
    (by) => (line: string) => (by > 0 ? " ".repeat(by) + line : line.replace(new RegExp(`^ {${-by}}`), "")),
  ),
  (line) => line.replace(/^ */, "\t"),
  (line) => line.replace(/(\S)/, "- $1"),
  (line) => line.replace("- ", ""),
  (line) => line.replace("- ", "-"),
  (line) => line.replace(":", ""),
  (line) => line.replace(": ", ":"),
  (line) => line.replace(":", " :"),
  (line) => line.replace(": ", ": : "),
  (line) => line.replace(/: (?=\S)/, ': "'),
  (line) => line.replace(/: (?=\S)/, ": '"),
  (line) => line.replace(/: (?=\S)/, ": ["),
  (line) => line.replace(/: (?=\S)/, ": {"),
  (line) => line.replace(/: (?=\S)/, ": *"),
  (line) => line.replace(/: (?=\S)/, ": @"),
  (line) => line.replace(/: (?=\S)/, ": %"),
  (line) => line.replace(/: (?=\S)/, ": |"),
  (line) => line.replace(/: (?=\S)/, ": - "),
  (line) => line.replace(/(\S.*)/, "<$1>"),
  (line) => line.replace(/(\S.*)/, "{{ $1 }}"),
  (line) => line.replace(/(\S.*)/, "{$1"),
  (line) => line.replace(/(\S.*)/, '"$1'),
  (line) => line.replace(/(\S.*)/, '$1"'),
  (line) => line.replace(/(\S.*)/, "$1]"),
  (line) => line.replace(/(\S.*)/, "$1}"),
  (line) => line.replace(/(\S.*)/, "$1: x"),
  (line) => line.replace(/(\S.*)/, "$1 x: y"),
  (line) => line.replace(/(["'{}[\]])/, ""),
  (line) => line.replace(/["'{}[\]](?=[^"'{}[\]]*$)/, ""),
  (line) => line.replace(/,/, ""),
  (line) => line.slice(0, line.length - Math.ceil(line.trim().length / 2)),
  (line) => `${line.replace(/\s*$/, "")} #`,
];

/** Every line from the first container on, damaged in every way. */
export function hostileTexts(): ReadonlySet<string> {
  return new Set(Object.values(MANIFESTS).flatMap(damaged));
}

function damaged(manifest: string): readonly string[] {
  const lines = manifest.split("\n").slice(0, -1);
  const first = lines.findIndex((line) => line.includes("containers"));
  const texts: string[] = [];
  const put = (at: number, gone: number, ...come: readonly string[]) =>
    texts.push([...lines.slice(0, at), ...come, ...lines.slice(at + gone)].map((line) => `${line}\n`).join(""));
  for (const [at, line] of lines.entries()) {
    if (at < first) continue;
    const indent = /^ */.exec(line)?.[0] ?? "";
    for (const damage of DAMAGE) put(at, 1, damage(line));
    for (const fresh of LINES) put(at, 0, indent + fresh);
    for (const fresh of LINES) put(at + 1, 0, `${indent}  ${fresh}`);
    put(at, 2, line + (lines[at + 1] ?? "").trimStart());
  }
  return texts.filter((text) => text !== manifest);
}
