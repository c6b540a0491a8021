// What was worked out of an object, kept on the object itself. A WeakMap would keep the object clean, but V8 keeps the values of an old
// WeakMap alive through every small collection, whether their keys live or not: trees that are looked at once would grow old.

/** Where an object carries what was worked out of it. */
export const MEMO = Symbol("memo");

/** `owner` tells a copy (`{...object}`) from the object that the values are about. */
export interface Memo {
  readonly owner: object;
  readonly values: Map<unknown, unknown>;
}

interface Carrier {
  [MEMO]?: Memo | undefined;
}

/** The value kept for `key`; undefined where there is none. */
export function recall<T>(owner: object, key: unknown): T | undefined {
  const memo = (owner as Carrier)[MEMO];
  return memo !== undefined && memo.owner === owner ? (memo.values.get(key) as T | undefined) : undefined;
}

export function remember<T>(owner: object, key: unknown, value: T): T {
  let memo = (owner as Carrier)[MEMO];
  if (memo === undefined || memo.owner !== owner) {
    memo = { owner, values: new Map() };
    (owner as Carrier)[MEMO] = memo;
  }
  memo.values.set(key, value);
  return value;
}
