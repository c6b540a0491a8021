// What the index answers, as a rule sees it.
import type { Resolution } from "../model/index.ts";
import type { ResourceRecord } from "../model/record.ts";
import type { Found, Resolved } from "./rule.ts";

export const toFound = (record: ResourceRecord): Found => ({
  kind: record.ref.kind,
  name: record.ref.name,
  namespace: record.ref.namespace,
  labels: record.labels ?? {},
  grants: record.grants,
  accounts: record.accounts,
  id: record.id,
});

export function toResolved(resolution: Resolution): Resolved {
  switch (resolution.is) {
    case "found":
      return { is: "found", found: toFound(resolution.record) };
    case "near-miss":
      return { is: "near-miss", candidate: toFound(resolution.candidate) };
    case "missing":
      return {
        is: "missing",
        ...(resolution.nearest ? { nearest: toFound(resolution.nearest) } : {}),
        ...(resolution.elsewhere ? { elsewhere: toFound(resolution.elsewhere) } : {}),
      };
    case "unknown":
      return { is: "unknown" };
  }
}
