// Whether a pod tolerates a taint, as Kubernetes matches them.
import type { Place } from "../model/place.ts";
import type { PodTemplate } from "./pod-templates.ts";

export interface Taint {
  readonly key: string;
  /** undefined: any value, so that only the key counts. */
  readonly value?: string;
  readonly effect: string;
}

/** Certainly no toleration matches. A template that is merged with another may get more of them. */
export function cannotTolerate({ spec, shape }: PodTemplate, taint: Taint): boolean {
  const tolerations = spec.at("tolerations");
  return shape === "full" && !tolerations.isOpen && tolerations.items.every((toleration) => isNoMatch(toleration, taint));
}

/** Another key, another effect, or another value. Without a key or an effect every one matches. */
function isNoMatch(toleration: Place, taint: Taint): boolean {
  const [key, operator, value, effect] = [toleration.at("key"), toleration.at("operator"), toleration.at("value"), toleration.at("effect")];
  if (effect.isWritten && effect.isNot((one) => one === "" || one === taint.effect)) return true;
  if (key.isAbsent || key.is("")) return operator.isNot("Exists");
  return key.isNot(taint.key) || (taint.value !== undefined && operator.isNot("Exists") && value.isNot(taint.value));
}
