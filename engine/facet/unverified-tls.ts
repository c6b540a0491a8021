// Where the check of TLS certificates is switched off (facts/tls-verification.json): variables, commands, fields of Kubernetes and
// providers of Terraform. Whose connection stays inside of the cluster or the machine is left out, as far as the host is known.
import table from "../../facts/tls-verification.json" with { type: "json" };
import { Place, Reading } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { textOf } from "../model/value.ts";
import { type Command, commandsOf, scriptCommands, type Word, writtenWord } from "./commands.ts";
import { containers } from "./containers.ts";
import { defineFacet, type FacetSettings } from "./facet.ts";
import { isPublicHost } from "./hosts.ts";
import { placesAt } from "./places-at.ts";
import { podTemplates } from "./pod-templates.ts";
import { workloads } from "./roles.ts";
import { tenancyOf } from "./tenancy.ts";
import { VARIABLE_LISTS, variables } from "./variables.ts";

export interface UnverifiedTls {
  /** variable: an entry of a list; field: one of an object; command: a word of a command line. */
  readonly kind: "variable" | "field" | "command";
  /** "curl -k", "S3_VERIFY_SSL=0" */
  readonly what: string;
  /** The host, where it is known. */
  readonly target: string | undefined;
  readonly place: Place;
}

const VARIABLES = new Map(table.variables.map((row) => [row.name, row]));
const PROGRAMS = table.programs.map(({ program, long, short }) => ({
  program,
  long,
  short: short === undefined ? undefined : new RegExp(short),
}));
/** A part of every name, flag and program that is looked for in pods, or of a provider's field in Terraform. */
const WORDS = ["VERIFY", "_TLS", "verify", "Verify", "curl", "no-check-certificate", "trusted-host", "insecure"];
/** Kinds in which it is said outside pods. */
const OTHERS = [...Object.keys(VARIABLE_LISTS), "APIService.apiregistration.k8s.io", "ConfigMap.", "Secret.", "ServiceAccount."];

export const unverifiedTls = defineFacet<UnverifiedTls>(
  "unverifiedTls",
  ["kubernetes", "terraform"],
  (resource, settings) => {
    const root = Place.root(resource);
    if (resource.class === "terraform") return ofProvider(resource, root);
    return [...ofVariables(resource, settings), ...ofCommands(resource, root, settings), ...ofFields(resource, root)];
  },
  { within: podTemplates, also: OTHERS, mentions: WORDS },
);

const field = (what: string, place: Place): UnverifiedTls => ({ kind: "field", what, target: undefined, place });

/** Where each provider says of which cluster it speaks. */
const HOLDERS: ReadonlyMap<string, string> = new Map([
  ["kubernetes", ""],
  ["kubectl", ""],
  ["helm", "kubernetes"],
]);

/** The API server of a cluster, which Kubernetes' own providers speak to. */
function ofProvider({ ref }: Resource, root: Place): readonly UnverifiedTls[] {
  if (ref.kind !== "provider") return [];
  const name = (ref.name ?? "").replace(/#.*$/, "");
  const holder = HOLDERS.get(name);
  if (holder === undefined) return [];
  return placesAt(root, holder)
    .filter((place) => place.at("insecure").is(true) && !place.at("host").is((host) => !isPublicHost(hostIn(String(host)) ?? "")))
    .map((place) => field(`insecure = true of provider ${name}`, place.at("insecure")));
}

function ofVariables(resource: Resource, settings: FacetSettings): readonly UnverifiedTls[] {
  return variables.of(resource, settings).flatMap(({ name, value, container }): readonly UnverifiedTls[] => {
    const row = VARIABLES.get(name);
    if (!row || (container && isSystem(resource, settings, container.template.spec))) return [];
    const text = textOf(Reading.value(value));
    if (text === undefined || !row.off.includes(text.toLowerCase())) return [];
    // One whose name is not known may be the endpoint.
    const endpoint = value.up(2).items.find((item) => !item.at("name").isNot((one) => row.endpoints?.includes(String(one)) === true));
    const target = endpoint && hostOf(endpoint.at("value"));
    if (endpoint && (target === undefined || !isPublicHost(target))) return [];
    return [{ kind: "variable", what: `${name}=${text}`, target, place: value }];
  });
}

/** Of a URL or an address without a scheme; undefined where it is not known. */
const hostOf = (place: Place): string | undefined => hostIn(textOf(Reading.value(place)) ?? "");

const hostIn = (text: string): string | undefined => /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^\s/@]+@)?([\w.-]+)(?=[:/?#]|$)/i.exec(text)?.[1];

const isSystem = (resource: Resource, settings: FacetSettings, spec: Place): boolean =>
  workloads.of(resource, settings).some((one) => one.spec === spec && tenancyOf(one, settings) === "system");

function ofCommands(resource: Resource, root: Place, settings: FacetSettings): readonly UnverifiedTls[] {
  const own = containers.of(resource, settings).flatMap((container) => {
    const found = commandsOf(container).commands.flatMap(inCommand);
    return found.length > 0 && isSystem(resource, settings, container.template.spec) ? [] : found;
  });
  const isConfigMap = resource.ref.kind === "ConfigMap" && resource.ref.group === "";
  const scripts = isConfigMap ? root.at("data").entries.filter((entry) => /\.(?:sh|bash)$/.test(String(entry.step))) : [];
  return [...own, ...scripts.flatMap(scriptCommands).flatMap(inCommand)];
}

function inCommand(command: Command): readonly UnverifiedTls[] {
  const { words } = command;
  const texts = words.map((word) => word.text ?? "");
  if (texts[0] === "echo" || texts[0] === "printf") return [];
  return [...ofPrograms(words, texts), ...ofFlags(words, texts), ...ofGit(words, texts), ...ofPip(words, texts)];
}

/** curl and wget: whom they speak to is a word of the command. Where that is not known, or near, nothing is said. */
function ofPrograms(words: readonly Word[], texts: readonly string[]): readonly UnverifiedTls[] {
  return PROGRAMS.flatMap(({ program, long, short }) => {
    const from = texts.findIndex((text) => text === program || text.endsWith(`/${program}`));
    if (from < 0) return [];
    const at = texts.findIndex((text, i) => i > from && (long.includes(text) || short?.test(text) === true));
    const target = hostsOf(words.slice(from))[0];
    if (at < 0 || target === undefined || !isPublicHost(target)) return [];
    return [{ kind: "command" as const, what: `${program} ${texts[at]}`, target, place: (words[at] as Word).place }];
  });
}

/** Options that every program means alike: left out only where the command names a host that is near. */
function ofFlags(words: readonly Word[], texts: readonly string[]): readonly UnverifiedTls[] {
  const at = texts.findIndex((text) => {
    const [name = "", value = "true"] = text.split("=", 2);
    const isSet = /^(?:true|1)$/i.test(value);
    return (table.flags.includes(name) && isSet) || (table.negatedFlags.includes(name) && /^(?:false|0)$/i.test(value));
  });
  if (at < 0) return [];
  const hosts = [...hostsOf(words), ...texts.flatMap(registryOf)];
  if (hosts.some((host) => !isPublicHost(host))) return [];
  return [{ kind: "command", what: texts[at] as string, target: hosts[0], place: (words[at] as Word).place }];
}

function ofGit(words: readonly Word[], texts: readonly string[]): readonly UnverifiedTls[] {
  if (!texts.includes("git")) return [];
  const at = texts.findIndex(
    (text, i) =>
      /^http\.sslVerify=(?:false|0)$/i.test(text) || (/^http\.sslVerify$/i.test(text) && /^(?:false|0)$/.test(texts[i + 1] ?? "")),
  );
  const target = hostsOf(words)[0];
  if (at < 0 || (target !== undefined && !isPublicHost(target))) return [];
  return [{ kind: "command", what: "git http.sslVerify=false", target, place: (words[at] as Word).place }];
}

function ofPip(words: readonly Word[], texts: readonly string[]): readonly UnverifiedTls[] {
  if (!texts.some((text) => /(?:^|\/)pip3?$/.test(text))) return [];
  return texts.flatMap((text, i): readonly UnverifiedTls[] => {
    const host = /^--trusted-host=(.+)$/.exec(text)?.[1] ?? (texts[i - 1] === "--trusted-host" ? text : undefined);
    const target = host?.replace(/:\d+$/, "");
    if (target === undefined || !isPublicHost(target)) return [];
    return [{ kind: "command", what: "pip --trusted-host", target, place: (words[i] as Word).place }];
  });
}

/** Of URLs whose host is written out, also where something in their path is not. */
function hostsOf(words: readonly Word[]): readonly string[] {
  return words.flatMap((word) => {
    const text = word.text ?? writtenWord(word.place) ?? "";
    const host = /^["']?(?:[\w-]+=)?https:\/\/(?:[^\s/@]+@)?([\w.-]+)(?=[:/?#"']|$)/.exec(text)?.[1];
    return host === undefined ? [] : [host];
  });
}

/** `registry:5000/team/image`, also behind `--destination=`. */
const registryOf = (text: string): readonly string[] => {
  const host = /^(?:--[\w-]+=)?(?:docker:\/\/)?(localhost|[\w-]+(?:\.[\w-]+)+|[\w-]+(?=:\d+\/))(?::\d+)?\//.exec(text)?.[1];
  return host === undefined ? [] : [host];
};

function ofFields({ ref }: Resource, root: Place): readonly UnverifiedTls[] {
  const found: UnverifiedTls[] = [];
  const skip = root.at("spec", "insecureSkipTLSVerify");
  if (ref.kind === "APIService" && ref.group === "apiregistration.k8s.io" && skip.is(true))
    found.push(field("insecureSkipTLSVerify", skip));
  const annotations = root.at("metadata", "annotations");
  const verify = annotations.at("serving.kserve.io/s3-verifyssl");
  if (verify.is("0") && usesPublicHttps(annotations)) found.push(field("serving.kserve.io/s3-verifyssl", verify));
  return found;
}

function usesPublicHttps(annotations: Place): boolean {
  const endpoint = annotations.at("serving.kserve.io/s3-endpoint");
  const isPublic = endpoint.isAbsent || endpoint.is((host) => isPublicHost(String(host).replace(/:\d+$/, "")));
  return isPublic && annotations.at("serving.kserve.io/s3-usehttps").isNot("0");
}
