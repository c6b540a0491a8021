// Plain data that keeps nothing of a text alive: a string that was cut out of a source holds the whole of it.

/** A copy that shares no string with a text. Values are plain data: strings, numbers, booleans, null, lists and maps. */
export function detached<T>(data: T): T {
  if (typeof data === "string") return own(data) as T;
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) return data.map(detached) as T;
  const copy: Record<string, unknown> = {};
  for (const key in data) {
    const value = data[key];
    if (value !== undefined) copy[own(key)] = detached(value);
  }
  return copy as T;
}

/** V8 copies short slices; a long one refers to its text until it is joined with something and cut again. */
export const own = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1));
