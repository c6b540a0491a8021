// Aliases share, so a few lines can stand for billions of values. kubectl counts what it reads and stops; so do we, by its measure.
import { deref, type Node } from "../node.ts";

/**
 * Counts the values that a reader meets who follows every alias, and stops where go-yaml stops: when nearly all of them come from
 * aliases. The share that is allowed falls from 99 % at 400,000 values to 10 % at 4,000,000.
 */
export class AliasBudget {
  private read = 0;
  private shared = 0;

  /** Counts one value. False: it is one too many. */
  count(insideAlias: boolean): boolean {
    this.read++;
    if (insideAlias) this.shared++;
    return this.shared <= 100 || this.read <= 1000 || this.shared / this.read <= allowedShare(this.read);
  }
}

const LOW = 400_000;
const HIGH = 4_000_000;

function allowedShare(read: number): number {
  if (read <= LOW) return 0.99;
  return read >= HIGH ? 0.1 : 0.99 - (0.89 * (read - LOW)) / (HIGH - LOW);
}

/**
 * Whether kubectl refuses the document because of its aliases. Reads a few million values at most, and without recursion: aliases
 * to aliases reach deeper than any text nests.
 */
export function aliasExcess(root: Node): boolean {
  const budget = new AliasBudget();
  const nodes: Node[] = [root];
  const inside: boolean[] = [false];
  for (;;) {
    const node = nodes.pop();
    if (!node) return false;
    const shared = inside.pop() === true;
    if (!budget.count(shared)) return true;
    const children = node.kind === "map" ? node.entries.flatMap(({ key, value }) => [key, value]) : node.kind === "list" ? node.items : [];
    for (let i = children.length - 1; i >= 0; i--) {
      nodes.push(children[i] as Node);
      inside.push(shared);
    }
    if (node.kind === "alias") {
      nodes.push(deref(node));
      inside.push(true);
    }
  }
}
