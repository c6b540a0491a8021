// The transformers of one kustomization, in Kustomize's order.
import { fieldSpecsAt, merged } from "./configuration.ts";
import { setImage } from "./images.ts";
import type { BuildObject } from "./object.ts";
import { applyJsonEntry, applyPatchEntry, applyStrategicMerge } from "./patches.ts";
import type { BuildSession, KustomizationFile } from "./session.ts";
import type { TransformerFields } from "./transformer-fields.ts";
import { addAffix, addStrings, setNamespace, setReplicas } from "./transformers.ts";
import { asList, fieldsAt, get, itemsAt, type Located, locate, textAt } from "./tree.ts";
import { applyReplacement } from "./unknowns.ts";

/** Everything a kustomization does to `all.objects`; patches may remove some. */
export function transform(
  file: KustomizationFile,
  session: BuildSession,
  all: { objects: BuildObject[]; readonly fields: TransformerFields },
): void {
  const { root } = file;
  const { fields } = all;
  const { complain } = session;
  const each = (field: string, apply: (entry: Located) => void) => {
    for (const entry of itemsAt(root, field)) if (session.spend(1 + all.objects.length, entry)) apply(entry);
  };
  const patched = (objects: readonly BuildObject[]) => {
    all.objects = [...objects];
  };
  each("patchesStrategicMerge", (entry) => patched(applyStrategicMerge(all.objects, entry, file, session)));
  each("patches", (entry) => patched(applyPatchEntry(all.objects, entry, file, session)));
  const given = (field: string): Located | undefined => (textAt(root, field) ? get(root, field) : undefined);
  const namespace = given("namespace");
  if (namespace) setNamespace(all.objects, namespace, fields);
  for (const which of ["namePrefix", "nameSuffix"] as const) {
    const affix = given(which);
    if (affix) addAffix(all.objects, which, affix, fields);
  }
  each("labels", (entry) => addLabels(all.objects, entry, fields));
  const strings = [
    ["commonLabels", fields.commonLabels],
    ["commonAnnotations", fields.commonAnnotations],
  ] as const;
  for (const [field, specs] of strings) {
    const pairs = get(root, field);
    if (pairs) addStrings(all.objects, pairs, specs, field);
  }
  each("patchesJson6902", (entry) => applyJsonEntry(all.objects, entry, file, session));
  each("replicas", (entry) => setReplicas(all.objects, entry, fields, session));
  for (const field of ["images", "imageTags"]) each(field, (entry) => setImage(all.objects, entry, fields, complain));
  each("replacements", (entry) => replace(file, session, entry, all.objects));
}

function addLabels(objects: readonly BuildObject[], entry: Located, fields: TransformerFields): void {
  const pairs = get(entry, "pairs");
  if (!pairs) return;
  const isOn = (option: string) => textAt(entry, option) === "true";
  let specs = merged(fieldSpecsAt(entry, "fields"), fields.labels);
  if (isOn("includeSelectors")) specs = merged(specs, fields.commonLabels);
  else {
    if (isOn("includeTemplates")) specs = merged(specs, fields.templateLabels);
    if (isOn("includeVolumeClaimTemplates")) specs = merged(specs, fields.volumeClaimTemplateLabels);
    specs = merged(specs, [{ path: "metadata/labels", create: true }]);
  }
  addStrings(objects, pairs, specs, "labels");
}

function replace(file: KustomizationFile, session: BuildSession, entry: Located, objects: readonly BuildObject[]): void {
  const name = get(entry, "path");
  if (!name) return applyReplacement(objects, entry, session);
  const path = session.filePath(file, name);
  const documents = path === undefined ? undefined : session.documents(path);
  if (!documents) return session.complain(`${textAt(name) ?? ""} does not exist.`, name);
  for (const { document } of documents) {
    const root = document.tree.root && locate(document.tree.root, document);
    for (const one of root ? (asList(root) ? itemsAt(root) : [root]) : []) applyReplacement(objects, one, session);
  }
}

const NOT_FOLLOWED = {
  helmCharts: "a Helm chart",
  helmChartInflationGenerator: "a Helm chart",
  generators: "a generator plugin",
  transformers: "a transformer plugin",
  validators: "a validator plugin",
  replacements: "replacements, whose values are not followed",
  vars: "vars, whose values are not followed",
} as const;

const MAKE_OBJECTS = new Set(["helmCharts", "helmChartInflationGenerator", "generators"]);

export function sayWhatIsNotFollowed(root: Located, session: BuildSession): void {
  for (const [field] of fieldsAt(root)) {
    const what = Object.hasOwn(NOT_FOLLOWED, field) ? NOT_FOLLOWED[field as keyof typeof NOT_FOLLOWED] : undefined;
    if (what === undefined || itemsAt(root, field).length === 0) continue;
    if (MAKE_OBJECTS.has(field)) session.lose(`${what} (${field})`);
    else session.incomplete.add(`${what} (${field})`);
  }
}
