// Rules that speak much more often than real ones, so that a run over real files tries every way in which a rule can look and point:
// values, keys, words and missing things, other resources of the unit, other files, all languages, fixes of each operation.
import { encryptionAtRest } from "../../engine/facet/encryption-at-rest.ts";
import { defineFacet } from "../../engine/facet/facet.ts";
import { Place } from "../../engine/model/place.ts";
import {
  addItem,
  type Container,
  commandsOf,
  containers,
  copy,
  defineRule,
  duplicateKeys,
  iamStatements,
  type Rule,
  type Place as RulePlace,
  renameKey,
  set,
  text,
  unset,
  workloads,
} from "../../engine/rule-api.ts";

const common = { since: "0.0.0", practice: [], aliases: [] };

const roots = defineFacet<RulePlace>("probe roots", ["kubernetes", "terraform", "cloudformation"], (resource) => [Place.root(resource)]);
const objects = defineFacet<RulePlace>("probe objects", ["kubernetes"], (resource) => [Place.root(resource)]);

/** The value of the first scalar, the key of the last entry, what is missing, of everything there is. */
const everywhere = defineRule({
  ...common,
  id: "probe/everywhere",
  on: roots,
  variants: {
    value: { severity: "info", preset: "preview" },
    key: { severity: "info", preset: "preview" },
    missing: { severity: "warning", preset: "preview" },
  },
  check(root, ctx) {
    const scalars = leavesOf(root, 3);
    const first = scalars[0];
    if (first) ctx.report("value", first);
    const last = root.entries.at(-1);
    if (last) ctx.report("key", last.key);
    const absent = root.at("metadata", "labels", "probe.example/team");
    if (absent.isAbsent) ctx.report("missing", absent);
    const deeper = root.at("spec", "template", "spec", "probe");
    if (deeper.isAbsent) ctx.report("missing", deeper);
  },
  message: { value: () => text`value`, key: () => text`key`, missing: () => text`missing` },
});

function leavesOf(place: RulePlace, depth: number): readonly RulePlace[] {
  if (depth === 0) return [];
  return [...place.entries, ...place.items].flatMap((one) =>
    one.entries.length + one.items.length === 0 && one.isWritten ? [one] : leavesOf(one, depth - 1),
  );
}

/** Words of shell text: each flag, and each assignment. */
const words = defineRule({
  ...common,
  id: "probe/words",
  on: containers,
  variants: { flag: { severity: "info", preset: "preview" } },
  check(container, ctx) {
    for (const command of commandsOf(container).commands)
      for (const word of command.words) if (word.text?.startsWith("--")) ctx.report("flag", word.place, { flag: word.text });
  },
  message: { flag: (d) => text`flag ${d.flag}` },
});

/** Questions that holes leave open. */
const open = defineRule({
  ...common,
  id: "probe/open",
  on: containers,
  variants: { untagged: { severity: "info", preset: "preview", applicability: "review" } },
  check({ place }, ctx) {
    const image = place.at("image");
    if (image.is((value) => !/[:@]/.test(String(value)))) ctx.report("untagged", image, { image });
  },
  message: { untagged: (d) => text`image ${d.image} has no tag` },
  fix: { untagged: { title: "Pin it", edit: ({ place, data }) => [set(place, `${plain(data.image)}:1.0`)] } },
});

const plain = (datum: unknown): string =>
  typeof datum === "object" && datum !== null && "value" in datum ? String(datum.value) : String(datum);

/** A reference to another object: found, missing, nearly right, not known. */
const references = defineRule({
  ...common,
  id: "probe/reference",
  on: workloads,
  variants: {
    missing: { severity: "error", preset: "preview" },
    nearMiss: { severity: "warning", preset: "preview", applicability: "review" },
    found: { severity: "info", preset: "preview" },
  },
  check({ spec, workload }, ctx) {
    const namespace = Place.root(workload).at("metadata", "namespace");
    const asked: readonly (readonly [string, RulePlace])[] = [
      ["ServiceAccount", spec.at("serviceAccountName")],
      ...spec.at("volumes").items.map((volume) => ["ConfigMap", volume.at("configMap", "name")] as const),
      ...spec.at("volumes").items.map((volume) => ["PersistentVolumeClaim", volume.at("persistentVolumeClaim", "claimName")] as const),
    ];
    for (const [kind, name] of asked) {
      if (!name.isWritten) continue;
      const answer = ctx.resolve({ group: "", kind, name, namespace, folder: kind === "ConfigMap" });
      if (answer.is === "missing") ctx.report("missing", name, { kind, name });
      if (answer.is === "near-miss")
        ctx.report("nearMiss", name, { kind, name, candidate: answer.candidate.name ?? "" }, [{ place: answer.candidate, note: "here" }]);
      if (answer.is === "found") ctx.report("found", name, { kind, name }, [{ place: answer.found, note: "here" }]);
    }
  },
  message: {
    missing: (d) => text`${d.kind} ${d.name} is not there`,
    nearMiss: (d) => text`${d.kind} ${d.name} is not there; ${d.candidate} is`,
    found: (d) => text`${d.kind} ${d.name} is there`,
  },
  fix: { nearMiss: { title: "Use its name", edit: ({ place, data }) => [set(place, String(data.candidate))] } },
});

/** Looks at all others of its kind, and opens what a Service selects. */
const neighbours = defineRule({
  ...common,
  id: "probe/neighbours",
  on: objects,
  variants: { twin: { severity: "warning", preset: "preview" }, selected: { severity: "info", preset: "preview" } },
  check(root, ctx) {
    const { ref } = ctx.resource;
    const twins = ctx.inReach(ref).filter((one) => one.name !== undefined && one.name === ref.name && one.namespace === ref.namespace);
    if (twins.length > 0)
      ctx.report(
        "twin",
        root.at("metadata", "name"),
        { count: twins.length },
        twins.slice(0, 2).map((place) => ({ place, note: "twin" })),
      );
    if (ref.kind !== "Service") return;
    const app = root.at("spec", "selector", "app");
    for (const found of ctx.inReach({ group: "apps", kind: "Deployment" })) {
      const deployment = ctx.open(found);
      if (!deployment) continue;
      const replicas = Place.root(deployment).at("spec", "replicas");
      const label = Place.root(deployment).at("spec", "template", "metadata", "labels", "app");
      if (app.is((value) => label.is(value)))
        ctx.report("selected", replicas, { service: ref.name ?? "?" }, [{ place: app, note: "selected here" }]);
    }
  },
  message: { twin: (d) => text`${d.count} others have this name`, selected: (d) => text`selected by ${d.service}` },
});

const isApp = (container: Container): boolean => container.kind === "app" && container.template.shape === "full";

/** Fixes of every kind, some of which meet on one container. */
const repairs = defineRule({
  ...common,
  id: "probe/repairs",
  on: containers,
  variants: {
    limit: { severity: "warning", preset: "preview", applicability: "safe" },
    policy: { severity: "info", preset: "preview", applicability: "safe" },
    env: { severity: "info", preset: "preview", applicability: "safe" },
    privileged: { severity: "error", preset: "preview", applicability: "review" },
    ephemeral: { severity: "info", preset: "preview", applicability: "review" },
  },
  check(container, ctx) {
    if (!isApp(container)) return;
    const { place, limits, requests } = container;
    const memory = requests.at("memory");
    if (memory.isWritten && limits.at("memory").isAbsent) ctx.report("limit", memory.key);
    if (place.at("terminationMessagePolicy").isAbsent) ctx.report("policy", place.at("terminationMessagePolicy"));
    if (place.at("env").items.length > 0 && !place.at("env").isOpen && place.at("env", { by: "name", is: "PROBE" }).isAbsent)
      ctx.report("env", place.at("env"));
    const privileged = place.at("securityContext", "privileged");
    if (privileged.is(true)) ctx.report("privileged", privileged);
    const storage = limits.at("ephemeral-storage");
    if (storage.isWritten) ctx.report("ephemeral", storage.key);
  },
  message: {
    limit: () => text`memory without a limit`,
    policy: () => text`no policy`,
    env: () => text`no PROBE`,
    privileged: () => text`privileged`,
    ephemeral: () => text`ephemeral`,
  },
  fix: {
    limit: { title: "Copy", edit: ({ place }) => [copy(place.at(), place.up(2).at("limits", "memory"))] },
    policy: { title: "Set", edit: ({ place }) => [set(place, "FallbackToLogsOnError")] },
    env: { title: "Add", edit: ({ place }) => [addItem(place, { name: "PROBE", value: "1" })] },
    privileged: { title: "Remove", edit: ({ place }) => [unset(place)] },
    ephemeral: { title: "Rename", edit: ({ place }) => [renameKey(place.at(), "probe.example/storage")] },
  },
});

/** One idea in three languages, with a fix in each. */
const encryption = defineRule({
  ...common,
  id: "probe/encryption",
  on: encryptionAtRest,
  variants: { off: { severity: "error", preset: "preview", applicability: "review" } },
  check({ name, switch: place, scope, absent, on, consequence }, ctx) {
    const isOff = place.is((value) => String(value) === "false") || (scope === "cloud" && absent === "off" && place.isAbsent);
    if (on !== undefined && isOff) ctx.report("off", place, { name, on, consequence: consequence ?? "" });
  },
  message: { off: (d) => text`${d.name} is not encrypted` },
  fix: { off: { title: "Encrypt", edit: ({ place, data }) => [set(place, data.on as string | boolean)] } },
});

const clouds = defineFacet<RulePlace>("probe clouds", ["terraform", "cloudformation"], (resource) =>
  ["aws_iam_role", "AWS::IAM::Role", "aws_security_group", "aws_vpc"].includes(resource.ref.kind) ? [Place.root(resource)] : [],
);

/** Fixes in HCL and in templates: an argument more, an entry more, a value changed, an argument less. */
const cloudRepairs = defineRule({
  ...common,
  id: "probe/cloud-repairs",
  on: clouds,
  variants: {
    session: { severity: "info", preset: "preview", applicability: "safe" },
    tag: { severity: "info", preset: "preview", applicability: "review" },
    description: { severity: "info", preset: "preview", applicability: "review" },
    hostnames: { severity: "info", preset: "preview", applicability: "review" },
  },
  check(root, ctx) {
    const { kind } = ctx.resource.ref;
    if (kind.endsWith("Role") && root.at("MaxSessionDuration").isAbsent) ctx.report("session", root.at("MaxSessionDuration"));
    if (kind.endsWith("role") && root.at("max_session_duration").isAbsent) ctx.report("session", root.at("max_session_duration"));
    if (root.at("tags").entries.length > 0 && root.at("tags", "Probe").isAbsent) ctx.report("tag", root.at("tags", "Probe"));
    if (root.at("description").is((text) => !String(text).endsWith(".")))
      ctx.report("description", root.at("description"), { text: root.at("description") });
    if (root.at("enable_dns_hostnames").is(true)) ctx.report("hostnames", root.at("enable_dns_hostnames"));
  },
  message: {
    session: () => text`no limit`,
    tag: () => text`no tag`,
    description: (d) => text`${d.text} has no end`,
    hostnames: () => text`hostnames`,
  },
  fix: {
    session: { title: "Limit", edit: ({ place }) => [set(place, 3600)] },
    tag: { title: "Tag", edit: ({ place }) => [set(place, 'it\'s "${probe}"')] },
    description: { title: "End", edit: ({ place, data }) => [set(place, `${plain(data.text)}.`)] },
    hostnames: { title: "Remove", edit: ({ place }) => [unset(place)] },
  },
});

const statements = defineRule({
  ...common,
  id: "probe/statements",
  on: iamStatements,
  variants: { action: { severity: "info", preset: "preview" } },
  check({ actions }, ctx) {
    for (const item of actions.items) if (item.is((value) => String(value).includes("*"))) ctx.report("action", item);
  },
  message: { action: () => text`a wide action` },
});

const duplicates = defineRule({
  ...common,
  id: "probe/duplicates",
  on: duplicateKeys,
  variants: { plain: { severity: "error", preset: "preview" } },
  check({ place, key }, ctx) {
    ctx.report("plain", place.key, { key });
  },
  message: { plain: (d) => text`${d.key} is given twice` },
});

export const probes: readonly Rule[] = [
  everywhere,
  words,
  open,
  references,
  neighbours,
  repairs,
  encryption,
  cloudRepairs,
  statements,
  duplicates,
] as readonly Rule[];
