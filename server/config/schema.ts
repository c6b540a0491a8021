// What the schema of drydock.yaml allows at a place: the keys, the words, and what each is for.
import schema from "../../schemas/drydock.schema.json" with { type: "json" };

interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
}

const ROOT: Schema = schema;
const DEFINITIONS: Readonly<Record<string, Schema>> = schema.definitions;

/** What may stand at a path: one schema, or one for each type that the value may have. */
function allowedAt(path: readonly string[]): readonly Schema[] {
  let at = unfold(ROOT);
  for (const step of path) at = at.flatMap((one) => below(one, step)).flatMap(unfold);
  return at;
}

function below({ properties, additionalProperties, items }: Schema, step: string): readonly Schema[] {
  if (step === "[]") return items ? [items] : [];
  const own = properties?.[step];
  if (own) return [own];
  return typeof additionalProperties === "object" ? [additionalProperties] : [];
}

/** References and alternatives away; what is said beside a reference stays with it. */
function unfold(one: Schema): readonly Schema[] {
  const target = one.$ref === undefined ? undefined : DEFINITIONS[one.$ref.replace("#/definitions/", "")];
  const described = target && one.description !== undefined ? { ...target, description: one.description } : target;
  if (described) return unfold(described);
  const { if: condition, then: yes, else: no, ...rest } = one;
  if (!condition) return [one];
  return [yes, no].flatMap((branch) => (branch ? unfold({ ...rest, ...branch, ...describedBy(rest, branch) }) : []));
}

const describedBy = (outer: Schema, inner: Schema): Schema => {
  const description = inner.description ?? outer.description;
  return description === undefined ? {} : { description };
};

export interface KeyFacts {
  readonly key: string;
  readonly description: string | undefined;
  readonly isRequired: boolean;
  /** It holds a map or a list, and nothing else. */
  readonly isBlock: boolean;
}

export function keysAt(path: readonly string[]): readonly KeyFacts[] {
  return allowedAt(path).flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).map(([key, one]) => {
      const forms = unfold(one);
      const isBlock = forms.every(({ type }) => type === "object" || type === "array");
      return { key, description: forms[0]?.description, isRequired: required.includes(key), isBlock };
    }),
  );
}

/** Whether the keys there are ids of rules, or topics. */
export const namesRules = (path: readonly string[]): boolean => allowedAt(path).some(({ propertyNames }) => isRuleName(propertyNames));

/** Whether the value there is the id of a rule, or a topic. */
export const isRule = (path: readonly string[]): boolean => allowedAt(path).some(isRuleName);

const isRuleName = (one: Schema | undefined): boolean => one !== undefined && unfold(one).some(({ pattern }) => pattern === RULE_PATTERN);

const RULE_PATTERN = schema.definitions.ruleName.pattern;

export const wordsAt = (path: readonly string[]): readonly string[] => [
  ...new Set(allowedAt(path).flatMap((one) => [...(one.enum ?? []), ...(one.type === "boolean" ? ["true", "false"] : [])])),
];

/** What a key is for, with the words that it takes; undefined for one that is not ours. */
export function describe(
  path: readonly string[],
): { readonly description: string | undefined; readonly words: readonly string[] } | undefined {
  const forms = allowedAt(path);
  if (forms.length === 0) return undefined;
  const description = forms.find((one) => one.description !== undefined)?.description;
  return { description, words: [...wordsAt(path), ...wordsAt([...path, "[]"])] };
}
