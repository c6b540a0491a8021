// What is asked for by a name, a role or an account is found without looking at every resource of its kind.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Having, ResourceIndex } from "../../engine/model/index.ts";
import type { ResourceRecord } from "../../engine/model/record.ts";
import { rules } from "../../rules/index.ts";
import { pointed, projectOf } from "../harness/project.ts";

const GROUP = "rbac.authorization.k8s.io";
const UNIT = { id: "u", name: "platform", complete: true, owns: [], folder: "" };

let reads = 0;
/** A record that counts how often somebody looks at it. */
const counted = (record: ResourceRecord): ResourceRecord =>
  new Proxy(record, {
    get(target, key) {
      reads++;
      return Reflect.get(target, key);
    },
  });

const record = (kind: string, name: string, more: Partial<ResourceRecord> = {}): ResourceRecord =>
  counted({
    id: `${kind}/${name}`,
    path: `rbac/${name}.yaml`,
    class: "kubernetes",
    apiVersion: `${GROUP}/v1`,
    ref: { group: GROUP, kind, name, namespace: "fraud" },
    anchor: { start: 0, end: 1 },
    ...more,
  } as ResourceRecord);

/** A folder of so many roles with a binding each, and what is asked by and about each of them. */
function readsFor(count: number): number {
  const index = new ResourceIndex();
  const roles = Array.from({ length: count }, (_, i) => record("Role", `role-${i}`));
  const bindings = roles.map((_, i) => record("RoleBinding", `binding-${i}`, { grants: `Role/role-${i}`, accounts: [`account-${i}`] }));
  for (const one of [...roles, ...bindings]) index.replace(`file:${one.path}`, [one], new Set());
  index.declare([UNIT]);
  reads = 0;
  const idsOf = (from: ResourceRecord, having: Having) =>
    index.inReach(from, { group: GROUP, kind: "RoleBinding" }, having).map(({ id }) => id);
  for (const [i, role] of roles.entries()) {
    const expected = [`RoleBinding/binding-${i}`];
    assert.deepEqual(idsOf(role, { by: "grants", is: `Role/role-${i}` }), expected);
    assert.deepEqual(idsOf(role, { by: "account", is: `account-${i}` }), expected);
    assert.equal(
      index.resolve(bindings[i] as ResourceRecord, { group: GROUP, kind: "Role", name: `role-${i}`, namespace: "fraud" }).is,
      "found",
    );
  }
  return reads;
}

describe("reach", () => {
  test("of 5,000 roles and bindings takes ten times the looks of 500", () => {
    const [few, many] = [readsFor(500), readsFor(5000)];
    assert.ok(many < 14 * few, `${few} looks for 500, ${many} for 5,000`);
  });

  test("tells apart what has the same key, in order, and forgets what has left", () => {
    const index = new ResourceIndex();
    const names = ["a", "b", "c", "d", "e", "f"];
    const made = names.map((name, i) =>
      record("RoleBinding", name, i % 2 === 0 ? { grants: "Role/x" } : { accounts: ["p", "p", `q${i}`] }),
    );
    index.replace(
      "file:rbac/all.yaml",
      made.map((one) => ({ ...one, path: "rbac/all.yaml" })),
      new Set(),
    );
    index.declare([UNIT]);
    const from = record("Role", "x");
    const found = (by: Having["by"], is: string) =>
      index.inReach(from, { group: GROUP, kind: "RoleBinding" }, { by, is }).map(({ ref }) => ref.name);
    assert.deepEqual([found("grants", "Role/x"), found("account", "p"), found("account", "q3")], [["a", "c", "e"], ["b", "d", "f"], ["d"]]);
    assert.deepEqual([found("name", "d"), found("name", "x")], [["d"], []]);
    index.replace("file:rbac/all.yaml", [], new Set());
    assert.deepEqual(found("grants", "Role/x"), []);
  });

  test("of a folder with thousands of roles gives every role its own holders", () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `r${i}.yaml`,
        `apiVersion: ${GROUP}/v1
kind: Role
metadata: {name: r${i}, namespace: n}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get, list]}]
---
apiVersion: ${GROUP}/v1
kind: RoleBinding
metadata: {name: r${i}, namespace: n}
roleRef: {apiGroup: ${GROUP}, kind: Role, name: r${i}}
subjects: [{kind: ServiceAccount, name: ${i % 2 === 0 ? "default-editor" : "operator"}, namespace: n}]
`,
      ]),
    );
    const own = rules.filter(({ id }) => id === "rbac/secrets-access");
    const said = pointed(projectOf(files, { rules: own, config: { preview: true, units: [{ name: "n", path: ".", complete: true }] } }));
    const tenants = said.flatMap((line) => (line.includes("ServiceAccount default-editor") ? [/^r(\d+)\.yaml/.exec(line)?.[1]] : []));
    assert.deepEqual(tenants.sort(), Array.from({ length: 20 }, (_, i) => String(2 * i)).sort());
  });
});
