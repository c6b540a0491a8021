// What an entry of a Secret holds: a credential, a well-known default, something that a person still has to fill in, or nothing that
// has to be kept. Pure: masking asks it of texts, the facet of objects.
import { holesIn } from "../model/holes.ts";
import { isBase64, textOfBase64 } from "../text/base64.ts";
import { type CredentialKind, certainCredentials, credential, isSecretName } from "./credentials.ts";
import { namedValues } from "./named-values.ts";

export type SecretKind = CredentialKind | "placeholder";

export interface SecretVerdict {
  readonly is: SecretKind;
  /** As a sentence says it: "a private key". */
  readonly what: string;
}

const NONE: SecretVerdict = { is: "none", what: "" };
/** A longer text is no credential that anybody typed, and decoding it for every keystroke costs too much. */
const LONGEST = 200_000;
const KEY_FILE = /(?:^|\.)key$/i;
const KEY_STORE = /\.(?:p12|pfx|jks|keystore)$/i;
const DOCKER_LOGIN = /"(?:auth|password|identitytoken)"[ ]*:[ ]*"[^"<${]{4,}"/;
const KUBECONFIG_KEY = /client-key-data:[ ]*["']?[A-Za-z0-9+/]{20}/;

/** `isEncoded`: base64, as in `data`. What is no base64 of a text is taken as it is written. */
export function secretValue(key: string, written: string, isEncoded: boolean): SecretVerdict {
  const value = written.trim();
  if (value === "" || value.length > LONGEST) return NONE;
  const decoded = isEncoded ? textOfBase64(value) : undefined;
  const text = (decoded ?? value).trim();
  if (isCiphertext(text)) return NONE;
  const holes = holesIn(text, "kubernetes", "plain");
  const plain = credential(text, key);
  // Bytes that are no text are nobody's well-known password, however they look.
  if (plain.is === "default" && isEncoded && decoded === undefined && isBase64(value)) return NONE;
  if (plain.is !== "none") return plain;
  if (holes) return holes.some((part) => typeof part !== "string" && part.kind === "marker") && isKept(key) ? PLACEHOLDER : NONE;
  if (KEY_STORE.test(key) && isEncoded && decoded === undefined && value.length > 100) return { is: "probable", what: "a key store" };
  if (DOCKER_LOGIN.test(text)) return { is: "probable", what: "the login of a registry" };
  if (KUBECONFIG_KEY.test(text)) return { is: "probable", what: "the key of a cluster" };
  if (KEY_FILE.test(key) && !isPublic(key, text) && text.length >= 16) return { is: "probable", what: "a key" };
  return text.includes("\n") || text.startsWith("{") ? inText(text) : NONE;
}

const PLACEHOLDER: SecretVerdict = { is: "placeholder", what: "" };

const isKept = (key: string): boolean => isSecretName(key) || KEY_FILE.test(key);

/** By its name, or because it is a sentence or has the blanks of "BEGIN CERTIFICATE". */
const isPublic = (key: string, text: string): boolean => /pub/i.test(key) || /\s/.test(text);

/** Encrypted by SOPS, or a reference that a plugin of Argo CD follows. */
const isCiphertext = (text: string): boolean => text.startsWith("ENC[") || text.startsWith("<path:");

/** A configuration file in a Secret, with its passwords in it. */
function inText(text: string): SecretVerdict {
  const [certain] = certainCredentials(text);
  if (certain) return { is: "certain", what: certain.what };
  const verdicts = namedValues(text)
    .filter(({ value }) => !/[()[\]{}$<>]/.test(value))
    .map(({ name, value }) => credential(value, name));
  return verdicts.find(({ is }) => is === "certain" || is === "probable") ?? verdicts.find(({ is }) => is === "default") ?? NONE;
}
