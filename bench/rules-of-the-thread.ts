// The rules that the first bar of the benchmark was set for (lint takes at most six times walk and read). The list is closed: rules that
// came later are measured with all others.
export const THREAD: ReadonlySet<string> = new Set(
  [
    ["autoscaling", "bounds-inverted ray-restart-policy target-not-found"],
    ["encryption", "at-rest-disabled"],
    ["gpu", "fractional-count limit-missing processes-per-node-mismatch request-limit-mismatch shm-from-host shm-missing"],
    ["iam", "admin-statement secret-in-plain-text"],
    ["queueing", "queue-label-misplaced queue-not-found"],
    ["rbac", "cluster-admin-binding dangling-binding dangling-service-account"],
    ["schema", "duplicate-key"],
    ["spot", "no-retry toleration-missing"],
  ].flatMap(([topic, names = ""]) => names.split(" ").map((name) => `${topic}/${name}`)),
);
