import {
  acceleratorUse,
  type Container,
  containersOf,
  type Data,
  defineRule,
  limitRangeMayGive,
  type RoledTemplate,
  testsDevices,
  text,
} from "../../engine/rule-api.ts";

/**
 * Labels and annotations that have a sidecar injected which requests CPU and memory by itself: Cloud Storage FUSE and Parallelstore of
 * GKE, Istio, the agent of Vault (their documentation, read 2026-11-25).
 */
const INJECTIONS = ["gke-gcsfuse/volumes", "gke-parallelstore/volumes", "sidecar.istio.io/inject", "vault.hashicorp.com/agent-inject"];
/** Whose work is known to last, and to be worth the reservation. */
const LASTING = new Set(["train", "serve", "notebook", "cluster"]);

const message = (d: Data): string =>
  text`${d.container} reserves ${d.resource} but no CPU or memory: the pod is BestEffort, first to be evicted, and gets the CPU that others leave. Request both.`;

export const rule = defineRule({
  id: "gpu/best-effort-pod",
  since: "0.1.0",
  practice: ["S3.3", "S3.4"],
  aliases: [
    "CKV_K8S_10",
    "CKV_K8S_12",
    "KSV-0015",
    "KSV-0016",
    "unset-cpu-requirements",
    "unset-memory-requirements",
    "cpuRequestsMissing",
  ],
  on: acceleratorUse,
  variants: {
    plain: { severity: "info", preset: "recommended" },
    batch: { severity: "info", preset: "preview" },
  },
  check({ template, uses, perPod }, ctx) {
    if (uses !== "yes" || template.shape !== "full" || isFilledIn(template)) return;
    const isLasting = LASTING.has(template.role);
    if (!isLasting && template.role !== "batch") return;
    const all = containersOf(template);
    if (getsSidecar(template)) return;
    if (template.spec.isOpen || template.spec.at("containers").isOpen || !template.spec.at("resources").isAbsent) return;
    if (!all.every(reservesNothing)) return;
    const container = all.find(({ kind, limits, requests }) => kind === "app" && (limits.isWritten || requests.isWritten));
    const [resource] = perPod.keys();
    if (!container || resource === undefined) return;
    const { namespace } = template.workload.ref;
    if (["cpu", "memory"].some((one) => limitRangeMayGive(one, ["default", "defaultRequest", "max", "min"], namespace, ctx))) return;
    ctx.report(isLasting && !measures(container) ? "plain" : "batch", container.limits.up().key, { container: container.name, resource });
  },
  message: { plain: message, batch: message },
});

/** The links between GPUs: minutes on machines that it has alone, whatever kind of training job carries it. */
const measures = (container: Container): boolean =>
  container.place.at("image").is((image) => /\/nccl-[^/]*$|nvbandwidth/.test(String(image))) || testsDevices(container);

/** KServe and Knative have defaults of their own for what a container does not request. */
const isFilledIn = ({ workload }: RoledTemplate): boolean => /^serving\.k/.test(workload.ref.group);

const getsSidecar = ({ meta }: RoledTemplate): boolean =>
  [meta.at("annotations"), meta.at("labels")].some(
    (map) => map.isOpen || INJECTIONS.some((name) => !map.at(name).isNot((value) => String(value) === "true")),
  );

const reservesNothing = ({ limits, requests }: Container): boolean =>
  [limits, requests].every((amounts) => !amounts.isOpen && amounts.at("cpu").isAbsent && amounts.at("memory").isAbsent);
