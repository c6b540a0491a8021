// Disks, file systems and databases with the switch that encrypts them at rest: Kubernetes, Terraform and CloudFormation alike, from
// one table (facts/encryption-at-rest.json).
import table from "../../facts/encryption-at-rest.json" with { type: "json" };
import { Place, Reading } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { textOf } from "../model/value.ts";
import { defineFacet } from "./facet.ts";
import { placesAt } from "./places-at.ts";

export interface AtRest {
  /** "EBS volume aws_ebs_volume.scratch" */
  readonly name: string;
  readonly switch: Place;
  /** What turns it on: `true`, or the text "true" in a StorageClass; undefined where that takes more than a switch. */
  readonly on: string | boolean | undefined;
  readonly isOff: boolean;
  /** What an unwritten switch means: off, decided by the account (or the storage below), or encrypted, as far as is known. */
  readonly absent: "off" | "account" | "unsaid";
  /** storage: volumes and disks of nodes; cloud: a resource of a cloud; backend: what keeps data for others in the cluster. */
  readonly scope: "storage" | "cloud" | "backend";
  /** What a change of the switch brings with it. */
  readonly consequence: "replaces the resource" | "recreate the object" | "replaces the nodes" | undefined;
}

interface Row {
  readonly type: string;
  readonly what: string;
  readonly at: string;
  readonly field: string;
  readonly on?: string | boolean;
  readonly off?: readonly string[];
  readonly absent: string;
  readonly replaces: boolean;
  readonly unless?: readonly string[];
  readonly onByDefault?: { readonly field: string; readonly values: readonly string[] };
}

export const encryptionAtRest = defineFacet<AtRest>(
  "encryptionAtRest",
  ["kubernetes", "terraform", "cloudformation"],
  (resource) => {
    const root = Place.root(resource);
    if (resource.class === "kubernetes")
      return [...ofStorageClass(resource, root), ...ofNodeClass(resource, root), ...ofCeph(resource, root), ...ofTenant(resource, root)];
    const rows: readonly Row[] = resource.class === "terraform" ? table.terraform : table.cloudformation;
    return rows.filter((row) => row.type === resource.ref.kind).flatMap((row) => ofRow(row, resource, root));
  },
  { kinds: ["StorageClass.storage.k8s.io", "EC2NodeClass.karpenter.k8s.aws", "CephCluster.ceph.rook.io", "Tenant.minio.min.io"] },
);

function ofRow(row: Row, resource: Resource, root: Place): readonly AtRest[] {
  const absent = meaningOfAbsence(row, root);
  return placesAt(root, row.at)
    .filter((holder) => absent !== "account" || holder.isWritten)
    .filter((holder) => !row.unless?.some((field) => !root.at(field).isAbsent || !holder.at(field).isAbsent))
    .map((holder) => {
      const place = holder.at(row.field);
      return {
        name: `${row.what} ${resourceLabel(resource.ref)}`,
        switch: place,
        on: row.on,
        isOff: isOff(place, row.off),
        absent,
        scope: "cloud" as const,
        consequence: row.replaces ? ("replaces the resource" as const) : undefined,
      };
    });
}

/** An engine that encrypts by itself, or one that is not known, says nothing against whoever wrote no switch. */
function meaningOfAbsence(row: Row, root: Place): AtRest["absent"] {
  const { onByDefault } = row;
  if (onByDefault && !root.at(onByDefault.field).isNot((engine) => onByDefault.values.includes(String(engine)))) return "unsaid";
  return row.absent === "off" || row.absent === "unsaid" ? row.absent : "account";
}

const isOff = (place: Place, off: readonly string[] = ["false"]): boolean =>
  place.is((value) => off.some((one) => one.toLowerCase() === String(value).toLowerCase()));

function ofStorageClass({ ref }: Resource, root: Place): readonly AtRest[] {
  if (ref.kind !== "StorageClass" || ref.group !== "storage.k8s.io") return [];
  const provisioner = textOf(Reading.value(root.at("provisioner")));
  const row = provisioner === undefined ? undefined : table.storageClasses.find((one) => new RegExp(one.provisioner).test(provisioner));
  if (!row) return [];
  const place = root.at("parameters", row.field);
  return [
    {
      name: `Volumes of ${resourceLabel(ref)}`,
      switch: place,
      on: "true",
      isOff: isOff(place),
      absent: row.absent as AtRest["absent"],
      scope: "storage",
      consequence: "recreate the object",
    },
  ];
}

/** Karpenter: the disks of the nodes that it starts. */
function ofNodeClass({ ref }: Resource, root: Place): readonly AtRest[] {
  if (ref.kind !== "EC2NodeClass" || ref.group !== "karpenter.k8s.aws") return [];
  return placesAt(root, "spec.blockDeviceMappings[].ebs")
    .filter((ebs) => ebs.isWritten && ebs.at("snapshotID").isAbsent)
    .map((ebs) => {
      const place = ebs.at("encrypted");
      return {
        name: `Disks of nodes from ${resourceLabel(ref)}`,
        switch: place,
        on: true,
        isOff: isOff(place),
        absent: "account" as const,
        scope: "storage" as const,
        consequence: "replaces the nodes" as const,
      };
    });
}

const backend = (resource: Resource, place: Place, on: AtRest["on"]): AtRest => ({
  name: resourceLabel(resource.ref),
  switch: place,
  on,
  isOff: isOff(place),
  absent: "off",
  scope: "backend",
  consequence: undefined,
});

/** Rook: device sets and devices of nodes, each with a switch of its own. Others run an external cluster. */
function ofCeph(resource: Resource, root: Place): readonly AtRest[] {
  const { ref } = resource;
  if (ref.kind !== "CephCluster" || ref.group !== "ceph.rook.io" || !root.at("spec", "external", "enable").isNot(true)) return [];
  const storage = root.at("spec", "storage");
  const ofHosts = storage.at("useAllNodes").isWritten || storage.at("nodes").items.length > 0;
  return [
    ...storage.at("storageClassDeviceSets").items.map((set) => backend(resource, set.at("encrypted"), true)),
    ...(ofHosts ? [backend(resource, storage.at("config", "encryptedDevice"), "true")] : []),
  ];
}

/** MinIO encrypts with the keys of a key server. */
function ofTenant(resource: Resource, root: Place): readonly AtRest[] {
  return resource.ref.kind === "Tenant" && resource.ref.group === "minio.min.io" && root.at("spec").isWritten
    ? [backend(resource, root.at("spec", "kes"), undefined)]
    : [];
}
