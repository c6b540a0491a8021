// Labels and annotations by which a cloud lends its identities to pods, wherever somebody wrote one.
import { holesIn } from "../model/holes.ts";
import { Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { defineFacet, hasText } from "./facet.ts";
import { accountOf, type PodTemplate, podTemplates } from "./pod-templates.ts";

const USE = "azure.workload.identity/use";
const KEYS = [
  "eks.amazonaws.com/role-arn",
  "iam.gke.io/gcp-service-account",
  "azure.workload.identity/client-id",
  "azure.workload.identity/tenant-id",
  USE,
];

export interface IdentityMark {
  readonly key: string;
  /** Its value; for `pods` where the label would be. */
  readonly place: Place;
  readonly carrier: "labels" | "annotations";
  /** pods: a template that names an account, and does not have the label with which a webhook of Azure gives it a token. */
  readonly on: "account" | "template" | "workload" | "pods";
  /** Somebody fills the value in later. Kubernetes itself takes an annotation as it is written. */
  readonly isHole: boolean;
  /** The ServiceAccount that the pods name. */
  readonly account: Place | undefined;
}

export const identityMarks = defineFacet<IdentityMark>(
  "identityMarks",
  ["kubernetes"],
  (resource, settings) => {
    const own = Place.root(resource).at("metadata");
    const isMentioned = resource.unit !== undefined || hasText(resource, KEYS, mentionsKeys);
    if (resource.ref.group === "" && resource.ref.kind === "ServiceAccount") return isMentioned ? marksOf(own, "account") : [];
    const templates = podTemplates.of(resource, settings).filter((one) => one.shape === "full");
    if (!isMentioned) return templates.flatMap(missingOn);
    const below = templates.flatMap((template) => [...marksOf(template.meta, "template"), ...missingOn(template)]);
    // What an operator does with the metadata of its own kinds, only it knows.
    const isPlain = ["apps", "batch"].includes(resource.ref.group) && templates.length > 0;
    return isPlain ? [...below, ...marksOf(own, "workload")] : below;
  },
  { within: podTemplates, also: ["ServiceAccount."] },
);

const mentionsKeys = (text: string): boolean =>
  text.includes("workload.identity/") || text.includes(".com/role-arn") || text.includes("gcp-service-account");

function missingOn(template: PodTemplate): readonly IdentityMark[] {
  const account = accountOf(template);
  const place = template.meta.at("labels", USE);
  return account.isWritten && place.isNot((use) => String(use) === "true")
    ? [{ key: USE, place, carrier: "labels", on: "pods", isHole: false, account }]
    : [];
}

const marksOf = (meta: Place, on: IdentityMark["on"]): readonly IdentityMark[] =>
  (["labels", "annotations"] as const).flatMap((carrier) => {
    const map = meta.at(carrier);
    return map.hasNode ? KEYS.flatMap((key) => markAt(map.at(key), key, carrier, on)) : [];
  });

const markAt = (place: Place, key: string, carrier: IdentityMark["carrier"], on: IdentityMark["on"]): readonly IdentityMark[] =>
  place.isWritten ? [{ key, place, carrier, on, isHole: isHole(place), account: undefined }] : [];

function isHole(place: Place): boolean {
  const text = textOf(Reading.value(place));
  return text === undefined || holesIn(text, "kubernetes", "plain") !== undefined;
}
