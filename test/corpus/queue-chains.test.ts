// The ways from real workloads to their quotas: in a file of its own hardly any is whole, in a folder that is one unit most are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { corpusTexts, withoutCorpus } from "../harness/corpus.ts";
import { chainsIn } from "../harness/queue-chains.ts";

const EXAMPLES = "kubernetes-sigs__kueue/site/static/examples";
const MULTISLICE = "kubernetes-sigs__jobset/site/static/examples/tpu-multislice";

/** Workloads of each way, by unit; no flavor: the queue covers nothing of what they ask for. */
const WAYS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  [`${EXAMPLES}/admin`]: { "team-queue > team-cluster-queue > reservation on-demand spot": 1 },
  [`${EXAMPLES}/admission-fs`]: { "lq-a > cluster-queue > default-flavor": 1, "lq-b > cluster-queue > default-flavor": 1 },
  [`${EXAMPLES}/dra`]: { "user-queue > cluster-queue > default-flavor": 4 },
  [`${EXAMPLES}/getting-started`]: { "user-queue > cluster-queue > default-flavor": 1 },
  [`${EXAMPLES}/provisioning`]: { "user-queue > cluster-queue > default-flavor": 1 },
  [`${EXAMPLES}/serving-workloads`]: { "user-queue > hami-queue > ": 2, "user-queue > hami-queue > hami-flavor": 1 },
  [`${EXAMPLES}/tas`]: { "tas-user-queue > tas-cluster-queue > tas-flavor": 3 },
  [MULTISLICE]: { "multislice-queue > multislice-cluster-queue > v6e-4x4": 1 },
};

test("lead through one unit to flavors", { skip: withoutCorpus ?? false }, () => {
  const units = Object.keys(WAYS);
  const files = Object.fromEntries([...corpusTexts()].filter(([path]) => units.some((unit) => path.startsWith(`${unit}/`))));
  assert.deepEqual(chainsIn(files), [
    `${EXAMPLES}/serving-workloads/sample-hami.yaml Deployment gpu-burn: user-queue > hami-queue > hami-flavor`,
  ]);
  const found: Record<string, Record<string, number>> = {};
  for (const chain of chainsIn(files, { units: units.map((path) => ({ name: path, path })) })) {
    const unit = units.find((path) => chain.startsWith(`${path}/`)) ?? "";
    const way = chain.slice(chain.indexOf(": ") + 2);
    const ways = (found[unit] ??= {});
    ways[way] = (ways[way] ?? 0) + 1;
  }
  assert.deepEqual(found, WAYS);
});
