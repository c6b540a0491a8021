// The two files of a new rule, from the templates and a few answers.

export interface Answers {
  readonly id: string;
  /** A facet of engine/rule-api.ts, or kind:Kind.group. */
  readonly on: string;
  readonly severity: string;
  readonly fix: "none" | "safe" | "review";
  readonly version: string;
}

export interface Skeleton {
  readonly rule: string;
  readonly page: string;
}

export const kindPattern = /^kind:([A-Z]\w*)\.([a-z0-9.-]*)$/;

/** `template`: the text of a file in tools/templates. */
export function skeletonOf(answers: Answers, template: (name: string) => string): Skeleton {
  const { id, on, severity, fix, version } = answers;
  const isRepaired = fix !== "none";
  const view = viewOf(on);
  const imports = [view.facet, "defineRule", "text", ...(isRepaired ? ["set"] : [])].sort();
  const values: Readonly<Record<string, string>> = {
    id,
    version,
    severity,
    imports: imports.join(", "),
    on: view.on,
    subject: view.subject,
    place: view.place,
    name: view.name,
    applicability: isRepaired ? `, applicability: "${fix}"` : "",
    fix: isRepaired ? template("rule-fix.ts.txt") : "",
    example: exampleOf(on),
    fixed: isRepaired ? `\n## Fixed\n\n\`\`\`yaml\n${exampleOf(on)}\n\`\`\`\n` : "",
  };
  const filled = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
  return { rule: filled(template("rule.ts.txt")), page: filled(template("page.md.txt")) };
}

function viewOf(on: string) {
  if (kindPattern.test(on))
    return {
      facet: "kind",
      on: `kind("${on.slice(5)}")`,
      subject: "object",
      place: 'object.at("spec")',
      name: 'object.at("metadata", "name")',
    };
  if (on === "containers") return { facet: on, on, subject: "container", place: "container.place", name: "container.name" };
  if (on === "workloads") return { facet: on, on, subject: "workload", place: "workload.spec", name: "workload.component" };
  return { facet: on, on, subject: "subject", place: "subject.place", name: '"it"' };
}

function exampleOf(on: string): string {
  const [, kind = "", group = ""] = kindPattern.exec(on) ?? [];
  if (kind !== "") return `apiVersion: ${group === "" ? "v1" : `${group}/v1`}\nkind: ${kind}\nmetadata:\n  name: example\nspec: {}`;
  return `apiVersion: v1
kind: Pod
metadata:
  name: example
spec:
  containers:
    - name: example
      image: registry.example/example:1`;
}
