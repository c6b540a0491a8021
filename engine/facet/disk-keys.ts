// Disks and file systems that are encrypted with a key of the provider, because none of the owner is named: Kubernetes, Terraform and
// CloudFormation alike, from one table (facts/disk-keys.json).
import table from "../../facts/disk-keys.json" with { type: "json" };
import { Place, Reading } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { textOf } from "../model/value.ts";
import { defineFacet } from "./facet.ts";
import { placesAt, stepsOf } from "./places-at.ts";

export interface DiskWithoutKey {
  /** "EBS volume aws_ebs_volume.scratch" */
  readonly name: string;
  /** Where the key would be named. */
  readonly key: Place;
  readonly field: string;
  /** Without a key the account's default encrypts, which may have been changed to one of the owner. */
  readonly isAccountDefault: boolean;
}

interface Row {
  readonly key: string;
  readonly alsoKeys?: readonly string[];
  readonly when?: Readonly<Record<string, readonly string[] | undefined>>;
  readonly unless?: readonly string[];
  readonly isAccountDefault?: boolean;
}

interface CloudRow extends Row {
  readonly type: string;
  readonly what: string;
  readonly at: string;
}

const CLASSES = table.storageClasses.map((row) => ({ row: row as Row, provisioner: new RegExp(row.provisioner) }));

export const disksWithoutKey = defineFacet<DiskWithoutKey>(
  "disksWithoutKey",
  ["kubernetes", "terraform", "cloudformation"],
  (resource) => {
    const root = Place.root(resource);
    if (resource.class === "kubernetes")
      return mayBeOfPublicData(root) ? [] : [...ofStorageClass(resource, root), ...ofNodeClass(resource, root)];
    const rows: readonly CloudRow[] = resource.class === "terraform" ? table.terraform : table.cloudformation;
    return rows
      .filter(({ type }) => type === resource.ref.kind)
      .flatMap((row) => placesAt(root, row.at).flatMap((holder) => without(row, holder, `${row.what} ${resourceLabel(resource.ref)}`)));
  },
  { kinds: ["StorageClass.storage.k8s.io", "EC2NodeClass.karpenter.k8s.aws"] },
);

/** The owner says so of the class, or may. */
const mayBeOfPublicData = (root: Place): boolean =>
  !["labels", "annotations"].every((map) => root.at("metadata", map, "drydock.dev/data-class").isNot("public"));

/** No key is named, certainly, and the row applies, certainly. */
function without(
  { key, alsoKeys = [], when = {}, unless = [], isAccountDefault = false }: Row,
  holder: Place,
  name: string,
): readonly DiskWithoutKey[] {
  const place = holder.at(key);
  const applies =
    holder.isWritten &&
    Object.entries(when).every(([field, values]) => holder.along(stepsOf(field)).is((value) => values?.includes(String(value)) === true)) &&
    unless.every((field) => holder.at(field).isAbsent);
  return applies && isUnnamed(place) && alsoKeys.every((one) => isUnnamed(holder.at(one)))
    ? [{ name, key: place, field: key, isAccountDefault }]
    : [];
}

/** Not written either: an argument that a module hands on is for its callers to give. */
const isUnnamed = (place: Place): boolean => place.isAbsent && place.entry === undefined;

function ofStorageClass({ ref }: Resource, root: Place): readonly DiskWithoutKey[] {
  const provisioner = ref.kind === "StorageClass" ? textOf(Reading.value(root.at("provisioner"))) : undefined;
  const found = provisioner === undefined ? undefined : CLASSES.find((one) => one.provisioner.test(provisioner));
  if (!found) return [];
  const parameters = root.at("parameters");
  const name = `Volumes of ${resourceLabel(ref)}`;
  if (parameters.isAbsent && found.row.when === undefined)
    return [{ name, key: parameters, field: found.row.key, isAccountDefault: false }];
  return without(found.row, parameters, name);
}

/** Karpenter: the disks of the nodes that it starts. */
function ofNodeClass({ ref }: Resource, root: Place): readonly DiskWithoutKey[] {
  if (ref.kind !== "EC2NodeClass") return [];
  const row: Row = { key: "kmsKeyID", when: { encrypted: ["true"] }, unless: ["snapshotID"], isAccountDefault: true };
  return placesAt(root, "spec.blockDeviceMappings[].ebs").flatMap((ebs) => without(row, ebs, `Disks of nodes from ${resourceLabel(ref)}`));
}
