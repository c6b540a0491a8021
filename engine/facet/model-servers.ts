// Servers of large models by their command: over how many devices one instance spreads, beside how many it has.
// Sources, read 2026-11-24: vLLM engine arguments (docs.vllm.ai), SGLang server_args.py, trtllm-serve, text-generation-launcher --help.

import { Place, Reading } from "../model/place.ts";
import { integerOf, textOf } from "../model/value.ts";
import { acceleratorUse } from "./accelerator-use.ts";
import { acceleratorsOf, wholeDevices } from "./accelerators.ts";
import { type Command, commandsOf, flag, runs } from "./commands.ts";
import { type Container, containersOf } from "./containers.ts";
import { defineFacet, type FacetSettings } from "./facet.ts";
import { podTemplates } from "./pod-templates.ts";
import type { RoledTemplate } from "./roles.ts";

export interface ModelServer {
  readonly template: RoledTemplate;
  readonly container: Container;
  readonly engine: Engine["name"];
  /** Devices of one instance, as the flags say; a flag that is absent counts as one. */
  readonly tensor: number;
  readonly pipeline: number;
  readonly data: number;
  readonly needed: number;
  /** The value of the first of the flags; undefined where none is written. */
  readonly place: Place | undefined;
  /** Whole devices of the container, and of all pods that serve one instance together. */
  readonly devices: number;
  readonly available: number;
  /** Where the devices are asked for. */
  readonly limit: Place;
  /** The instance is one pod. */
  readonly isAlone: boolean;
  /** Where a further flag may be written: the list of arguments, where no shell reads it. */
  readonly args: Place | undefined;
}

interface Engine {
  readonly name: "vLLM" | "SGLang" | "TensorRT-LLM" | "TGI";
  readonly programs: readonly string[];
  readonly module?: string;
  /** An image that starts the server itself, with the container's arguments. */
  readonly image?: string;
  readonly tensor: readonly string[];
  readonly pipeline: readonly string[];
  readonly data: readonly string[];
  /** With one of these another place says more, or the ranks are counted in another way. */
  readonly elsewhere: readonly string[];
}

const ENGINES: readonly Engine[] = [
  {
    name: "vLLM",
    programs: ["vllm serve"],
    module: "vllm.entrypoints.",
    image: "vllm-openai",
    tensor: ["--tensor-parallel-size", "-tp"],
    pipeline: ["--pipeline-parallel-size", "-pp"],
    data: ["--data-parallel-size-local", "-dpl", "--data-parallel-size", "-dp"],
    elsewhere: [
      "--config",
      "--data-parallel-rank",
      "-dpn",
      "--api-server-count",
      "--headless",
      "--decode-context-parallel-size",
      "-dcp",
      "--prefill-context-parallel-size",
      "-pcp",
    ],
  },
  {
    name: "SGLang",
    programs: [],
    module: "sglang.launch_server",
    tensor: ["--tensor-parallel-size", "--tp-size", "--tp"],
    pipeline: ["--pipeline-parallel-size", "--pp-size", "--pp"],
    data: ["--data-parallel-size", "--dp-size", "--dp"],
    elsewhere: ["--config"],
  },
  {
    name: "TensorRT-LLM",
    programs: ["trtllm-serve"],
    tensor: ["--tp_size", "--tensor_parallel_size"],
    pipeline: ["--pp_size", "--pipeline_parallel_size"],
    data: [],
    elsewhere: ["--extra-llm-api-options", "--config", "--ep-size", "--gpus-per-node"],
  },
  {
    name: "TGI",
    programs: ["text-generation-launcher"],
    image: "text-generation-inference",
    tensor: ["--num-shard"],
    pipeline: [],
    data: [],
    elsewhere: [],
  },
];

/** Several machines serve one instance. */
const SEVERAL_NODES = [
  "--nnodes",
  "--node-rank",
  "--dist-init-addr",
  "--nccl-init-addr",
  "--master-addr",
  "--data-parallel-address",
  "-dpa",
  "--data-parallel-start-rank",
  "-dpr",
  "--data-parallel-backend",
  "-dpb",
];
/** Kinds whose pods each serve an instance of their own. */
const ALONE = new Set([
  "Deployment.apps",
  "ReplicaSet.apps",
  "StatefulSet.apps",
  "Pod.",
  "Job.batch",
  "Rollout.argoproj.io",
  "Service.serving.knative.dev",
]);

export const modelServers = defineFacet<ModelServer>(
  "modelServers",
  ["kubernetes"],
  (resource, settings) => {
    const all = acceleratorUse.of(resource, settings);
    return all
      .filter(({ isShared }) => !isShared)
      .flatMap(({ template }) =>
        containersOf(template).flatMap((container) =>
          serverOf(
            container,
            template,
            all.map((use) => use.template),
            settings,
          ),
        ),
      );
  },
  { within: podTemplates },
);

function serverOf(
  container: Container,
  template: RoledTemplate,
  all: readonly RoledTemplate[],
  settings: FacetSettings,
): readonly ModelServer[] {
  const devices = container.kind === "app" ? wholeDevices(container, settings) : undefined;
  const limit = acceleratorsOf(container, settings)[0]?.place;
  if (devices === undefined || devices < 1 || !limit || template.role === "system") return [];
  const { commands, isKnown } = commandsOf(container);
  if (!isKnown) return [];
  const found = commands.flatMap((command) =>
    ENGINES.filter((engine) => isServer(command, engine, container)).map((engine) => ({ command, engine })),
  );
  const [one] = found;
  // Several servers in one container share its devices in their own way.
  if (!one || found.length > 1 || setsByVariable(container)) return [];
  const { command, engine } = one;
  if (maySay(command, engine.elsewhere)) return [];
  const [tensor, pipeline, data] = [engine.tensor, engine.pipeline, engine.data].map((names) => sizeOf(command, names));
  if (tensor === undefined || pipeline === undefined || data === undefined) return [];
  const isSplit = maySay(command, SEVERAL_NODES) || !flag(command, ["--distributed-executor-backend"]).isNot("ray");
  const isAlone = ALONE.has(`${template.workload.ref.kind}.${template.workload.ref.group}`) && !isSplit;
  const available = isAlone ? devices : devicesOfGroup(template, all, settings);
  if (available === undefined) return [];
  // Attention groups of SGLang divide the ranks of the tensor; others multiply them.
  const groups = engine.name === "SGLang" && maySay(command, ["--enable-dp-attention"]) ? 1 : data.size;
  const place = [tensor, pipeline, data].find((size) => size.place)?.place;
  const args = container.place.at("args");
  return [
    {
      template,
      container,
      engine: engine.name,
      tensor: tensor.size,
      pipeline: pipeline.size,
      data: groups,
      needed: tensor.size * pipeline.size * groups,
      place,
      devices,
      available,
      limit,
      isAlone,
      args: args.items.length > 0 && commands.length === 1 && !hasShell(container) ? args : undefined,
    },
  ];
}

/** One of the flags is there, with a value or without; or the command may have more words than are written. */
const maySay = (command: Command, flags: readonly string[]): boolean =>
  command.isOpen ||
  command.words.some(
    ({ text }) => text?.startsWith("-") === true && flags.includes(`-${text.slice(1).split("=")[0]?.replaceAll("_", "-")}`),
  );

function isServer(command: Command, engine: Engine, container: Container): boolean {
  if (engine.programs.some((program) => runs(command, program))) return true;
  const { module, image } = engine;
  if (module !== undefined && command.words.some(({ text }) => text?.startsWith(module) === true)) return true;
  const startsItself = image !== undefined && container.place.at("command").isAbsent && command.words[0]?.text?.startsWith("-") === true;
  return startsItself && container.place.at("image").is((name) => String(name).includes(image));
}

/** A size with the place where it is written; 1 where it is not; undefined: not known. */
function sizeOf(command: Command, names: readonly string[]): { readonly size: number; readonly place?: Place } | undefined {
  for (const name of names) {
    const written = flag(command, [name]);
    if (written.isAbsent) continue;
    const size = integerOf(Reading.value(written));
    const place = written instanceof Place ? written : written.about;
    return size === undefined || size < 1 ? undefined : { size, ...(place ? { place } : {}) };
  }
  return { size: 1 };
}

/** Devices of a leader and its workers; undefined where the instance is no group whose size is written. */
function devicesOfGroup(template: RoledTemplate, all: readonly RoledTemplate[], settings: FacetSettings): number | undefined {
  if (template.workload.ref.kind !== "LeaderWorkerSet") return undefined;
  const size = template.perGroup && integerOf(Reading.value(template.perGroup));
  const each = new Set(all.map((one) => devicesOf(one, settings)));
  const [devices] = each;
  return size === undefined || each.size !== 1 || devices === undefined ? undefined : size * devices;
}

function devicesOf(template: RoledTemplate, settings: FacetSettings): number | undefined {
  const use = acceleratorUse.of(template.workload, settings).find((one) => one.template === template);
  return use?.devices;
}

const setsByVariable = ({ place }: Container): boolean =>
  place.at("env").isOpen ||
  place
    .at("env")
    .items.some((one) => !one.at("name").isNot((name) => /PARALLEL|NUM_SHARD|^(?:CUDA|HIP|ROCR)_VISIBLE_DEVICES$/.test(String(name)))) ||
  !place.at("envFrom").isAbsent;

const hasShell = ({ place }: Container): boolean =>
  place
    .at("command")
    .items.some(
      (word) => !/^[\w./-]+$/.test(textOf(Reading.value(word)) ?? "") || word.is((text) => /(?:^|\/)(?:ba|da|z)?sh$/.test(String(text))),
    );
