// Whether a pod tolerates a taint, as Kubernetes matches them.
import { type Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import type { PodTemplate } from "./pod-templates.ts";

export interface Taint {
  readonly key: string;
  /** undefined: any value, so that only the key counts. */
  readonly value?: string;
  readonly effect: string;
}

/** Certainly no toleration matches. A template that is merged with another may get more of them. */
export const cannotTolerate = ({ spec, shape }: PodTemplate, taint: Taint): boolean =>
  shape === "full" && noneTolerates(spec.at("tolerations"), taint);

/** The same of a list of tolerations. */
export const noneTolerates = (tolerations: Place, taint: Taint): boolean =>
  !tolerations.isOpen && tolerations.items.every((toleration) => isNoMatch(toleration, taint));

/** Those of a list that keep pods away and are certainly there. */
export function taintsIn(list: Place): readonly Taint[] {
  return list.items.flatMap((taint): readonly Taint[] => {
    const [key, effect] = [taint.at("key"), taint.at("effect")].map((place) => textOf(Reading.value(place)));
    const value = taint.at("value");
    if (key === undefined || (effect !== "NoSchedule" && effect !== "NoExecute")) return [];
    if (value.isAbsent || value.is("")) return [{ key, effect }];
    const text = textOf(Reading.value(value));
    return text === undefined ? [] : [{ key, value: text, effect }];
  });
}

/** Another key, another effect, or another value. Without a key or an effect every one matches. */
function isNoMatch(toleration: Place, taint: Taint): boolean {
  const [key, operator, value, effect] = [toleration.at("key"), toleration.at("operator"), toleration.at("value"), toleration.at("effect")];
  if (effect.isWritten && effect.isNot((one) => one === "" || one === taint.effect)) return true;
  if (key.isAbsent || key.is("")) return operator.isNot("Exists");
  // Newer versions compare numbers too (Lt, Gt): whatever is not known to compare texts may match.
  const isEqual = operator.isAbsent || operator.is((one) => one === "" || one === "Equal");
  return key.isNot(taint.key) || (taint.value !== undefined && isEqual && value.isNot(taint.value));
}
