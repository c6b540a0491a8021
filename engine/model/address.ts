// An Address says where in a resource something is or would be, as plain data that survives JSON. A Place is an Address bound to a
// snapshot. List items are addressed by their merge key, by index only where no key exists.

/** A map key, an index, or the item of a list-map whose merge key has that value. */
export type Step = string | number | KeyedStep;
export interface KeyedStep {
  readonly by: string;
  readonly is: string;
}
export type Path = readonly Step[];

/** `word`: the nth word of shell text, with its offsets in the scalar's text as read (after unescaping). */
export type Part = "key" | "value" | { readonly word: number; readonly start: number; readonly end: number };

export interface Address {
  /** `Resource.id`: the source's id, "#" and the resource's ordinal there. */
  readonly resource: string;
  readonly path: Path;
  readonly part: Part;
}

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;

/** `spec.containers[name=trainer].resources.limits["nvidia.com/gpu"]` */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (typeof step === "object") text += `[${step.by}=${step.is}]`;
    else if (PLAIN_KEY.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

export const sameStep = (a: Step | undefined, b: Step | undefined): boolean =>
  a === b || (typeof a === "object" && typeof b === "object" && a.by === b.by && a.is === b.is);

export const samePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, i) => sameStep(step, b[i]));

/** What a fix builds on: an Address with `at` and `up`. */
export class AddressView implements Address {
  readonly resource: string;
  readonly path: Path;
  readonly part: Part;

  constructor(address: Address) {
    this.resource = address.resource;
    this.path = address.path;
    this.part = address.part;
  }

  at(...steps: readonly Step[]): AddressView {
    return new AddressView({ resource: this.resource, path: [...this.path, ...steps], part: "value" });
  }

  /** The address `n` levels above; the root stays the root. */
  up(n = 1): AddressView {
    return new AddressView({ resource: this.resource, path: this.path.slice(0, Math.max(0, this.path.length - n)), part: "value" });
  }

  toJSON(): Address {
    return { resource: this.resource, path: this.path, part: this.part };
  }
}
