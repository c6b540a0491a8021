// What was asked for lately, within bounds. Two generations: a new one is begun when the present one is full, and what is asked for in
// the old one moves on. Nothing is deleted one by one, because a Map that is changed at both ends leaves dead tables behind that
// keep what they held alive through every small garbage collection.

export class Recent<V> {
  #room: number;
  #young = new Map<string, V>();
  #old = new Map<string, V>();
  #size = 0;

  /** `room`: what the values of one generation may measure in all. */
  constructor(room: number) {
    this.#room = room;
  }

  get(key: string, sizeOf: (value: V) => number): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old, sizeOf(old));
    return old;
  }

  /** A smaller room lets go of what no longer has a place. */
  set room(room: number) {
    this.#room = room;
    if (this.#size <= room) return;
    this.#young = new Map();
    this.#old = new Map();
    this.#size = 0;
  }

  get isEmpty(): boolean {
    return this.#young.size + this.#old.size === 0;
  }

  /** The same without counting as asked for. */
  peek(key: string): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  /** The newest value stays, however large it is. */
  set(key: string, value: V, size: number): void {
    if (this.#size > 0 && this.#size + size > this.#room) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#size = 0;
    }
    this.#young.set(key, value);
    this.#size += size;
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  *entries(): Iterable<readonly [key: string, value: V]> {
    yield* this.#young;
    for (const entry of this.#old) if (!this.#young.has(entry[0])) yield entry;
  }

  copy(): Recent<V> {
    const copy = new Recent<V>(this.#room);
    copy.#young = new Map(this.#young);
    copy.#old = new Map(this.#old);
    copy.#size = this.#size;
    return copy;
  }
}
