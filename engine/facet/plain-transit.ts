// Connections that are not encrypted: of data stores and brokers in Kubernetes, and of cloud resources by one table
// (facts/encryption-in-transit.json).
import table from "../../facts/encryption-in-transit.json" with { type: "json" };
import { Place, Reading } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { textOf } from "../model/value.ts";
import { containersOf } from "./containers.ts";
import { defineFacet, type FacetSettings } from "./facet.ts";
import { isFixture } from "./fixtures.ts";
import { isPublicHost } from "./hosts.ts";
import { placesAt } from "./places-at.ts";
import { type PodTemplate, podTemplates } from "./pod-templates.ts";
import { rayClusters } from "./ray-clusters.ts";

export interface PlainTransit {
  /** outside: it leaves the cluster; inside: it does not; cloud: a resource of a cloud. */
  readonly scope: "outside" | "inside" | "cloud";
  readonly name: string;
  /** The switch. */
  readonly place: Place;
  /** As a person calls the switch. */
  readonly field: string;
  /** What travels. */
  readonly data: string;
  /** What repairs it: a value of the switch, or that it is not written at all. */
  readonly repair: { readonly set: string | boolean } | "remove" | undefined;
  readonly replaces: boolean;
  /** A service mesh with strict mutual TLS encrypts it all the same. */
  readonly isMeshed: boolean;
}

interface Row {
  readonly type: string;
  readonly what: string;
  readonly at: string;
  readonly field: string;
  readonly plain: readonly (string | boolean)[];
  readonly secure?: string | boolean;
  readonly absent?: string;
  readonly only?: Readonly<Record<string, readonly (string | null)[] | undefined>>;
  readonly unless?: readonly string[];
  readonly replaces?: boolean;
}

export const plainTransit = defineFacet<PlainTransit>(
  "plainTransit",
  ["kubernetes", "terraform", "cloudformation"],
  (resource, settings) => {
    const root = Place.root(resource);
    if (resource.class !== "kubernetes") {
      const rows: readonly Row[] = resource.class === "terraform" ? table.terraform : table.cloudformation;
      return rows.filter(({ type }) => type === resource.ref.kind).flatMap((row) => ofRow(row, resource, root));
    }
    const found = BY_KIND[`${resource.ref.kind}.${resource.ref.group}`]?.(resource, root, settings) ?? [];
    // What never leaves the cluster of a test is of no interest to anybody.
    return isFixture(resource) ? found.filter(({ scope }) => scope !== "inside") : found;
  },
  {
    kinds: [
      ...[
        "Kafka.kafka.strimzi.io",
        "KafkaConnector.kafka.strimzi.io",
        "Tenant.minio.min.io",
        "PersistentVolume.",
        "StorageClass.storage.k8s.io",
      ],
      ...["CephCluster.ceph.rook.io", "SparkApplication.sparkoperator.k8s.io", "RayCluster.ray.io", "RayJob.ray.io", "RayService.ray.io"],
    ],
  },
);

type Finder = (resource: Resource, root: Place, settings: FacetSettings) => readonly PlainTransit[];

const BY_KIND: Readonly<Record<string, Finder>> = {
  "Kafka.kafka.strimzi.io": ofKafka,
  "KafkaConnector.kafka.strimzi.io": ofConnector,
  "Tenant.minio.min.io": ofTenant,
  "PersistentVolume.": ofVolume,
  "StorageClass.storage.k8s.io": ofNfsClass,
  "CephCluster.ceph.rook.io": ofCeph,
  "SparkApplication.sparkoperator.k8s.io": ofSpark,
  "RayCluster.ray.io": ofRay,
  "RayJob.ray.io": ofRay,
  "RayService.ray.io": ofRay,
};

function ofRow(row: Row, { ref }: Resource, root: Place): readonly PlainTransit[] {
  if (row.unless?.some((field) => !root.at(field).isAbsent) || !isAbout(row, root)) return [];
  return placesAt(root, row.at)
    .map((holder) => ({ holder, place: holder.at(row.field) }))
    .filter(
      ({ holder, place }) =>
        place.is((value) => row.plain.some((one) => String(one) === String(value))) ||
        (row.absent === "plain" && holder.isWritten && place.isAbsent),
    )
    .map(({ place }) => ({
      scope: "cloud",
      name: `${row.what} ${resourceLabel(ref)}`,
      place,
      field: row.field,
      data: "what it holds",
      repair: row.secure === undefined ? undefined : { set: row.secure },
      replaces: row.replaces === true,
      isMeshed: false,
    }));
}

const isAbout = ({ only = {} }: Row, root: Place): boolean =>
  Object.entries(only).every(([field, values = []]) => {
    const place = root.at(field);
    return place.isAbsent ? values.includes(null) : place.is((value) => values.includes(String(value).toLowerCase()));
  });

const inKubernetes = (
  resource: Resource,
  scope: PlainTransit["scope"],
  place: Place,
  more: Pick<PlainTransit, "field" | "data" | "repair"> & { readonly isMeshed?: boolean },
): PlainTransit => ({ scope, name: resourceLabel(resource.ref), place, replaces: false, isMeshed: false, ...more });

const OUTSIDE = new Set(["loadbalancer", "nodeport", "route", "ingress"]);
const INSIDE = new Set(["internal", "cluster-ip"]);

/** Strimzi: a listener is in the clear unless it says otherwise. */
function ofKafka(resource: Resource, root: Place): readonly PlainTransit[] {
  return root.at("spec", "kafka", "listeners").items.flatMap((listener): readonly PlainTransit[] => {
    const type = textOf(Reading.value(listener.at("type")));
    const place = listener.at("tls");
    if (type === undefined || !(place.is(false) || place.isAbsent)) return [];
    const more = { field: "tls", data: "messages and passwords", repair: { set: true }, isMeshed: true };
    if (OUTSIDE.has(type)) return [inKubernetes(resource, "outside", place, { ...more, isMeshed: false })];
    return INSIDE.has(type) ? [inKubernetes(resource, "inside", place, more)] : [];
  });
}

/** Debezium: the switch of each driver, the values that turn it off, and the one that turns it on. */
const DRIVERS: readonly { readonly key: string; readonly off: readonly string[]; readonly on: string }[] = [
  { key: "database.ssl.mode", off: ["disabled"], on: "required" },
  { key: "database.sslmode", off: ["disable", "allow"], on: "require" },
  { key: "database.encrypt", off: ["false"], on: "true" },
  { key: "mongodb.ssl.enabled", off: ["false"], on: "true" },
];

function ofConnector(resource: Resource, root: Place): readonly PlainTransit[] {
  if (!root.at("spec", "class").is((name) => String(name).startsWith("io.debezium.connector."))) return [];
  const config = root.at("spec", "config");
  if (!config.at("database.hostname").is((host) => isPublicHost(String(host)))) return [];
  return DRIVERS.filter(({ key, off }) => config.at(key).is((value) => off.includes(String(value)))).map(({ key, on }) =>
    inKubernetes(resource, "outside", config.at(key), { field: key, data: "captured rows of the database", repair: { set: on } }),
  );
}

function ofTenant(resource: Resource, root: Place): readonly PlainTransit[] {
  const place = root.at("spec", "requestAutoCert");
  const own = root.at("spec", "externalCertSecret");
  if (!place.is(false) || !(own.isAbsent || (own.items.length === 0 && !own.isOpen))) return [];
  return [
    inKubernetes(resource, "outside", place, { field: "requestAutoCert", data: "S3 keys and datasets", repair: "remove", isMeshed: true }),
  ];
}

function ofVolume(resource: Resource, root: Place): readonly PlainTransit[] {
  const csi = root.at("spec", "csi");
  const switched = csi.at("volumeAttributes", "encryptInTransit");
  if (csi.at("driver").is("efs.csi.aws.com") && switched.is((value) => String(value) === "false"))
    return [inKubernetes(resource, "outside", switched, { field: "encryptInTransit", data: "files", repair: "remove" })];
  return root.at("spec", "nfs").isWritten ? ofNfs(resource, root.at("spec", "mountOptions")) : [];
}

function ofNfsClass(resource: Resource, root: Place): readonly PlainTransit[] {
  const isNfs = root.at("provisioner").is("nfs.csi.k8s.io");
  const isAzureNfs = root.at("provisioner").is("file.csi.azure.com") && root.at("parameters", "protocol").is("nfs");
  return isNfs || isAzureNfs ? ofNfs(resource, root.at("mountOptions")) : [];
}

/** NFS encrypts with Kerberos (krb5p) or over TLS (xprtsec), and else not. */
function ofNfs(resource: Resource, options: Place): readonly PlainTransit[] {
  if (options.isOpen || !(options.isAbsent || options.isWritten)) return [];
  const isPlain = options.items.every((item) => item.is((one) => !/(?:^|,)(?:sec=krb5p|xprtsec=m?tls)/.test(String(one))));
  if (!isPlain) return [];
  return [inKubernetes(resource, "inside", options, { field: "mount option sec=krb5p or xprtsec=tls", data: "files", repair: undefined })];
}

function ofCeph(resource: Resource, root: Place): readonly PlainTransit[] {
  const spec = root.at("spec");
  const place = spec.at("network", "connections", "encryption", "enabled");
  if (spec.at("external", "enable").is(true) || !(place.is(false) || place.isAbsent)) return [];
  const more = { field: "network.connections.encryption.enabled", data: "objects and blocks", repair: { set: true } };
  return [inKubernetes(resource, "inside", place, more)];
}

/** Hadoop's own switches, where the file system lies outside. Azure's always does. */
function ofSpark(resource: Resource, root: Place): readonly PlainTransit[] {
  return [
    { config: root.at("spec", "hadoopConf"), prefix: "" },
    { config: root.at("spec", "sparkConf"), prefix: "spark.hadoop." },
  ].flatMap(({ config, prefix }) => {
    const at = (key: string) => config.at(`${prefix}${key}`);
    const isOutside = at("fs.defaultFS").is((uri) => isPublicHost(/^hdfs:\/\/([\w.-]+)/.exec(String(uri))?.[1] ?? ""));
    const found: PlainTransit[] = [];
    const add = (key: string, off: string, repair: PlainTransit["repair"]) => {
      const place = at(key);
      if (place.is((value) => String(value) === off))
        found.push(inKubernetes(resource, "outside", place, { field: `${prefix}${key}`, data: "datasets", repair }));
    };
    add("fs.azure.always.use.https", "false", "remove");
    if (isOutside) add("dfs.encrypt.data.transfer", "false", "remove");
    if (isOutside) add("hadoop.rpc.protection", "authentication", { set: "privacy" });
    return found;
  });
}

function ofRay(resource: Resource, _: Place, settings: FacetSettings): readonly PlainTransit[] {
  return rayClusters.of(resource, settings).flatMap(({ spec, head, workers, job }): readonly PlainTransit[] => {
    // A job that has the head alone keeps its tasks and objects in one pod; other clusters also have clients outside.
    if (job && workers.length === 0) return [];
    const options = spec.at("tlsOptions", "enabled");
    if (!(options.isAbsent || options.is(false))) return [];
    const templates = podTemplates.of(resource, settings);
    if (templates.some(isInMesh)) return [];
    const containers = templates.flatMap(containersOf);
    const isPlain = containers.every(({ place }) => {
      const env = place.at("env");
      return !env.isOpen && place.at("envFrom").isAbsent && env.items.every((item) => item.at("name").isNot("RAY_USE_TLS"));
    });
    if (!isPlain || containers.length === 0) return [];
    return [
      inKubernetes(resource, "inside", head.key, {
        field: "RAY_USE_TLS or tlsOptions",
        data: "tasks and objects",
        repair: undefined,
        isMeshed: true,
      }),
    ];
  });
}

/** Proxies beside the containers, or of the node, speak TLS to each other by themselves. */
const isInMesh = ({ meta }: PodTemplate): boolean =>
  [meta.at("labels"), meta.at("annotations")].some(
    (map) =>
      map.isOpen ||
      map.at("sidecar.istio.io/inject").is((value) => String(value) === "true") ||
      map.at("istio.io/dataplane-mode").is("ambient") ||
      map.at("linkerd.io/inject").is("enabled"),
  );
