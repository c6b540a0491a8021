// `flatMap` for what is asked of every resource: V8 goes through its slow paths for the method, property by property.

/** What `list` gives for each item, one after the other. Never changed by whoever gets it: a single list is handed on as it is. */
export function flat<T, R>(items: readonly T[], list: (item: T, index: number) => readonly R[]): readonly R[] {
  let first: readonly R[] | undefined;
  let all: R[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const some = list(items[i] as T, i);
    if (some.length === 0) continue;
    if (!first) first = some;
    else {
      if (!all) all = first.slice();
      for (const one of some) all.push(one);
    }
  }
  return all ?? first ?? NONE;
}

const NONE: readonly never[] = [];
