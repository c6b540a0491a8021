// Values that a build fills in and that are not followed here: replacements and vars. Their places become unknown, never wrong.
import type { OpenNode } from "../../syntax/node.ts";
import { type BuildObject, matchesAny, setRoot } from "./object.ts";
import { rewriteTree } from "./rewrite.ts";
import { selectorOf } from "./selector.ts";
import type { BuildSession } from "./session.ts";
import { asList, asMap, changed, fieldsAt, get, itemsAt, type Located, set, setAll, textAt, withItems } from "./tree.ts";

/** An entry of `replacements:` (or what its `path` holds). */
export function applyReplacement(objects: readonly BuildObject[], entry: Located, session: BuildSession): void {
  for (const where of itemsAt(entry, "targets")) {
    const selector = get(where, "select");
    const selects = selector && selectorOf(selector);
    const rejects = itemsAt(where, "reject").map(selectorOf);
    if (!selects || typeof selects !== "function") continue;
    const fields = itemsAt(where, "fieldPaths");
    for (const object of objects.filter(selects)) {
      if (rejects.some((rejected) => typeof rejected === "function" && rejected(object))) continue;
      for (const field of fields.length > 0 ? fields : [where]) {
        const path = fields.length > 0 ? (textAt(field) ?? "") : "metadata.name";
        setRoot(object, forget(object.root, fieldSteps(path), field, textAt(where, "options", "create") === "true"));
      }
    }
  }
  const source = get(entry, "source");
  if (
    source &&
    !objects.some((object) => matchesAny(object, (id) => id.name === textAt(source, "name") || textAt(source, "name") === undefined))
  ) {
    session.incomplete.add("a replacement whose source is not in the build");
  }
}

/** `spec.template.spec.containers.[name=a].env.0` with dots in brackets and `\.` belonging to a step. */
function fieldSteps(path: string): readonly string[] {
  const steps: string[] = [];
  let step = "";
  let depth = 0;
  for (let at = 0; at < path.length; at++) {
    const char = path[at] as string;
    if (char === "\\" && path[at + 1] === ".") {
      step += ".";
      at++;
    } else if (char === "." && depth === 0) {
      if (step !== "") steps.push(step);
      step = "";
    } else {
      if (char === "[") depth++;
      if (char === "]") depth--;
      step += char;
    }
  }
  return step === "" ? steps : [...steps, step];
}

function unknownAt(directive: Located, text: string): Located<OpenNode> {
  const node: OpenNode = {
    kind: "open",
    open: "unknown",
    start: directive.node.start,
    end: directive.node.end,
    hole: { kind: "marker", text },
  };
  return { node, document: directive.document };
}

function forget(at: Located, steps: readonly string[], directive: Located, creates: boolean): Located {
  const [step, ...rest] = steps;
  if (step === undefined) return unknownAt(directive, "replacements");
  return changed(at, (here) => {
    const list = asList(here);
    if (list) {
      const picks = pickOf(step);
      const next = itemsAt(list).map((item, index) => (picks(item, index) ? forget(item, rest, directive, creates) : item));
      return withItems(list, next);
    }
    const map = asMap(here);
    if (!map) return here;
    if (step === "*") {
      const all = fieldsAt(map).map(
        ([key, value, keyNode]) => [key, { key: keyNode, value: forget(value, rest, directive, creates) }] as const,
      );
      return setAll(map, new Map(all));
    }
    const existing = get(map, step);
    if (!existing && !creates) return here;
    const key: Located = {
      node: { kind: "scalar", start: directive.node.start, end: directive.node.end, text: step, value: step, style: "computed" },
      document: directive.document,
    };
    return set(map, step, existing ? forget(existing, rest, directive, creates) : unknownAt(directive, "replacements"), key);
  });
}

function pickOf(step: string): (item: Located, index: number) => boolean {
  if (step === "*") return () => true;
  const keyed = /^\[([^=\]]+)=([^\]]*)\]$/.exec(step);
  if (keyed) return (item) => textAt(item, keyed[1] as string) === keyed[2];
  const index = Number(step.replace(/^\[|\]$/g, ""));
  return (_, at) => at === index;
}

/** Every text that mentions one of the names as `$(NAME)` becomes unknown. */
export function forgetVars(objects: readonly BuildObject[], names: ReadonlySet<string>): void {
  for (const object of objects) {
    const root = rewriteTree(object.root, (at) => {
      const { node } = at;
      return node.kind === "scalar" && mentions(node.text, names) ? unknownAt(at, node.text) : at;
    });
    if (root.node !== object.root.node) setRoot(object, root);
  }
}

function mentions(text: string, names: ReadonlySet<string>): boolean {
  for (let at = text.indexOf("$("); at >= 0; at = text.indexOf("$(", at + 2)) {
    const end = text.indexOf(")", at);
    if (end > 0 && end - at < 200 && names.has(text.slice(at + 2, end))) return true;
  }
  return false;
}
