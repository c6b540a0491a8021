import { type Context, defineRule, identityMarks, kind, type Place, set, text } from "../../engine/rule-api.ts";

const USE = "azure.workload.identity/use";
const CLIENT = "azure.workload.identity/client-id";
/** What each annotation of a ServiceAccount names. */
const FORMS: Readonly<Record<string, { readonly what: string; readonly form: RegExp }>> = {
  "eks.amazonaws.com/role-arn": { what: "ARN of an IAM role", form: /^arn:aws(?:-[a-z-]+)?:iam::\d{12}:role\/./ },
  "iam.gke.io/gcp-service-account": {
    what: "address of a Google service account",
    form: /^[a-z0-9][a-z0-9-]{4,61}@[a-z0-9.-]+\.gserviceaccount\.com$/,
  },
  [CLIENT]: { what: "client id", form: /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/ },
};

export const rule = defineRule({
  id: "rbac/workload-identity-broken",
  since: "0.1.0",
  practice: ["S5.4", "S4.1"],
  aliases: ["C-0225", "C-0239"],
  on: identityMarks,
  variants: {
    value: { severity: "error", preset: "preview" },
    place: { severity: "warning", preset: "preview" },
    label: { severity: "warning", preset: "recommended", applicability: "review" },
  },
  check(mark, ctx) {
    const { key, place, carrier, on } = mark;
    const known = FORMS[key];
    if (mark.account) judgePods(mark.account, place, ctx);
    else if (on === "account") {
      // An empty one waits for its value.
      if (known && carrier === "annotations" && !mark.isHole && place.is((value) => value !== "" && !known.form.test(String(value))))
        ctx.report("value", place, { key, value: place, what: known.what });
    } else if (known) ctx.report("place", place.key, { key, where: "the annotations of a ServiceAccount" });
    else if (key === USE && carrier === "annotations") ctx.report("place", place.key, { key, where: "the labels of the pods" });
  },
  message: {
    value: (d) => text`${d.value} is not the ${d.what} that ${d.key} takes: pods get no identity from it.`,
    place: (d) => text`${d.key} counts only among ${d.where}; here it has no effect, and the pods use the identity of the node.`,
    label: (d) => text`ServiceAccount ${d.account} has an Azure identity, but pods get its token only with the label ${USE}: "true".`,
  },
  fix: {
    label: { title: "Add the label", edit: ({ place }) => [set(place, "true")] },
  },
});

/** With the label a webhook gives the pods the token of their account. */
function judgePods(account: Place, label: Place, ctx: Context): void {
  const found = ctx.resolve({ group: "", kind: "ServiceAccount", name: account, namespace: ctx.root.at("metadata", "namespace") });
  const resource = found.is === "found" ? ctx.open(found.found) : undefined;
  const [root] = resource ? ctx.views(accounts, resource) : [];
  if (root?.at("metadata", "annotations", CLIENT).is((value) => value !== "")) ctx.report("label", label, { account });
}

const accounts = kind("ServiceAccount.");
