import {
  type Context,
  clusterQueues,
  defineRule,
  type FixDefinition,
  type Found,
  kind,
  type Place,
  set,
  text,
} from "../../engine/rule-api.ts";

const NAME_LABEL = "kubernetes.io/metadata.name";
const localQueues = kind("LocalQueue.kueue.x-k8s.io");

const open: FixDefinition = {
  title: (d) => (d.only === undefined ? "Admit every namespace" : text`Admit namespace ${d.only}`),
  edit: ({ place, data }) => [set(place, data.only === undefined ? {} : { matchLabels: { [NAME_LABEL]: String(data.only) } })],
};

export const rule = defineRule({
  id: "queueing/namespace-not-admitted",
  since: "0.1.0",
  practice: ["S3.3"],
  aliases: [],
  on: clusterQueues,
  variants: {
    absent: { severity: "warning", preset: "recommended", applicability: "review" },
    excluded: { severity: "warning", preset: "preview" },
  },
  check({ root, spec }, ctx) {
    const selector = spec.at("namespaceSelector");
    const users = usersOf(root, ctx);
    const [first] = users;
    if (!first || ctx.resource.ref.kind !== "ClusterQueue") return;
    if (selector.isAbsent) {
      const names = new Set(users.map(({ namespace }) => namespace));
      const only = names.size === 1 ? first.namespace : undefined;
      const related = [{ place: first, note: "its queue" }];
      return ctx.report("absent", selector, { queue: first.name ?? "", ...(only === undefined ? {} : { only }) }, related);
    }
    for (const user of users) {
      const { namespace } = user;
      const entry = namespace === undefined ? undefined : excluding(selector, namespace);
      if (entry && namespace !== undefined)
        return ctx.report("excluded", entry, { namespace, queue: user.name ?? "" }, [{ place: user, note: "the queue in that namespace" }]);
    }
  },
  message: {
    absent: (d) =>
      text`Without a namespaceSelector the queue admits jobs of no namespace: those of LocalQueue ${d.queue} wait for ever. Select its namespace.`,
    excluded: (d) =>
      text`The selector excludes namespace ${d.namespace}: jobs of LocalQueue ${d.queue} wait there for ever. Select its namespace too.`,
  },
  fix: { absent: open },
});

/** The LocalQueues here that certainly belong to this queue. */
function usersOf(root: Place, ctx: Context): readonly Found[] {
  const name = root.at("metadata", "name");
  return ctx.inReach({ group: "kueue.x-k8s.io", kind: "LocalQueue" }).filter((found) => {
    const queue = found.name === undefined ? undefined : ctx.open(found);
    const [own] = queue ? ctx.views(localQueues, queue) : [];
    return own?.at("spec", "clusterQueue").is((wanted) => name.is(wanted)) === true;
  });
}

/** What certainly keeps the namespace out. Of its labels only the one with its name is known, since Kubernetes sets it. */
function excluding(selector: Place, namespace: string): Place | undefined {
  const label = selector.at("matchLabels", NAME_LABEL);
  if (label.isWritten && label.isNot(namespace)) return label;
  for (const one of selector.at("matchExpressions").items) {
    const [operator, values] = [one.at("operator"), one.at("values")];
    if (!one.at("key").is(NAME_LABEL) || values.isOpen) continue;
    if (operator.is("In") && values.items.length > 0 && values.items.every((value) => value.isNot(namespace))) return values;
    if (operator.is("NotIn") && values.items.some((value) => value.is(namespace))) return values;
    if (operator.is("DoesNotExist")) return one.at("key");
  }
  return undefined;
}
