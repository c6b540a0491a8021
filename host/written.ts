// The value of a configuration beside its tree, so that whatever is wrong with a part is told where that part is written.
import { deref, findEntry, type Node, resolveYaml3, type Span, toJson } from "../engine/api.ts";

export type Container = Record<string, unknown> | unknown[];

/** The value beside its tree: a container of the value knows its node, also after its neighbours were taken out. */
export class Written {
  readonly value: unknown;
  readonly #root: Node;
  readonly #nodes = new WeakMap<object, Node>();

  constructor(root: Node) {
    this.#root = root;
    // As YAML 1.2 reads it: to kubectl's reader the word off would be false.
    this.value = toJson(root, resolveYaml3);
    this.#link(this.value, root);
  }

  /** The key of an entry, or the item of a list; for the empty path the whole value. */
  spanAt(path: readonly (string | number)[]): Span | undefined {
    let node: Node | undefined = this.#root;
    let span: Span | undefined = node;
    for (const step of path) {
      const target: Node | undefined = node && deref(node);
      if (target?.kind === "map") {
        const entry = findEntry(target, String(step));
        node = entry?.value;
        span = entry?.key;
      } else {
        node = target?.kind === "list" ? target.items[Number(step)] : undefined;
        span = node;
      }
    }
    return span;
  }

  keyIn(container: Container, key: string): Span {
    const node = this.#nodes.get(container);
    return (node?.kind === "map" ? findEntry(node, key)?.key : undefined) ?? this.#root;
  }

  /** What stands at a key or index; an empty value is shown by its key. */
  valueIn(container: Container, key: string): Span {
    const node = this.#nodes.get(container);
    if (node?.kind === "list") return firstOf(node.items[Number(key)] ?? node);
    const entry = node?.kind === "map" ? findEntry(node, key) : undefined;
    if (!entry) return this.#root;
    return entry.value.end > entry.value.start ? firstOf(entry.value) : entry.key;
  }

  /** Where something is missing in a container: its first key. */
  firstIn(container: Container): Span {
    return firstOf(this.#nodes.get(container) ?? this.#root);
  }

  #link(value: unknown, node: Node): void {
    const target = deref(node);
    if (Array.isArray(value) && target.kind === "list") {
      this.#nodes.set(value, target);
      value.forEach((item, index) => {
        const child = target.items[index];
        if (child) this.#link(item, child);
      });
    } else if (isObject(value) && target.kind === "map") {
      this.#nodes.set(value, target);
      for (const [key, child] of Object.entries(value)) {
        const entry = findEntry(target, key);
        if (entry) this.#link(child, entry.value);
      }
    }
  }
}

/** One line to point at: a scalar, or the first key or item of a collection. */
function firstOf(node: Node): Span {
  const target = deref(node);
  if (target.kind === "map") return target.entries[0]?.key ?? target;
  if (target.kind === "list") return target.items[0] ? firstOf(target.items[0]) : target;
  return node;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
