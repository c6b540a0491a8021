// Names for the findings of one run. A fingerprint compares runs, and several findings of a run may share one (the same object in two
// files): the second of them is called "fingerprint-2". The order of findings is that of the report, so two runs give the same names.
import type { Finding } from "../engine/api.ts";

export function idsOf(findings: readonly Finding[]): ReadonlyMap<Finding, string> {
  const counts = new Map<string, number>();
  const ids = new Map<Finding, string>();
  for (const finding of findings) {
    const count = (counts.get(finding.fingerprint) ?? 0) + 1;
    counts.set(finding.fingerprint, count);
    ids.set(finding, count === 1 ? finding.fingerprint : `${finding.fingerprint}-${count}`);
  }
  return ids;
}
