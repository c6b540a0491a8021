// The entries or items of one collection while some of them go. Each is looked at only when it is asked for: a collection may have
// a hundred thousand, and a fix that concerns one must not pay for all.

export interface Children<C> {
  readonly count: number;
  /** Positions of those that go. */
  readonly gone: ReadonlySet<number>;
  at(index: number): C;
}

/** Neighbours that go together, in order; both positions are in it. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

export function runsOf({ gone }: Children<unknown>): Run[] {
  const runs: { from: number; to: number }[] = [];
  for (const index of [...gone].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.to === index - 1) last.to = index;
    else runs.push({ from: index, to: index });
  }
  return runs;
}

export const areAllGone = ({ count, gone }: Children<unknown>): boolean => count > 0 && gone.size === count;

/** Position of the last one that stays; -1 where none does. */
export function lastKept({ count, gone }: Children<unknown>): number {
  let index = count - 1;
  while (gone.has(index)) index--;
  return index;
}
