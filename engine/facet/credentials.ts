// One detector of credentials for all languages: certain by form, probable by name, a well-known default, or none.
// Forms: the vendors' published token formats (rule catalog, security 0.8, lists D1 to D5).
import { own } from "../model/detached.ts";
import { holesIn } from "../model/holes.ts";
import { recall, remember } from "../model/memo.ts";
import type { Source } from "../text/source.ts";

export type CredentialKind = "certain" | "probable" | "default" | "none";

interface Form {
  readonly pattern: RegExp;
  /** As a sentence says it: "a Hugging Face token". */
  readonly what: string;
}

const form = (what: string, source: string): Form => ({ what, pattern: new RegExp(source, "g") });

/** D1: certain by form. Every pattern has a fixed prefix and bounded or simple repetition, so that a search is linear. */
const FORMS: readonly Form[] = [
  form("a Hugging Face token", "\\bhf_[A-Za-z0-9]{30,}"),
  form("a Hugging Face organisation token", "\\bapi_org_[A-Za-z0-9]{30,}"),
  form("an AWS access key", "\\b(?:AKIA|ASIA)[A-Z2-7]{16}\\b"),
  form("a Google API key", "\\bAIza[0-9A-Za-z_-]{35}"),
  form("an Anthropic key", "\\bsk-ant-[A-Za-z0-9_-]{60,}"),
  form("an OpenAI key", "\\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{40,}"),
  form("a GitHub token", "\\bgh[pousr]_[A-Za-z0-9]{36,}"),
  form("a GitHub token", "\\bgithub_pat_[A-Za-z0-9_]{50,}"),
  form("a GitLab token", "\\bglpat-[A-Za-z0-9_-]{20,}"),
  form("an NVIDIA NGC key", "\\bnvapi-[A-Za-z0-9_-]{60,}"),
  form("a Databricks token", "\\bdapi[0-9a-f]{32}\\b"),
  form("a Replicate token", "\\br8_[A-Za-z0-9]{37}\\b"),
  form("a Pinecone key", "\\bpcsk_[A-Za-z0-9_]{50,}"),
  form("a LangSmith key", "\\blsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}\\b"),
  form("a Docker Hub token", "\\bdckr_pat_[A-Za-z0-9_-]{27,}"),
  form("a PyPI token", "\\bpypi-AgEI[A-Za-z0-9_-]{50,}"),
  form("a Vault token", "\\bhvs\\.[A-Za-z0-9_-]{24,}"),
  form("a Slack token", "\\bxox[abeoprs]-[A-Za-z0-9-]{20,}"),
  form("a Slack webhook", "\\bhooks\\.slack\\.com/services/T\\w+/B\\w+/\\w{20,}"),
  form("a storage account key", "\\bAccountKey=[A-Za-z0-9+/]{86}=="),
  form("a shared access key", "\\bSharedAccessKey=[A-Za-z0-9+/]{43}="),
  form("a signed URL", "[?&]sig=[A-Za-z0-9%]{43,}"),
  form("a signed token", "\\beyJ[\\w-]{10,2000}\\.eyJ[\\w-]{10,2000}\\.[\\w-]{16,}"),
  form(
    "a private key",
    "-----BEGIN (?:[A-Z]{2,20} ){0,2}PRIVATE KEY-----(?:[A-Za-z0-9+/=\\s\\\\-]{0,10000}?-----END (?:[A-Z]{2,20} ){0,2}PRIVATE KEY-----)?",
  ),
];

/** D3: a password in a URL, behind a user; Redis wants none. */
const IN_URL = /\b[a-z][a-z0-9+.-]{1,20}:\/\/([^\s:/@"'<>]{0,100}):([^\s:/@"'<>]{1,200})@[^\s/@]/gi;
const URL_WORDS = /^(?:user|username|pass|password|passwd|pwd|secret|token)$/i;

/** D3: a password in a connection string: other parts of the line say what it connects to. */
const IN_CONNECTION = /(?<![\w-])(?:password|pwd)[ ]?=[ ]?([^;\s"'<>]{1,200})/gi;
const CONNECTS = /(?<![\w-])(?:server|host|data source|user id|uid)[ ]?=/i;

/** With the name: key material that has no prefix of its own. */
const BY_NAME: readonly { readonly name: RegExp; readonly value: RegExp; readonly what: string }[] = [
  { name: /fs\.azure\.account\.key\./, value: /^[A-Za-z0-9+/]{86}==$/, what: "a storage account key" },
  { name: /^WANDB_API_KEY$/, value: /^(?:[0-9a-f]{40}|[A-Za-z0-9_]{80,90})$/, what: "a Weights & Biases key" },
  { name: /^AWS_SECRET_ACCESS_KEY$|secret\.key$/, value: /^[A-Za-z0-9/+]{40}$/, what: "an AWS secret key" },
  { name: /^KAGGLE_KEY$/, value: /^[0-9a-f]{32}$/, what: "a Kaggle key" },
];

const SAMPLES = new Set(["AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"]);
const DEFAULTS = new Set(
  "password passw0rd admin administrator root toor test guest secret changeme change-me letmein qwerty 12345 123456 12345678 123456789 minio minio123 minioadmin postgres mysql redis mongo rabbitmq elastic grafana prom-operator airflow superset mlflow kubeflow katib mlpipeline jupyter argo".split(
    " ",
  ),
);
/** What charts ship until somebody changes it. In capitals it is a hole in a template, and nobody's password yet. */
const UNCHANGED = new Set(["changeme", "change-me", "change_me"]);
const LAST_PARTS = new Set([
  "password",
  "passwd",
  "passphrase",
  "pwd",
  "secret",
  "secretkey",
  "token",
  "apikey",
  "credentials",
  "requirepass",
  "masterauth",
]);
const LAST_TWO = new Set([
  "api+key",
  "access+key",
  "secret+key",
  "private+key",
  "client+secret",
  "auth+key",
  "signing+key",
  "encryption+key",
  "connection+string",
]);
const NEVER =
  /(?:^|[_.-])(?:pad|eos|bos|unk|sep|mask|stop|special|max|min|num)[_.-]?tokens?$|(?:public|partition|sort|primary|foreign)[_.-]?key$|allow[_.-]?empty[_.-]?password$|^AWS_ACCESS_KEY_ID$/i;

export interface CredentialSpan {
  readonly start: number;
  readonly end: number;
  readonly what: string;
}

/**
 * Some part of every form, so that most texts are looked through once and not once a form. What ends in a sign is sought from its end:
 * signs are rarer than letters, which makes it a third faster.
 */
const HINT =
  /[_=-](?<=(?:\bhf|api_org|\bgh[pousr]|github_pat|pcsk|lsv2|dckr_pat|\br8)_|\b(?:sk|glpat|nvapi|pypi|xox[abeoprs])-|(?:Key|sig|[Pp](?:assword|ASSWORD|wd|WD) ?)=)|A(?:KIA|SIA|Iza)|\bdapi|\bhvs\.|hooks\.slack|\beyJ|PRIVATE KEY|:\/\/[^\s"'<>]{1,320}@/;
const NONE: readonly CredentialSpan[] = [];

/** Any of the words that a name of a secret ends in, with what stands before `key` and behind `connection`: `key: gpu` is a toleration. */
const NAMES =
  /secret|token|passw|pwd|passphrase|(?:api|access|private|auth|signing|encryption|kaggle|account)[\d_./ -]*key|credential|connection[\d_./ -]*string|requirepass|masterauth|wandb/i;

/** Some part of each of them: most texts have none, and these are found faster. */
const WORDS = /secret|token|passw|pwd|passphrase|key|credential|connection|requirepass|masterauth|wandb/i;

/** False where no name in a text says that a secret is kept under it. */
export const mayNameSecrets = (text: string): boolean => WORDS.test(text) && NAMES.test(text);

/** False where nothing in a text can be a credential, by form or by name. Names first: they are found faster, and many texts have one. */
export const mayHoldCredentials = (text: string): boolean => mayNameSecrets(text) || HINT.test(text);

/** The same of a whole source, asked once. */
export const mayHoldCredentialsIn = (source: Source): boolean =>
  recall<boolean>(source, mayHoldCredentialsIn) ?? remember(source, mayHoldCredentialsIn, mayHoldCredentials(source.text));

/** False where nothing in a text can be a credential by its form. */
const mayHaveForm = (text: string): boolean => text.length >= 9 && HINT.test(text);

/** Where a text holds something that is a credential by its form. Bounded: a text of a megabyte is searched once per form. */
export function certainCredentials(text: string): readonly CredentialSpan[] {
  if (!mayHaveForm(text)) return NONE;
  const found: CredentialSpan[] = [];
  for (const { pattern, what } of FORMS) {
    for (const match of text.matchAll(pattern)) {
      if (!isSample(match[0])) found.push({ start: match.index, end: match.index + match[0].length, what });
    }
  }
  for (const { start, end } of passwordsInUrls(text, (password) => !DEFAULTS.has(password.toLowerCase())))
    found.push({ start, end, what: "a password in a URL" });
  for (const match of text.matchAll(IN_CONNECTION)) {
    const [all, password = ""] = match;
    if (isNoPassword(password) || !CONNECTS.test(lineAround(text, match.index))) continue;
    const end = match.index + all.length;
    found.push({ start: end - password.length, end, what: "a password in a connection string" });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Passwords in URLs that everybody knows: `amqp://guest:guest@rabbit`. A URL may hold one without a name that says so. */
export function defaultCredentials(text: string): readonly CredentialSpan[] {
  if (!mayHaveForm(text)) return NONE;
  return passwordsInUrls(text, (password) => DEFAULTS.has(password.toLowerCase())).map((span) => ({ ...span, what: DEFAULT }));
}

function passwordsInUrls(text: string, isWanted: (password: string) => boolean): readonly { start: number; end: number }[] {
  if (!text.includes("://")) return [];
  return [...text.matchAll(IN_URL)].flatMap((match) => {
    const [all, user = "", password = ""] = match;
    if (URL_WORDS.test(user) || URL_WORDS.test(password) || isFilledInLater(user) || isFilledInLater(password)) return [];
    if (!isWanted(password)) return [];
    const start = match.index + all.indexOf(`:${password}@`) + 1;
    return [{ start, end: start + password.length }];
  });
}

const DEFAULT = "a well-known default";

/** Words that stand for one, well-known defaults (another rule's business), and what is filled in later. */
const isNoPassword = (text: string): boolean => URL_WORDS.test(text) || DEFAULTS.has(text.toLowerCase()) || isFilledInLater(text);

function lineAround(text: string, at: number): string {
  const near = text.slice(Math.max(0, at - 1000), at + 1000);
  const middle = Math.min(at, 1000);
  const end = near.indexOf("\n", middle);
  return near.slice(near.lastIndexOf("\n", middle) + 1, end < 0 ? near.length : end);
}

/** What a value is, given the name that it is stored under. `what` says it in a sentence. */
export function credential(written: string, name = ""): { readonly is: CredentialKind; readonly what: string } {
  const none = { is: "none", what: "" } as const;
  // A block ends with a line break, which whoever reads it may cut off or not.
  const value = written.trim();
  const { isSecret, forms } = readName(name);
  if (!isSecret && forms.length === 0 && !mayHaveForm(value)) return none;
  if (UNCHANGED.has(value)) return isPasswordName(name) ? { is: "default", what: DEFAULT } : none;
  if (value === "" || isFilledInLater(value) || isSample(value)) return none;
  const certain = certainCredentials(value)[0] ?? forms.find((one) => one.value.test(value));
  if (certain) return { is: "certain", what: certain.what };
  if (defaultCredentials(value).length > 0) return { is: "default", what: DEFAULT };
  if (!isSecret) return none;
  if (DEFAULTS.has(value.toLowerCase())) return mayNameObject(name) && /^[a-z]/.test(value) ? none : { is: "default", what: DEFAULT };
  return looksLikeSecret(value, name)
    ? { is: "probable", what: `what looks like ${/pass|pwd/i.test(name) ? "a password" : /token/i.test(name) ? "a token" : "a key"}` }
    : none;
}

interface Name {
  readonly isSecret: boolean;
  /** Key material that this name stands for and that has no form of its own. */
  readonly forms: typeof BY_NAME;
}

/** The same few names stand in every manifest. */
const names = new Map<string, Name>();
const MOST_NAMES = 2000;

function readName(name: string): Name {
  let known = names.get(name);
  if (!known) {
    if (names.size >= MOST_NAMES) names.clear();
    known = { isSecret: endsInSecret(name), forms: BY_NAME.filter((one) => one.name.test(name)) };
    if (name.length <= 200) names.set(own(name), known);
  }
  return known;
}

/** D2: the last part of the name says that a secret is kept under it. */
export const isSecretName = (name: string): boolean => readName(name).isSecret;

function endsInSecret(name: string): boolean {
  if (NEVER.test(name)) return false;
  const parts = name
    .slice(-200)
    .split(/[_\-./]|(?<=[a-z0-9])(?=[A-Z])/)
    .map((part) => part.toLowerCase())
    .filter((part) => part !== "" && !/^\d+$/.test(part));
  const last = parts.at(-1) ?? "";
  return LAST_PARTS.has(last.replace(/\d+$/, "")) || LAST_TWO.has(`${parts.at(-2)}+${last}`);
}

const isPasswordName = (name: string): boolean => isSecretName(name) && /pass|pwd/i.test(name);

/** False where a value under a name is certainly none, so that nobody need look closer. */
export const mayBeCredential = (value: string, name: string): boolean => mayNameSecret(name) || mayHaveForm(value);

/** Also the names with which key material that has no form of its own is known. */
export function mayNameSecret(name: string): boolean {
  const { isSecret, forms } = readName(name);
  return isSecret || forms.length > 0;
}

const isFilledInLater = (text: string): boolean => holesIn(text, "kubernetes", "plain") !== undefined;

/** Vendors' documentation samples, and text that somebody typed to have the right length. */
const isSample = (text: string): boolean => SAMPLES.has(text) || /^[A-Za-z]{2,8}[-_.]?(.)\1+$/.test(text) || /[xX]{8,}$/.test(text);

const NOT_SECRET = new RegExp(
  [
    "^(?:true|false|yes|no|auto|none|token|basic|oidc)$",
    "^[./~]|^/|^[A-Za-z]:\\\\",
    "^[a-z][a-z0-9+.-]*://",
    "^[\\w.-]+(?::\\d+)?(?:/[\\w.-]+)+(?:[:@][\\w.:-]+)?$",
    "^\\d+(?:\\.\\d+)?(?:ns|us|ms|[smhdw]|[KMGTPE]i?)$",
    "^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$",
    "^arn:|^projects/[^/]+/secrets/",
    "^(?:vault|awssm|ref\\+\\w+|op):",
    "^(?:ENC\\[|AQICA|age1|vault:v1:|\\$2[aby]\\$|\\$6\\$|\\$argon2)",
    "-(?:secret|token|creds|credentials|password|key)$",
  ].join("|"),
);

/** Words that say that nothing is kept here, and those that stand around them: "no-api-key-needed", "sk-dummy". */
const DUMMIES = new Set(
  "dummy fake mock placeholder anything whatever nothing none null undefined empty needed required used unused ignored redacted todo example sample".split(
    " ",
  ),
);
const AROUND_DUMMIES = new Set("no not is a the my your for hf sk api key token secret password value any only here local".split(" "));

function isDummy(value: string): boolean {
  if (value.length > 60) return false;
  const words = value.toLowerCase().split(/[-_. ]+/);
  return words.some((word) => DUMMIES.has(word)) && words.every((word) => DUMMIES.has(word) || AROUND_DUMMIES.has(word));
}

/** Kinds of secrets that are values themselves; any other name that ends in "secret" may as well say which Secret is meant. */
const VALUE_SECRETS = /(?:client|consumer|app|api|auth|oauth|jwt|hmac|session|cookie|webhook|shared|signing)[_.-]?secret$/i;
const NAME_OF_WORDS =
  /^(?:[a-z]{2,5}|(?=[a-z]*[aeiouy])[a-z]{6,20})\d{0,2}(?:[-.](?:(?:[a-z]{1,5}|(?=[a-z]*[aeiouy])[a-z]{6,20})\d{0,2}|\d{1,2})){1,6}$/;

/** `TLS_SECRET: wildcard-tls`: an object's name, of words. */
const isNameOfSecret = (value: string, name: string): boolean => mayNameObject(name) && NAME_OF_WORDS.test(value);

const mayNameObject = (name: string): boolean => /secret\d*$/i.test(name) && !VALUE_SECRETS.test(name);

function looksLikeSecret(value: string, name: string): boolean {
  if (isDummy(value) || isNameOfSecret(value, name)) return false;
  const isPassword = /pass|pwd/i.test(name);
  // A number is a port, a count or a size; only a long one under the name of a password is one.
  if (/^\d+(?:\.\d+)?$/.test(value)) return isPassword && value.length >= 8;
  if (/\s/.test(value)) return isPassword && isPassphrase(value);
  return value.length >= (isPassword ? 4 : 8) && value.length <= 4096 && !NOT_SECRET.test(value);
}

/** A few words of which one makes no sense in a sentence: "x7Kp 93fqL", and neither "see the vault" nor "stored in Route53". */
function isPassphrase(value: string): boolean {
  const words = value.split(" ");
  if (words.length > 6 || /[^\S ]/.test(value)) return false;
  return words.some((word) => /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word) && !/^[A-Z][a-z]+\d+\W?$/.test(word));
}
