// Secrets that are written out as objects: Secret of Kubernetes and `kubernetes_secret` of Terraform, with what their entries hold.
// What is encrypted (SOPS), sealed, or filled in by a controller is none of them.
import { Place } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { defineFacet } from "./facet.ts";
import { isFixture } from "./fixtures.ts";
import { type SecretKind, secretValue } from "./secret-values.ts";
import { typedText } from "./typed-text.ts";

export interface SecretManifest {
  /** "Secret mlflow" */
  readonly name: string;
  /** In the order in which they are written. */
  readonly entries: readonly SecretEntry[];
  /** It lies among tests or their data. */
  readonly isFixture: boolean;
}

export interface SecretEntry {
  readonly key: string;
  readonly place: Place;
  readonly is: SecretKind;
  readonly what: string;
  /** Written as base64; what a generator encodes is written as it is. */
  readonly isEncoded: boolean;
}

/** Types that a controller fills in or that are no secret of a person. Source: Kubernetes, built-in types of Secrets; Helm's storage. */
const NOT_KEPT = new Set(["kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token", "helm.sh/release.v1"]);
const TERRAFORM = new Set(["kubernetes_secret", "kubernetes_secret_v1"]);

export const secretManifests = defineFacet<SecretManifest>(
  "secretManifests",
  ["kubernetes", "terraform"],
  (resource) => {
    const root = Place.root(resource);
    if (resource.class === "terraform") {
      if (!TERRAFORM.has(resource.ref.kind)) return [];
      return one(resource, [...entriesAt(root.at("data"), false), ...entriesAt(root.at("binary_data"), true)]);
    }
    if (root.at("sops").isWritten || root.at("type").is((type) => NOT_KEPT.has(String(type)))) return [];
    return one(resource, [...entriesAt(root.at("data"), true), ...entriesAt(root.at("stringData"), false)]);
  },
  { kinds: ["Secret."] },
);

const one = (resource: Resource, entries: readonly SecretEntry[]): readonly SecretManifest[] =>
  entries.length === 0 ? [] : [{ name: resourceLabel(resource.written ?? resource.ref), entries, isFixture: isFixture(resource) }];

const entriesAt = (map: Place, isEncoded: boolean): readonly SecretEntry[] => map.entries.flatMap((place) => entryAt(place, isEncoded));

function entryAt(place: Place, isEncoded: boolean): readonly SecretEntry[] {
  const text = typedText(place);
  if (text === undefined) return [];
  const key = String(place.step);
  const verdict = secretValue(key, text, isEncoded);
  const isWritten = place.node?.kind === "scalar" && place.node.style !== "computed";
  return verdict.is === "none" ? [] : [{ key, place, ...verdict, isEncoded: isEncoded && isWritten }];
}
