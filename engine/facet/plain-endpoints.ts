// Addresses of services outside that are spoken to without TLS: in variables, options of commands, settings of Spark, model stores of
// KServe and artifacts of Argo (facts/endpoints.json). Only hosts that are certainly public count: the rest may be next door.

import table from "../../facts/endpoints.json" with { type: "json" };
import { Place, Reading } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { textOf } from "../model/value.ts";
import { commandsOf, flag } from "./commands.ts";
import { containers } from "./containers.ts";
import { defineFacet, type FacetSettings } from "./facet.ts";
import { isPublicHost } from "./hosts.ts";
import { placesAt } from "./places-at.ts";
import { podTemplates } from "./pod-templates.ts";
import { VARIABLE_LISTS, variables } from "./variables.ts";

export interface PlainEndpoint {
  /** What keeps the address: "MLFLOW_TRACKING_URI", "--endpoint-url". */
  readonly label: string;
  readonly host: string;
  readonly data: string;
  readonly place: Place;
  /** The scheme as written at the start of `place`, and the one that encrypts, where nothing else has to change. */
  readonly scheme: { readonly from: string; readonly to: string } | undefined;
  /** What to do in words, where no scheme does it. */
  readonly remedy: string;
}

const VARIABLES = new Map(table.variables.map(({ name, data }) => [name, data]));
const SCHEMES: Readonly<Record<string, string | undefined>> = table.schemes;

/** Kinds that keep addresses in fields of their own. */
const OTHERS = [
  ...Object.keys(VARIABLE_LISTS),
  "InferenceService.serving.kserve.io",
  ...["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow"].map((kind) => `${kind}.argoproj.io`),
  ...["Secret.", "ServiceAccount."],
];

export const plainEndpoints = defineFacet<PlainEndpoint>(
  "plainEndpoints",
  ["kubernetes"],
  (resource, settings) => {
    const root = Place.root(resource);
    return [
      ...variables.of(resource, settings).flatMap(({ name, value }) => ofText(name, VARIABLES.get(name), value)),
      ...ofFlags(resource, settings),
      ...ofKind(resource, root),
    ];
  },
  { within: podTemplates, also: OTHERS, mentions: ["://"] },
);

function ofFlags(resource: Resource, settings: FacetSettings): readonly PlainEndpoint[] {
  return containers.of(resource, settings).flatMap((container) =>
    commandsOf(container)
      .commands.filter(({ words }) => words.some(({ text }) => text?.includes("://") === true))
      .flatMap((command) =>
        table.flags.flatMap(({ name, data }) => {
          const value = flag(command, [name]);
          return value.about ? ofText(name, data, value.about, textOf(Reading.value(value))) : [];
        }),
      ),
  );
}

function ofKind({ ref }: Resource, root: Place): readonly PlainEndpoint[] {
  switch (`${ref.kind}.${ref.group}`) {
    case "SparkApplication.sparkoperator.k8s.io":
      return table.settings.flatMap((key) => [
        ...ofText(key, "datasets", root.at("spec", "hadoopConf", key)),
        ...ofText(`spark.hadoop.${key}`, "datasets", root.at("spec", "sparkConf", `spark.hadoop.${key}`)),
      ]);
    case "InferenceService.serving.kserve.io":
      return ["spec.predictor.model.storageUri", "spec.predictor.*.storageUri"].flatMap((path) =>
        placesAt(root, path).flatMap((place) => ofText("storageUri", "model files", place)),
      );
    case "Workflow.argoproj.io":
    case "WorkflowTemplate.argoproj.io":
    case "ClusterWorkflowTemplate.argoproj.io":
    case "CronWorkflow.argoproj.io":
      return ofArtifacts(root);
    case "Secret.":
    case "ServiceAccount.":
      return ofModelStore(root.at("metadata", "annotations"));
    default:
      return [];
  }
}

/** A URL whose host is written out: its scheme does not encrypt, or a parameter switches encryption off. */
function ofText(
  label: string,
  data: string | undefined,
  place: Place,
  known = data === undefined ? undefined : textOf(Reading.value(place)),
): readonly PlainEndpoint[] {
  if (data === undefined || known?.includes("://") !== true) return [];
  const match = /^(jdbc:)?([a-z][a-z0-9+]*):\/\/(?:[^\s/@]*@)?([\w.-]+)(?=[:/?#;]|$)/i.exec(known.trim());
  const [, jdbc, scheme = "", host = ""] = match ?? [];
  if (!isPublicHost(host)) return [];
  const isOff = /[?&;](?:sslmode=disable|useSSL=false|encrypt=false|ssl=false|tls=false)\b/i.test(known);
  const isPlain = jdbc === undefined && Object.hasOwn(SCHEMES, scheme.toLowerCase()) && !/[?&](?:tls|ssl)=true/i.test(known);
  if (!isOff && !isPlain) return [];
  const secure = isPlain && !isOff ? SCHEMES[scheme.toLowerCase()] : undefined;
  const remedy = secure ? `Use ${secure}` : isOff ? "Take out the parameter that switches TLS off" : "Use an address with TLS";
  // Whoever repairs an address with a password in it would have to write the password.
  const isAlone = secure && !known.includes("@") && known.startsWith(scheme);
  return [{ label, host, data, place, scheme: isAlone ? { from: scheme, to: secure } : undefined, remedy }];
}

function ofArtifacts(root: Place): readonly PlainEndpoint[] {
  const spec = root.at("spec", "workflowSpec").isWritten ? root.at("spec", "workflowSpec") : root.at("spec");
  return ["templates[].inputs.artifacts[].s3", "templates[].outputs.artifacts[].s3", "arguments.artifacts[].s3"]
    .flatMap((path) => placesAt(spec, path))
    .flatMap((s3) => ofSwitch("insecure", s3.at("insecure"), true, s3.at("endpoint")));
}

function ofModelStore(annotations: Place): readonly PlainEndpoint[] {
  const at = (name: string) => annotations.at(`serving.kserve.io/${name}`);
  return ofSwitch("serving.kserve.io/s3-usehttps", at("s3-usehttps"), "0", at("s3-endpoint"));
}

function ofSwitch(label: string, place: Place, off: string | boolean, endpoint: Place): readonly PlainEndpoint[] {
  const host = (textOf(Reading.value(endpoint)) ?? "").replace(/:\d+$/, "");
  if (!place.is(off) || !isPublicHost(host)) return [];
  return [{ label, host, data: "files and keys", place, scheme: undefined, remedy: `Take out ${label}` }];
}
