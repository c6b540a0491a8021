// Credentials that everybody knows, because a chart or an image ships with them: in variables, texts and Secrets.
import type { Place } from "../model/place.ts";
import { carriers } from "./carriers.ts";
import { credential } from "./credentials.ts";
import { defineFacet } from "./facet.ts";
import { isFixture } from "./fixtures.ts";
import { secretManifests } from "./secret-manifests.ts";
import { typedText } from "./typed-text.ts";

export interface DefaultCredential {
  readonly kind: "env" | "text" | "secret";
  readonly label: string;
  readonly place: Place;
  /** A name for a Secret beside the object that carries it. */
  readonly secret: string;
}

/** An access key is the name of a user; the secret beside it is what lets one in. */
const IS_USER = /access[_.-]?key$/i;

export const defaultCredentials = defineFacet<DefaultCredential>(
  "defaultCredentials",
  ["kubernetes", "terraform"],
  (resource, settings) => {
    if (isFixture(resource)) return [];
    const carried = carriers.of(resource, settings).flatMap(({ kind, label, name, value, secret, form }): readonly DefaultCredential[] => {
      const text = form === undefined ? typedText(value) : undefined;
      return text !== undefined && !IS_USER.test(name) && credential(text, name).is === "default"
        ? [{ kind, label, place: value, secret }]
        : [];
    });
    const kept = secretManifests
      .of(resource, settings)
      .flatMap(({ name, entries }) =>
        entries.flatMap(({ key, place, is }): readonly DefaultCredential[] =>
          is === "default" ? [{ kind: "secret", label: `${key} of ${name}`, place, secret: "" }] : [],
        ),
      );
    return [...carried, ...kept];
  },
  { within: carriers, also: ["Secret."] },
);
