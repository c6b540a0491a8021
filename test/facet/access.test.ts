// Who may do what: rules of roles, what they grant, who holds a role, whose pods these are. Handwritten objects, seen through a project,
// so that kinds and neighbours are what users have.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { grantOfRule } from "../../engine/facet/role-bindings.ts";
import { groupsServing, isClusterScoped, isVerb, roleRules } from "../../engine/facet/role-rules.ts";
import { defineRule } from "../../engine/rule/rule.ts";
import { type Holder, holdersOf, kinds, type Rule, tenancyOf, text, verbsMeant, workloads } from "../../engine/rule-api.ts";
import { projectOf } from "../harness/project.ts";

const RBAC = "rbac.authorization.k8s.io";
const API = `${RBAC}/v1`;

/** What a rule saw, in order; nothing is reported. */
function seen<T>(
  files: Readonly<Record<string, string>>,
  on: Rule<T>["on"],
  look: (subject: T, ctx: Parameters<Rule<T>["check"]>[1]) => void,
): void {
  const probe = defineRule<T>({
    id: "rbac/probe",
    since: "0.1.0",
    practice: ["S5.4"],
    aliases: [],
    on,
    variants: { plain: { severity: "info", preset: "preview" } },
    check: look,
    message: { plain: () => text`seen` },
  });
  const problems = projectOf(files, { rules: [probe as Rule] }).report().problems;
  assert.deepEqual(problems, []);
}

const grants = (rules: string): readonly string[] => {
  const found: string[] = [];
  seen({ "role.yaml": `apiVersion: ${API}\nkind: ClusterRole\nmetadata: {name: a}\nrules:\n${rules}` }, roleRules, (rule) =>
    found.push(grantOfRule(rule)),
  );
  return found;
};

describe("what a rule grants", () => {
  test("more than anybody may have: Secrets by name too, deleting, reading pods, metrics of the server", () => {
    assert.deepEqual(
      grants(`
- {apiGroups: [""], resources: [pods], verbs: [get]}
- {apiGroups: [""], resources: [secrets], resourceNames: [a], verbs: [get]}
- {apiGroups: [scheduling.k8s.io], resources: [priorityclasses], verbs: [delete]}
- {apiGroups: [scheduling.k8s.io, ""], resources: [priorityclasses], verbs: [get]}
- {nonResourceURLs: [/metrics], verbs: [get]}
- {nonResourceURLs: [/healthz], verbs: [post]}
- {apiGroups: [""], resources: ["*"], verbs: [get]}
`),
      Array.from({ length: 7 }, () => "more"),
    );
  });

  test("little: named objects, classes, questions about oneself, health, and nothing at all", () => {
    assert.deepEqual(
      grants(`
- {apiGroups: [""], resources: [configmaps], resourceNames: [a], verbs: [get, list, watch]}
- {apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [get, list]}
- {apiGroups: [kueue.x-k8s.io], resources: [localqueues], verbs: [watch]}
- {apiGroups: [authorization.k8s.io], resources: [selfsubjectaccessreviews, selfsubjectrulesreviews], verbs: [create]}
- {nonResourceURLs: [/livez/ping, "/openid/*", /version], verbs: [get]}
- {apiGroups: [""], resources: [pods], verbs: []}
- {apiGroups: [""], resources: [], verbs: [get]}
`),
      Array.from({ length: 7 }, () => "little"),
    );
  });

  test("nobody knows: any list that is not known", () => {
    assert.deepEqual(
      grants(`
- {apiGroups: [""], resources: [pods], verbs: ["\${VERB}"]}
- {apiGroups: ["\${GROUP}"], resources: [pods], verbs: [get]}
- {apiGroups: [""], resources: "\${RESOURCES}", verbs: [get]}
- {apiGroups: [""], resources: [pods], resourceNames: ["\${NAME}"], verbs: [get]}
`),
      Array.from({ length: 4 }, () => "unknown"),
    );
  });
});

describe("the table of resources and verbs", () => {
  test("each resource belongs to its groups, with and without a part", () => {
    assert.deepEqual(groupsServing("deployments"), ["apps"]);
    assert.deepEqual(groupsServing("pods/exec"), [""]);
    assert.deepEqual(groupsServing("events"), ["", "events.k8s.io"]);
    assert.deepEqual(groupsServing("rayjobs"), []);
    assert.equal(isClusterScoped("", "nodes/proxy"), true);
    assert.equal(isClusterScoped("", "pods"), false);
    assert.equal(isClusterScoped("apps", "nodes"), false);
  });

  test("a slip is what is one letter away from one verb, capital letters, or a word of the table", () => {
    assert.deepEqual(["gets", "lis", "Watch", "creat", "delet", "read", "exec"].map(verbsMeant), [
      ["get"],
      ["list"],
      ["watch"],
      ["create"],
      ["delete"],
      ["get", "list", "watch"],
      ["create"],
    ]);
    // Words of other APIs are near nothing.
    assert.deepEqual(
      ["knsubscribe", "ray:write", "frobnicate", "", "a"].map(verbsMeant),
      Array.from({ length: 5 }, () => undefined),
    );
    assert.deepEqual(["get", "*", "use", "gets"].map(isVerb), [true, true, true, false]);
  });
});

const role = (kind: string, name: string, namespace = "") =>
  `apiVersion: ${API}\nkind: ${kind}\nmetadata: {name: ${name}${namespace && `, namespace: ${namespace}`}}\nrules: [{apiGroups: [""], resources: [pods], verbs: [get]}]\n---\n`;
const binding = (kind: string, ref: string, subjects: string, namespace = "") =>
  `apiVersion: ${API}\nkind: ${kind}\nmetadata: {name: b-${ref.replace("/", "-").toLowerCase()}${namespace && `, namespace: ${namespace}`}}\nroleRef: {apiGroup: ${RBAC}, kind: ${ref.split("/")[0]}, name: ${ref.split("/")[1]}}\nsubjects: ${subjects}\n---\n`;
const pod = (kind: string, api: string, name: string, account: string, namespace: string) =>
  `apiVersion: ${api}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {template: {spec: {serviceAccountName: ${account}, containers: [{name: a, image: registry.example/a}]}}}\n---\n`;

function holders(yaml: string): readonly string[] {
  const found: Holder[] = [];
  seen({ "a.yaml": yaml }, kinds(`Role.${RBAC}`, `ClusterRole.${RBAC}`), (_, ctx) => found.push(...holdersOf(ctx)));
  return found.map(({ kind, name, scope }) => `${kind}: ${name} ${scope}`);
}

describe("who holds a role", () => {
  test("everybody, people, accounts by their names, and what nobody knows", () => {
    const subjects = `[{kind: Group, name: "system:authenticated"}, {kind: User, name: ada}, {kind: Group, name: team}, {kind: ServiceAccount, name: default-editor, namespace: x}, {kind: ServiceAccount, name: train-runner, namespace: x}, {kind: User, name: "system:kube-scheduler"}, {kind: ServiceAccount, name: other, namespace: x}, {kind: ServiceAccount, name: "\${NAME}"}]`;
    assert.deepEqual(holders(role("ClusterRole", "a") + binding("ClusterRoleBinding", "ClusterRole/a", subjects)), [
      "everyone: Group system:authenticated of all namespaces",
      "human: User ada of all namespaces",
      "human: Group team of all namespaces",
      "tenant: ServiceAccount default-editor of all namespaces",
      "unknown: ServiceAccount train-runner of all namespaces",
      "unknown: User system:kube-scheduler of all namespaces",
      "unknown: ServiceAccount other of all namespaces",
    ]);
  });

  test("an account is a tenant's or an operator's by the pods that run as it, in its namespace", () => {
    const bound = (namespace: string) =>
      role("ClusterRole", "a") +
      binding("RoleBinding", "ClusterRole/a", `[{kind: ServiceAccount, name: x, namespace: ${namespace}}]`, "fraud");
    const notebook = pod("Notebook", "kubeflow.org/v1", "n", "x", "fraud");
    assert.deepEqual(holders(bound("fraud") + notebook), ["tenant: ServiceAccount x of namespace fraud"]);
    assert.deepEqual(holders(bound("other") + notebook), ["unknown: ServiceAccount x of namespace fraud"]);
    assert.deepEqual(holders(bound("fraud") + pod("Deployment", "apps/v1", "d", "x", "fraud")), [
      "operator: ServiceAccount x of namespace fraud",
    ]);
    assert.deepEqual(holders(bound("fraud") + pod("Deployment", "apps/v1", "d", "y", "fraud")), [
      "unknown: ServiceAccount x of namespace fraud",
    ]);
    assert.deepEqual(holders(bound("fraud") + pod("Deployment", "apps/v1", "d", "x", "fraud") + notebook), [
      "tenant: ServiceAccount x of namespace fraud",
    ]);
  });

  test("only bindings to this very role count", () => {
    const others = `[{kind: User, name: ada}]`;
    assert.deepEqual(holders(role("Role", "a", "fraud") + binding("RoleBinding", "ClusterRole/a", others, "fraud")), []);
    assert.deepEqual(holders(role("Role", "a", "fraud") + binding("RoleBinding", "Role/a", others, "vision")), []);
    assert.deepEqual(holders(role("Role", "a", "fraud") + binding("RoleBinding", "Role/a", others, "fraud")), [
      "human: User ada of namespace fraud",
    ]);
    assert.deepEqual(holders(role("Role", "a", "fraud") + binding("RoleBinding", "Role/a", others)), ["human: User ada of its namespace"]);
  });

  test("a role that nothing binds is a tenant's where it has the name of one, else nobody's", () => {
    assert.deepEqual(holders(role("Role", "pipeline-runner")), ["tenant: ServiceAccount pipeline-runner of its namespace"]);
    assert.deepEqual(holders(role("Role", "manager")), []);
    assert.deepEqual(
      holders(role("Role", "pipeline-runner") + binding("RoleBinding", "Role/pipeline-runner", "[{kind: User, name: ada}]")),
      ["human: User ada of its namespace"],
    );
  });
});

describe("whose pods these are", () => {
  const tenancy = (yaml: string): readonly string[] => {
    const found: string[] = [];
    seen({ "a.yaml": yaml }, workloads, (template, ctx) => found.push(tenancyOf(template, ctx.settings)));
    return found;
  };
  const bare = (meta: string, spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {${meta}}\nspec: {${spec}}\n---\n`;
  const plain = "containers: [{name: a, image: registry.example/a}]";

  test("the cluster's own: its namespaces, priorities and agents of the node, unless they use a GPU", () => {
    assert.deepEqual(tenancy(bare("name: a, namespace: gpu-operator", plain)), ["system"]);
    assert.deepEqual(tenancy(bare("name: a", `priorityClassName: system-cluster-critical, ${plain}`)), ["system"]);
    assert.deepEqual(tenancy(bare("name: a", "containers: [{name: a, image: nvcr.io/nvidia/k8s-device-plugin:v1}]")), ["system"]);
    assert.deepEqual(tenancy(bare("name: a", "containers: [{name: a, image: registry.example/csi-models/serve:v1}]")), ["tenant"]);
    const gpu = "containers: [{name: a, image: nvcr.io/nvidia/dcgm:v1, resources: {limits: {nvidia.com/gpu: 1}}}]";
    assert.deepEqual(tenancy(bare("name: a", gpu)), ["ai"]);
  });

  test("operators: by their labels and names", () => {
    assert.deepEqual(tenancy(bare("name: a, labels: {control-plane: controller-manager}", plain)), ["operator"]);
    assert.deepEqual(tenancy(bare("name: a, labels: {app.kubernetes.io/component: webhook}", plain)), ["operator"]);
    assert.deepEqual(tenancy(bare("name: kuberay-operator", plain)), ["operator"]);
    assert.deepEqual(tenancy(bare("name: cooperators", plain)), ["tenant"]);
  });

  test("tenants: plain ones, and those that train, serve or explore", () => {
    assert.deepEqual(tenancy(bare("name: a", plain)), ["tenant"]);
    assert.deepEqual(tenancy(pod("Notebook", "kubeflow.org/v1", "n", "x", "fraud")), ["ai"]);
    assert.deepEqual(tenancy(pod("Rollout", "argoproj.io/v1alpha1", "n", "x", "fraud")), ["tenant"]);
    assert.deepEqual(tenancy(bare("name: a", "containers: [{name: a, image: vllm/vllm-openai:v1}]")), ["ai"]);
  });
});
