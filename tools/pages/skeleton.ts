// The two files of a new rule, from the templates and a few answers. They agree with each other from the start: what the page marks is
// what the rule says.

export interface Answers {
  readonly id: string;
  /** A facet of engine/rule-api.ts, or kinds as kind:Kind.group. */
  readonly on: readonly string[];
  readonly severity: string;
  readonly fix: "none" | "safe" | "review";
  readonly version: string;
}

export interface Skeleton {
  readonly rule: string;
  readonly page: string;
}

const kindPattern = /^(?:kind:)?([A-Z]\w*)\.([a-z0-9.-]*)$/;

export const isKind = (on: string): boolean => kindPattern.test(on);

/** Whether the page's example holds what a rule on this looks at; another facet's has to be written by hand. */
export const hasExample = ([first = "", ...more]: readonly string[]): boolean =>
  isKind(first) || (more.length === 0 && (first === "containers" || first === "workloads"));

/** `template`: the text of a file in tools/templates. */
export function skeletonOf(answers: Answers, template: (name: string) => string): Skeleton {
  const { id, on, severity, fix, version } = answers;
  const isRepaired = fix !== "none";
  const view = viewOf(on);
  const imports = [view.facet, "defineRule", "text", ...(isRepaired ? ["set"] : [])].sort();
  const right = examplesOf(on).map((example) => `${example}right`);
  const values: Readonly<Record<string, string>> = {
    id,
    version,
    severity,
    imports: imports.join(", "),
    on: view.on,
    subject: view.subject,
    field: view.field,
    applicability: isRepaired ? `, applicability: "${fix}"` : "",
    fix: isRepaired ? template("rule-fix.ts.txt") : "",
    wrong: examplesOf(on).map(marked).join("\n---\n"),
    fixed: isRepaired ? `\n## Fixed\n\n\`\`\`yaml\n${right.join("\n---\n")}\n\`\`\`\n` : "",
    right: right[0] ?? "",
  };
  const filled = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
  return { rule: filled(template("rule.ts.txt")), page: filled(template("page.md.txt")) };
}

function viewOf(on: readonly string[]) {
  const [first = ""] = on;
  const names = on.map((one) => `"${one.replace(/^kind:/, "")}"`).join(", ");
  const facet = on.length > 1 ? "kinds" : "kind";
  if (isKind(first)) return { facet, on: `${facet}(${names})`, subject: "root", field: 'root.at("spec", "field")' };
  if (first === "containers") return { facet: first, on: first, subject: "container", field: 'container.place.at("field")' };
  if (first === "workloads") return { facet: first, on: first, subject: "workload", field: 'workload.spec.at("field")' };
  return { facet: first, on: first, subject: "_view", field: 'ctx.root.at("spec", "field")' };
}

/** One object each, up to the value of the field that is wrong or right. */
function examplesOf(on: readonly string[]): readonly string[] {
  const pod = "  containers:\n    - name: example\n      image: registry.example/example:1\n";
  if (!on.every(isKind)) return [example("v1", "Pod", pod + (on[0] === "containers" ? "      " : "  "))];
  return on.map((one) => {
    const [, kind = "", group = ""] = kindPattern.exec(one) ?? [];
    return example(group === "" ? "v1" : `${group}/v1`, kind, "  ");
  });
}

const example = (apiVersion: string, kind: string, inSpec: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: example\nspec:\n${inSpec}field: `;

function marked(example: string): string {
  const column = example.length - (example.lastIndexOf("\n") + 1);
  return `${example}wrong\n${" ".repeat(column)}^^^^^ The field is wrong: this happens then. Do that instead.`;
}
