// A computed text read as JSON or YAML. All of it stands where the text was asked for: the text itself is written nowhere.
import { parseJsonDocument } from "../../syntax/json.ts";
import type { Node } from "../../syntax/node.ts";
import { parseYamlDocument } from "../../syntax/yaml/parse.ts";
import { resolveGoYaml2 } from "../../syntax/yaml/scalars.ts";
import { listAt, mapAt, type Spot, scalarAt } from "./nodes.ts";

const MAX_TEXT = 200_000;

/** The tree of a text, or undefined where it is not such a text. */
export function parsedText(text: string, language: "json" | "yaml", spot: Spot): Node | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const tree = language === "json" ? parseJsonDocument(text) : parseYamlDocument(text);
  return tree.state === "parsed" && tree.problems.length === 0 && tree.root ? placed(tree.root, spot) : undefined;
}

function placed(node: Node, spot: Spot): Node | undefined {
  switch (node.kind) {
    case "scalar":
      return scalarAt(spot, node.value === undefined ? resolveGoYaml2(node) : node.value);
    case "list": {
      const items = node.items.map((item) => placed(item, spot));
      return items.every((item) => item !== undefined) ? listAt(spot, items) : undefined;
    }
    case "map": {
      const entries = node.entries.map(({ key, value }) => ({ key: placed(key, spot), value: placed(value, spot) }));
      const isWhole = (entry: (typeof entries)[number]): entry is { key: Node; value: Node } =>
        entry.key !== undefined && entry.value !== undefined;
      return entries.every(isWhole) ? mapAt(spot, entries) : undefined;
    }
    default:
      return undefined;
  }
}
