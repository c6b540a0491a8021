// What is said about suppressions and about units that cannot be built. These speak about comments and files, not about resources, so
// they have no check: the assembly of a report finds them.
import { defineFacet } from "../facet/facet.ts";
import { type Data, text } from "./message.ts";
import { defineRule, type Rule } from "./rule.ts";

const nothing = defineFacet<never>("nothing", [], () => []);
const meant = (nearest: string): string => (nearest === "" ? "" : ` Did you mean ${nearest}?`);
const common = { since: "0.1.0", practice: ["S5.5.2"], aliases: [], on: nothing, check: () => undefined };

export const reasonMissing = defineRule({
  ...common,
  id: "suppression/reason-missing",
  variants: { plain: { severity: "warning", preset: "recommended" } },
  message: { plain: (d) => text`This suppression of ${d.ids ?? ""} gives no reason, so it does not count. Say why after a dash.` },
});

export const expired = defineRule({
  ...common,
  id: "suppression/expired",
  variants: {
    plain: { severity: "warning", preset: "recommended" },
    noDay: { severity: "warning", preset: "recommended" },
  },
  message: {
    plain: (d) =>
      text`This suppression of ${d.ids ?? ""} ended on ${d.until ?? ""}; what it hid is shown again. Repair it, or set a new date.`,
    noDay: (d) => text`${d.until ?? ""} is no day of the calendar, so this suppression of ${d.ids ?? ""} does not count. Set another date.`,
  },
});

export const unknownRule = defineRule({
  ...common,
  id: "suppression/unknown-rule",
  variants: {
    plain: { severity: "warning", preset: "recommended" },
    none: { severity: "warning", preset: "recommended" },
  },
  message: {
    plain: (d) => text`There is no rule ${d.ids ?? ""}: nothing is suppressed here.${meant(String(d.nearest ?? ""))}`,
    none: () => "This suppression does not begin with the id of a rule, so it hides nothing. Write gpu/limit-missing — reason.",
  },
});

export const unused = defineRule({
  ...common,
  id: "suppression/unused",
  variants: { plain: { severity: "info", preset: "recommended" } },
  message: { plain: (d) => text`Nothing here breaks ${d.ids ?? ""}: this suppression can go.` },
});

/** What is rewritten is a comment or a key, which no operation knows: the plan takes the edit from the file (fix.ts). */
const rewrite = { title: (d: Data) => text`Write ${d.meant ?? ""}`, edit: () => [] };

export const misspelt = defineRule({
  ...common,
  id: "suppression/misspelt",
  variants: {
    comment: { severity: "warning", preset: "recommended", applicability: "review" },
    annotation: { severity: "warning", preset: "recommended", applicability: "review" },
    bare: { severity: "warning", preset: "recommended" },
    late: { severity: "warning", preset: "recommended" },
  },
  message: {
    comment: (d) =>
      text`${d.written ?? ""} is no suppression, so nothing is hidden here. Write ${d.meant ?? ""} before the id of the rule.`,
    annotation: (d) => text`${d.written ?? ""} is an annotation that nobody reads, so nothing is hidden here. Write ${d.meant ?? ""}.`,
    bare: () => "This comment names no rule, so it hides nothing. Write drydock-ignore: gpu/limit-missing — reason.",
    late: () =>
      "What speaks for the whole file counts only above its first line that is no comment: this hides nothing. Move it up, or write drydock-ignore.",
  },
  fix: { comment: rewrite, annotation: rewrite },
});

/** Some reasons say it themselves, and what is only not read here is not refused. */
const consequenceOf = (reason: string): string => (/refuses|not (?:read|done|applied)/.test(reason) ? "" : " Kustomize refuses the build.");

export const renderFailed = defineRule({
  ...common,
  id: "schema/render-failed",
  practice: ["S6.5"],
  variants: { plain: { severity: "error", preset: "preview" } },
  message: { plain: (d) => text`${d.reason ?? ""}${consequenceOf(String(d.reason))}` },
});

/** Rules that the engine itself speaks for. */
export const engineRules: readonly Rule[] = [reasonMissing, unknownRule, misspelt, expired, unused, renderFailed];
