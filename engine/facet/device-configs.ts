// Configuration of NVIDIA's device plugin and MIG manager: YAML in a text of a ConfigMap. Its places are those of the ConfigMap, as if
// the text were written out there.
import { Place } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { type Document, deref, type Entry, findEntry, type MapNode, type Node, type ScalarNode } from "../syntax/node.ts";
import { derivedSource } from "../syntax/segments.ts";
import { parseYamlDocument } from "../syntax/yaml/parse.ts";
import { defineFacet } from "./facet.ts";

const WORDS = ["sharing", "mig-configs"];

/** The root of one configuration: `version: v1` with `sharing`, or with `mig-configs`. */
export const deviceConfigs = defineFacet<Place>(
  "deviceConfigs",
  ["kubernetes"],
  (resource) => {
    const map = deref(resource.root);
    const texts = Place.root(resource).at("data").entries.filter(mayConfigure);
    const written = texts.flatMap((place) => {
      const inner = innerOf(place);
      return inner && place.entry ? [{ entry: place.entry, inner, step: String(place.step) }] : [];
    });
    if (written.length === 0 || map.kind !== "map") return [];
    const data = Place.root(withData(resource, map, new Map(written.map(({ entry, inner }) => [entry, inner])))).at("data");
    return written.map(({ step }) => data.at(step)).filter((root) => root.at("version").is("v1"));
  },
  { kinds: ["ConfigMap."], mentions: WORDS },
);

const mayConfigure = (place: Place): boolean => {
  const node = place.node && deref(place.node);
  return node?.kind === "scalar" && WORDS.some((word) => node.text.includes(word));
};

/** The tree of the text, in a document of its own; undefined where it is not read as the plugin would read it. */
function innerOf(place: Place): Node | undefined {
  const text = deref(place.node as Node) as ScalarNode;
  const tree = parseYamlDocument(text.text);
  if (tree.state !== "parsed" || tree.problems.length > 0 || tree.root?.kind !== "map") return undefined;
  const document: Document = { source: derivedSource(place.document, text, "yaml"), start: 0, end: text.text.length, tree };
  return { ...tree.root, document };
}

/** The same ConfigMap with trees instead of texts. */
function withData(resource: Resource, root: MapNode, trees: ReadonlyMap<Entry, Node>): Resource {
  const data = findEntry(root, "data") as Entry;
  const map = deref(data.value) as MapNode;
  const entries = map.entries.map((entry): Entry => ({ ...entry, value: trees.get(entry) ?? entry.value }));
  const value: MapNode = { ...map, entries };
  return { ...resource, root: { ...root, entries: root.entries.map((entry) => (entry === data ? { ...entry, value } : entry)) } };
}
