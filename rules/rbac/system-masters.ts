import { defineRule, groupMembers, type Place, text } from "../../engine/rule-api.ts";

const MASTERS = "system:masters";
/** An item of a list in the YAML text of a mapping, on a line of its own or between brackets. */
const LISTED = /(?:^|\n)(?:[ \t]*-|[^#\n]*[[,])[ \t]*["']?system:masters["']?[ \t]*(?:[\],#\r\n]|$)/;

export const rule = defineRule({
  id: "rbac/system-masters",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["KSV-0123", "KSV-0115", "C-0246"],
  on: groupMembers,
  variants: {
    subject: { severity: "warning", preset: "recommended" },
    mapping: { severity: "warning", preset: "preview" },
  },
  check(members, ctx) {
    if (members.is === "mapping") {
      const { field, place, groups } = members;
      const listed = groups.find((group) => group.is(MASTERS));
      if (listed) ctx.report("mapping", listed, { field });
      else if (listsMasters(place)) ctx.report("mapping", place.key, { field });
      return;
    }
    // Kubernetes makes a binding of that name itself.
    if (!members.binding.isNot("cluster-admin")) return;
    for (const group of members.groups) if (group.is(MASTERS)) ctx.report("subject", group);
  },
  message: {
    subject: () => "system:masters may do everything whatever is bound to it, and no binding can take that back. Bind a group of your own.",
    mapping: (d) =>
      text`${d.field} puts an identity into system:masters, past RBAC and for good. Map a group of your own, or use an access entry.`,
  },
});

const listsMasters = (mapping: Place): boolean => mapping.is((words) => LISTED.test(String(words)));
