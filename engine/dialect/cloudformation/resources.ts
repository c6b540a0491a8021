// The resources of a CloudFormation template. A resource's root is its `Properties` with every function evaluated, so that a path is
// a property path; without `Properties` the root is an absent value, below which everything is absent and can be set.
import type { Resource } from "../../model/resource.ts";
import { deref, entriesOf, findEntry, type Hole, keyText, type MapNode, type Node, type OpenNode } from "../../syntax/node.ts";
import type { ClassifiedDocument } from "../dialect.ts";
import { cloudFormationDialect } from "./dialect.ts";
import { evaluatorOf, type Lowered, opened } from "./evaluate.ts";
import { globalsOf, mergeGlobals } from "./sam.ts";
import { isLoop, scalarValue } from "./scope.ts";
import { asMap, readTemplate, type Template, typeOf } from "./template.ts";
import type { Written } from "./written.ts";

/** One Resource for each logical id of the document, in order of text; none where it is no template. */
export function cloudFormationResources(classified: ClassifiedDocument): Resource[] {
  const template = readTemplate(classified.document);
  if (!template?.resources) return [];
  const lower = evaluatorOf(template);
  const reading: Reading = { classified, template, lower, globals: globalsOf(template, (node) => lower(node).node), found: [] };
  addResources(reading, template.resources, 0);
  return reading.found;
}

interface Reading {
  readonly classified: ClassifiedDocument;
  readonly template: Template;
  readonly lower: (node: Node) => Lowered;
  readonly globals: ReadonlyMap<string, MapNode>;
  readonly found: Resource[];
}

interface Member {
  readonly key: Node;
  readonly logicalId: string;
  readonly body: MapNode;
  readonly type: string;
  /** `Fn::ForEach` makes it, under names that are not known. */
  readonly isLooped: boolean;
}

/** Loops in loops, as deep as anybody writes them. */
const MAX_LOOPS = 8;

/** What stands in a loop is read once, with the loop's variable unknown (C9). */
function addResources(reading: Reading, resources: MapNode, loops: number): void {
  for (const { key, value } of entriesOf(resources)) {
    const logicalId = keyText(key);
    if (isLoop(key)) {
      const loop = deref(value);
      const output = loop.kind === "list" && loop.items[2] ? asMap(loop.items[2]) : undefined;
      if (output && loops < MAX_LOOPS) addResources(reading, output, loops + 1);
      continue;
    }
    const body = asMap(value);
    const type = typeOf(value)?.text;
    if (logicalId !== undefined && body && type)
      reading.found.push(resourceOf(reading, { key, logicalId, body, type, isLooped: loops > 0 }));
  }
}

function resourceOf(reading: Reading, { key, logicalId, body, type, isLooped }: Member): Resource {
  const { template, classified, found } = reading;
  const { document, index } = classified;
  const written: Written = {
    dialect: "cloudformation",
    template,
    body,
    path: isLooped ? undefined : ["Resources", logicalId, "Properties"],
  };
  return {
    id: `${document.source.id}#${index}.${found.length}`,
    class: classified.class,
    ref: { group: "cloudformation", kind: type, ...(isLooped ? { ordinal: found.length } : { name: logicalId }) },
    apiVersion: "cloudformation",
    dialect: cloudFormationDialect,
    document,
    root: { ...rootOf(reading, body, type, key), syntax: written },
    anchor: { document, start: key.start, end: key.end },
  };
}

/** Somebody else's resources under one name (C11): nothing can be said about them. */
const isModule = (type: string): boolean => type.endsWith("::MODULE") || type.startsWith("Rain::");

function rootOf(reading: Reading, body: MapNode, type: string, key: Node): Node {
  if (isModule(type)) return rootless(key, "unknown", { kind: "cfn", text: type });
  const { template, lower, globals } = reading;
  const written = findEntry(body, "Properties")?.value;
  const { node: own, hasTransform } = written && !isNull(written) ? lower(written) : { node: undefined, hasTransform: false };
  const isOpen = template.hasMacro || hasTransform || findEntry(body, "Fn::Transform") !== undefined;
  const global = globals.get(type);
  const properties = own ?? (global && emptyMap(key));
  if (!properties) return rootless(key, isOpen ? "maybe" : "absent");
  const target = deref(properties);
  if (target.kind === "scalar" || target.kind === "list")
    return rootless(key, "unknown", { kind: "cfn", text: "Properties that are no map" });
  const root = global && target.kind === "map" ? mergeGlobals(global, target) : properties;
  return isOpen ? opened(root) : root;
}

const isNull = (node: Node): boolean => {
  const target = deref(node);
  return target.kind === "scalar" && target.tag === undefined && scalarValue(target) === null;
};

/** A root that is not written stands behind the logical id. */
const rootless = ({ end }: Node, open: "absent" | "maybe" | "unknown", hole?: Hole): OpenNode => ({
  kind: "open",
  open,
  start: end,
  end,
  ...(hole ? { hole } : {}),
});

const emptyMap = ({ end }: Node): MapNode => ({ kind: "map", entries: [], flow: false, start: end, end });
