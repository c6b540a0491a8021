// What was worked out of an object, kept on the object itself. A WeakMap would keep the object clean, but V8 keeps the values of an old
// WeakMap alive through every small collection, whether their keys live or not: trees that are looked at once would grow old.

/** Where an object carries what was worked out of it. */
export const MEMO = Symbol("memo");

/** A list, newest first: there are few values an object, and a Map of one value is large. `owner` tells a copy (`{...object}`). */
export interface Memo {
  readonly owner: object;
  readonly key: unknown;
  value: unknown;
  readonly next: Memo | undefined;
}

interface Carrier {
  [MEMO]?: Memo | undefined;
}

function find(owner: object, key: unknown): Memo | undefined {
  let memo = (owner as Carrier)[MEMO];
  if (memo !== undefined && memo.owner !== owner) return undefined;
  while (memo !== undefined && memo.key !== key) memo = memo.next;
  return memo;
}

/** The value kept for `key`; undefined where there is none. */
export function recall<T>(owner: object, key: unknown): T | undefined {
  return find(owner, key)?.value as T | undefined;
}

export function remember<T>(owner: object, key: unknown, value: T): T {
  const known = find(owner, key);
  if (known) {
    known.value = value;
    return value;
  }
  const first = (owner as Carrier)[MEMO];
  (owner as Carrier)[MEMO] = { owner, key, value, next: first?.owner === owner ? first : undefined };
  return value;
}
