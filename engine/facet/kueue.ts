// Workloads that Kueue can queue, and the label that says which queue.
import { Place } from "../model/place.ts";
import { defineFacet } from "./facet.ts";
import { type PodTemplate, podTemplates } from "./pod-templates.ts";

export const QUEUE_LABEL = "kueue.x-k8s.io/queue-name";

export interface KueueWorkload {
  readonly root: Place;
  /** Where Kueue reads the queue's name. */
  readonly queue: Place;
  readonly namespace: Place;
  readonly kind: string;
  readonly templates: readonly PodTemplate[];
  /** For these kinds a label on the pod template means something of its own. */
  readonly templateLabelCounts: boolean;
}

/** Source: Kueue's integrations (kueue.x-k8s.io documentation, "Run workloads"). */
const QUEUED = new Set([
  "Job.batch",
  "JobSet.jobset.x-k8s.io",
  "TrainJob.trainer.kubeflow.org",
  "PyTorchJob.kubeflow.org",
  "TFJob.kubeflow.org",
  "XGBoostJob.kubeflow.org",
  "PaddleJob.kubeflow.org",
  "JAXJob.kubeflow.org",
  "MPIJob.kubeflow.org",
  "RayJob.ray.io",
  "RayCluster.ray.io",
  "RayService.ray.io",
  "AppWrapper.workload.codeflare.dev",
  "SparkApplication.sparkoperator.k8s.io",
]);
const BY_TEMPLATE = new Set(["Pod.", "Deployment.apps", "StatefulSet.apps", "LeaderWorkerSet.leaderworkerset.x-k8s.io"]);

export const kueueWorkloads = defineFacet<KueueWorkload>(
  "kueueWorkloads",
  ["kubernetes"],
  (resource, settings) => {
    const name = `${resource.ref.kind}.${resource.ref.group}`;
    if (!QUEUED.has(name) && !BY_TEMPLATE.has(name)) return [];
    const root = Place.root(resource);
    return [
      {
        root,
        queue: root.at("metadata", "labels", QUEUE_LABEL),
        namespace: root.at("metadata", "namespace"),
        kind: resource.ref.kind,
        templates: podTemplates.of(resource, settings),
        templateLabelCounts: BY_TEMPLATE.has(name),
      },
    ];
  },
  { kinds: [...QUEUED, ...BY_TEMPLATE] },
);

const CRON = "CronJob.batch";

/** The same, and the Job that a CronJob makes: `jobTemplate` is its root. Source: Kueue documentation, "Run A CronJob". */
export const queueNamers = defineFacet<KueueWorkload>(
  "queueNamers",
  ["kubernetes"],
  (resource, settings) => {
    if (`${resource.ref.kind}.${resource.ref.group}` !== CRON) return kueueWorkloads.of(resource, settings);
    const cron = Place.root(resource);
    const root = cron.at("spec", "jobTemplate");
    const templates = podTemplates.of(resource, settings);
    const queue = root.at("metadata", "labels", QUEUE_LABEL);
    return [{ root, queue, namespace: cron.at("metadata", "namespace"), kind: "Job", templates, templateLabelCounts: false }];
  },
  { kinds: [...QUEUED, ...BY_TEMPLATE, CRON] },
);

const KUEUE = "kueue.x-k8s.io";

interface QuotaLine {
  /** The resource's name, where it is written. */
  readonly name: Place;
  readonly place: Place;
}

interface QueueFlavor {
  readonly name: Place;
  readonly place: Place;
  /** `resources` of the flavor, and what is in it. */
  readonly list: Place;
  readonly quotas: readonly QuotaLine[];
}

export interface ResourceGroup {
  readonly covered: Place;
  /** `flavors` of the group, and what is in it. */
  readonly list: Place;
  readonly flavors: readonly QueueFlavor[];
}

export interface ClusterQueue {
  readonly root: Place;
  readonly spec: Place;
  /** `cohortName`; up to v1beta1 `cohort`. A Cohort has none: its parent is another matter. */
  readonly cohort: Place;
  readonly groups: readonly ResourceGroup[];
}

/** ClusterQueues, and Cohorts with quotas of their own. */
export const clusterQueues = defineFacet<ClusterQueue>(
  "clusterQueues",
  ["kubernetes"],
  (resource) => {
    const root = Place.root(resource);
    const spec = root.at("spec");
    const cohort = spec.at("cohortName").isAbsent ? spec.at("cohort") : spec.at("cohortName");
    return [{ root, spec, cohort, groups: spec.at("resourceGroups").items.map(groupOf) }];
  },
  { kinds: [`ClusterQueue.${KUEUE}`, `Cohort.${KUEUE}`] },
);

function groupOf(group: Place): ResourceGroup {
  const list = group.at("flavors");
  const flavors = list.items.map((place) => {
    const resources = place.at("resources");
    const quotas = resources.items.map((one) => ({ name: one.at("name"), place: one }));
    return { name: place.at("name"), place, list: resources, quotas };
  });
  return { covered: group.at("coveredResources"), list, flavors };
}

/** The nodes that a quota is for. What is written in a list or map is certain, also where more may be in it. */
export interface ResourceFlavor {
  readonly root: Place;
  readonly labels: Place;
  readonly taints: Place;
  /** Given to the pods that get the flavor, before their own are compared with the taints. */
  readonly tolerations: Place;
  /** Where it is written, the flavor takes only pods that ask for a place in the topology. */
  readonly topology: Place;
}

export const resourceFlavors = defineFacet<ResourceFlavor>(
  "resourceFlavors",
  ["kubernetes"],
  (resource) => {
    const root = Place.root(resource);
    const [labels, taints, tolerations, topology] = ["nodeLabels", "nodeTaints", "tolerations", "topologyName"].map((field) =>
      root.at("spec", field),
    ) as [Place, Place, Place, Place];
    return [{ root, labels, taints, tolerations, topology }];
  },
  { kinds: [`ResourceFlavor.${KUEUE}`] },
);

/** One object of Kueue names another, and does nothing without it. */
export interface QueueLink {
  readonly from: string;
  readonly to: { readonly group: string; readonly kind: string };
  readonly name: Place;
}

/** Not a cohort's name: Kueue makes a Cohort that nobody wrote. */
export const queueLinks = defineFacet<QueueLink>(
  "queueLinks",
  ["kubernetes"],
  (resource) => {
    const spec = Place.root(resource).at("spec");
    const from = resource.ref.kind;
    const link = (kind: string) => (name: Place) => ({ from, to: { group: KUEUE, kind }, name });
    switch (from) {
      case "LocalQueue":
        return [link("ClusterQueue")(spec.at("clusterQueue"))];
      case "ResourceFlavor":
        return [link("Topology")(spec.at("topologyName"))];
      case "MultiKueueConfig":
        return spec.at("clusters").items.map(link("MultiKueueCluster"));
      case "AdmissionCheck":
        return PARAMETERS.filter((kind) => spec.at("parameters", "kind").is(kind)).map((kind) => link(kind)(spec.at("parameters", "name")));
      default: {
        const flavors = spec.at("resourceGroups").items.flatMap((group) => group.at("flavors").items);
        const checks = spec.at("admissionChecksStrategy", "admissionChecks").items.map((check) => check.at("name"));
        return [
          ...flavors.map((flavor) => link("ResourceFlavor")(flavor.at("name"))),
          ...[...checks, ...spec.at("admissionChecks").items].map(link("AdmissionCheck")),
        ];
      }
    }
  },
  { kinds: ["LocalQueue", "ResourceFlavor", "MultiKueueConfig", "AdmissionCheck", "ClusterQueue"].map((kind) => `${kind}.${KUEUE}`) },
);

const PARAMETERS = ["ProvisioningRequestConfig", "MultiKueueConfig"];
