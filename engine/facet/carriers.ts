// Named texts that may hold a credential: environment variables, command lines, values and lines of ConfigMaps, settings of Spark and Ray.

import { Place, Reading } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { known, textOf } from "../model/value.ts";
import { deref } from "../syntax/node.ts";
import { type Command, commandsOf, type Word } from "./commands.ts";
import { containers } from "./containers.ts";
import { certainCredentials, mayBeCredential, mayHoldCredentials, mayHoldCredentialsIn } from "./credentials.ts";
import { defineFacet, hasText } from "./facet.ts";
import { namedValues } from "./named-values.ts";
import { placesAt } from "./places-at.ts";
import { podTemplates } from "./pod-templates.ts";
import { splitShell } from "./shell.ts";
import { VARIABLE_LISTS, type Variable, variables } from "./variables.ts";

export interface Carrier {
  /** `env`: an environment variable that could name a Secret instead. `text`: everything else. */
  readonly kind: "env" | "text";
  /** As a person would call it: the name, or what it is part of. */
  readonly label: string;
  /** What it is stored under; "" where nothing says so. */
  readonly name: string;
  /** What may be a credential, and nothing around it. */
  readonly value: Place;
  /** What it certainly is by its form, where only a part of a longer text is `value`. */
  readonly form?: string;
  /** A name for a Secret beside the object that carries it. */
  readonly secret: string;
  /** All that is written, where somebody or something fills it in before the object is applied: `${HF_TOKEN}`, `<your-token>`. */
  readonly filledIn?: string;
}

/** Maps whose keys are names, and single values with a name of their own. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  "SparkApplication.sparkoperator.k8s.io": ["spec.sparkConf.*", "spec.hadoopConf.*", "spec.driver.envVars.*", "spec.executor.envVars.*"],
  "RayCluster.ray.io": ["spec.gcsFaultToleranceOptions.redisPassword.value"],
  "EncryptionConfiguration.apiserver.config.k8s.io": ["resources[].providers[].*.keys[].secret"],
};
/** YAML in a text, with variables of the processes in it (`env_vars`). */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  "RayJob.ray.io": ["runtimeEnvYAML"],
  "RayService.ray.io": ["serveConfigV2"],
};
/** Kinds in which something is carried outside containers. */
const OTHERS = [...Object.keys(VARIABLE_LISTS), ...Object.keys(SETTINGS), ...Object.keys(TEXTS), "ConfigMap."];
const PROGRAM = /\.(?:py|sh|js|go|sql|ipynb|rb|lua)$/;

export const carriers = defineFacet<Carrier>(
  "carriers",
  ["kubernetes"],
  (resource, settings) => {
    const id = `${resource.ref.kind}.${resource.ref.group}`;
    const inContainers = containers.of(resource, settings);
    if (!mayCarry(resource)) return [];
    const root = Place.root(resource);
    const secret = `${(resource.written ?? resource.ref).name ?? resource.ref.kind.toLowerCase()}-secrets`;
    const texts: readonly Text[] = [
      ...(SETTINGS[id] ?? []).flatMap((path) => placesAt(root, path).flatMap(settingAt)),
      ...inContainers.flatMap((container) =>
        commandsOf(container).commands.flatMap((command) => inCommand(command, `Container ${container.name}`)),
      ),
      ...entrypoint(resource, root),
      ...(TEXTS[id] ?? []).flatMap((field) => inData(root.at("spec", field))),
      ...(id === "ConfigMap." ? root.at("data").entries.flatMap(inData) : []),
    ];
    return [
      ...variables.of(resource, settings).map((one) => inVariable(one, secret)),
      ...texts.map((one) => ({ ...one, kind: "text" as const, secret })),
    ];
  },
  { within: podTemplates, also: OTHERS },
);

/** Most documents have neither a name nor a form in them that this facet is about. What a build made has several texts. */
function mayCarry(resource: Resource): boolean {
  if (resource.unit !== undefined) return true;
  const { source, start, end } = resource.document;
  if (!mayHoldCredentialsIn(source)) return false;
  const isWhole = start === 0 && end === source.text.length;
  return isWhole || hasText(resource, mayHoldCredentials, mayHoldCredentials);
}

function inVariable({ name, value }: Variable, secret: string): Carrier {
  const filledIn = wholeHole(value);
  return { kind: "env", label: name, name, value, secret, ...(filledIn === undefined ? {} : { filledIn }) };
}

/** `$(NAME)` is none of them: Kubernetes fills it in from the same container. */
function wholeHole(place: Place): string | undefined {
  const value = Reading.value(place);
  if (value.is !== "unknown" || value.parts?.length !== 1) return undefined;
  const { kind, text } = value.why;
  return kind === "env" || kind === "marker" || kind === "ci" || kind === "helm" || kind === "jinja" ? text : undefined;
}

type Text = Omit<Carrier, "kind" | "secret">;

const under = (name: string, value: Place): Text => ({ label: name, name, value });

function settingAt(value: Place): readonly Text[] {
  const last = String(value.step);
  return value.isWritten ? [under(last === "value" ? String(value.path.at(-2)) : last, value)] : [];
}

/** RayJob: the command that is submitted. */
function entrypoint({ ref }: Resource, root: Place): readonly Text[] {
  const place = root.at("spec", "entrypoint");
  const node = ref.kind === "RayJob" && ref.group === "ray.io" ? place.node && deref(place.node) : undefined;
  if (node?.kind !== "scalar") return [];
  return splitShell(node.text).flatMap((words, n) =>
    inCommand(
      {
        words: words.map((word, i) => ({
          place: word.text === undefined ? place : place.word(n * 1000 + i, word.start, word.end, known(word.text)),
          text: word.text,
          isList: word.isList,
        })),
        isOpen: false,
      },
      "The entrypoint",
    ),
  );
}

/**
 * `--name=v`, `--name v`, `NAME=v`, `wandb login v`; and, under the container's name, a word that may be a token by its form. Most words
 * are nothing of that: they are told by their first look.
 */
function inCommand({ words }: Command, owner: string): readonly Text[] {
  const found: Text[] = [];
  for (const [i, word] of words.entries()) {
    const { text, place } = word;
    if (text === undefined) continue;
    const named = text.includes("=") ? /^-{0,2}([A-Za-z_][\w.-]{0,119})=(.+)$/s.exec(text) : null;
    const [, name = "", value = ""] = named ?? [];
    if (named) {
      if (mayBeCredential(value, name)) found.push(under(name, lastPart(word, value)));
      continue;
    }
    const before = words[i - 1]?.text;
    const flag = before?.startsWith("--") && !text.startsWith("-") ? /^--([A-Za-z][\w.-]{0,119})$/.exec(before)?.[1] : undefined;
    const isLogin = before === "login" && words[i - 2]?.text === "wandb";
    const own = flag ?? (isLogin ? "WANDB_API_KEY" : "");
    if (mayBeCredential(text, own)) found.push({ label: flag ?? owner, name: own, value: place });
  }
  return found;
}

/** The end of a word, where the word is written as it is read; else all of it, which then has the value that is asked about. */
function lastPart({ place, text = "" }: Word, value: string): Place {
  const { part } = place;
  const node = place.node && deref(place.node);
  const [start, end] = typeof part === "object" ? [part.start, part.end] : [0, node?.kind === "scalar" ? node.text.length : 0];
  const from = end - start === text.length ? end - value.length : start;
  return place.word(typeof part === "object" ? part.word : 0, from, end, known(value));
}

/** A value of a ConfigMap, or a field like one: all of it under its key, or, in a longer text, what has a name or the form of a credential there. */
function inData(value: Place): readonly Text[] {
  const key = String(value.step);
  const text = textOf(Reading.value(value));
  if (text === undefined || key.startsWith("_")) return [];
  if (!text.trimEnd().includes("\n") && !PROGRAM.test(key)) return [under(key, value)];
  const certain = certainCredentials(text).map(({ start, end, what }) => {
    const firstLine = start + (text.slice(start, end).split("\n", 1)[0] as string).length;
    return { label: key, name: "", value: value.word(start, start, firstLine, known(text.slice(start, end))), form: what };
  });
  const named = PROGRAM.test(key) ? [] : namedValues(text).filter((one) => !/[()[\]{}$<>]/.test(one.value));
  return [
    ...certain,
    ...named
      .filter((one) => !certain.some(({ value: { part } }) => typeof part === "object" && part.start < one.end && one.start < part.end))
      .map((one) => under(one.name, value.word(one.start, one.start, one.end, known(one.value)))),
  ];
}
