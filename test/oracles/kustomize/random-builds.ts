// Seeded random builds: an object, and patches that write, remove, replace and merge parts of it. For the oracle only.

export interface RandomBuild {
  readonly files: Readonly<Record<string, string>>;
}

/** A small generator with a good spread (mulberry32): the same seed gives the same builds everywhere. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const KINDS = [
  { apiVersion: "apps/v1", kind: "Deployment", pod: ["spec", "template", "spec"] },
  { apiVersion: "batch/v1", kind: "CronJob", pod: ["spec", "jobTemplate", "spec", "template", "spec"] },
  { apiVersion: "v1", kind: "Pod", pod: ["spec"] },
  { apiVersion: "kubeflow.org/v1", kind: "PyTorchJob", pod: ["spec", "pytorchReplicaSpecs", "Worker", "template", "spec"] },
] as const;

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export function randomBuild(seed: number): RandomBuild {
  const next = numbers(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  const maybe = (chance: number) => next() < chance;
  const { apiVersion, kind, pod } = pick(KINDS);
  const meta = (): { [key: string]: Json } => ({
    name: "x",
    ...(maybe(0.5) ? { labels: strings(false) } : {}),
    ...(maybe(0.3) ? { finalizers: some(["a", "b", "c"]) } : {}),
  });
  const some = (items: readonly string[]): Json[] => items.filter(() => maybe(0.5));
  const strings = (isPatch: boolean): { [key: string]: Json } => {
    const entries = ["k", "l", "m"]
      .filter(() => maybe(0.6))
      .map((key) => [key, isPatch && maybe(0.2) ? null : pick(["1", "v", "true"])] as const);
    return Object.fromEntries(entries);
  };
  const directive = (isPatch: boolean): { [key: string]: Json } =>
    isPatch && maybe(0.08) ? { $patch: pick(["delete", "replace", "merge"]) } : {};
  const named = (isPatch: boolean, names: readonly string[], make: () => { [key: string]: Json }): Json[] => {
    const isWhole = isPatch && maybe(0.06);
    const items: Json[] = names.filter(() => maybe(0.5)).map((name) => ({ name, ...make(), ...directive(isPatch && !isWhole) }));
    if (isWhole) items.push({ $patch: pick(["replace", "delete"]) });
    return maybe(0.3) ? items.reverse() : items;
  };
  const container = (isPatch: boolean): { [key: string]: Json } => ({
    ...(maybe(0.7) ? { image: pick(["i:1", "j:2"]) } : {}),
    ...(maybe(0.3) ? { args: some(["x", "y"]) } : {}),
    ...(maybe(0.5) ? { env: named(isPatch, ["A", "B", "C"], () => ({ value: pick(["1", "2"]) })) } : {}),
    ...(maybe(0.4) ? { ports: ports(isPatch) } : {}),
    ...(maybe(0.5)
      ? {
          resources: {
            ...(maybe(0.6) ? { limits: strings(isPatch) } : {}),
            ...(maybe(0.3) ? { requests: strings(isPatch) } : {}),
            ...directive(isPatch),
          },
        }
      : {}),
    ...(isPatch && maybe(0.1)
      ? { livenessProbe: null }
      : maybe(0.2)
        ? { livenessProbe: { httpGet: { path: pick(["/", "/a"]), port: 1 } } }
        : {}),
  });
  const ports = (isPatch: boolean): Json[] => {
    const list = [80, 81, 82].filter(() => maybe(0.5));
    const style = pick(["all", "none"]);
    return list.map((containerPort) => ({
      containerPort,
      ...(style === "all" ? { protocol: pick(["TCP", "UDP"]) } : {}),
      ...(maybe(0.5) ? { name: pick(["p", "q"]) } : {}),
      ...directive(isPatch),
    }));
  };
  const podSpec = (isPatch: boolean): { [key: string]: Json } => ({
    ...(maybe(0.9) ? { containers: named(isPatch, ["main", "side", "third"], () => container(isPatch)) } : {}),
    ...(maybe(0.3)
      ? { volumes: named(isPatch, ["v", "w"], () => ({ emptyDir: maybe(0.5) ? { medium: "Memory" } : { sizeLimit: "1Gi" } })) }
      : {}),
    ...(maybe(0.3) ? { tolerations: [{ key: pick(["a", "b"]), operator: "Exists" }] } : {}),
    ...(maybe(0.3) ? { nodeSelector: strings(isPatch) } : {}),
    ...directive(isPatch),
  });
  const object = (isPatch: boolean): Json => ({
    apiVersion,
    kind,
    metadata: meta(),
    ...(pod.reduceRight<Json>((inside, step) => ({ [step]: inside }), podSpec(isPatch)) as { [key: string]: Json }),
  });
  const files: Record<string, string> = { "base.yaml": JSON.stringify(object(false), undefined, 1) };
  const patches = Array.from({ length: 1 + Math.floor(next() * 3) }, (_, index) => {
    files[`patch-${index}.yaml`] = JSON.stringify(object(true), undefined, 1);
    return { path: `patch-${index}.yaml`, ...(maybe(0.3) ? { target: { kind } } : {}) };
  });
  files["kustomization.yaml"] = JSON.stringify({
    resources: ["base.yaml"],
    patches,
    ...(maybe(0.2) ? { commonLabels: { team: "t" }, namePrefix: "n-" } : {}),
  });
  return { files };
}
