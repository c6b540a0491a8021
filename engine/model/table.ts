// Tables of our own whose keys are asked for by words from files: there somebody may write `constructor`.

export const entryAt = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
