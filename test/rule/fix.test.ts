// What a fix may not do: repair one thing and break another at the same place.
import assert from "node:assert/strict";
import { test } from "node:test";
import { containers, defineRule, type Rule, set, text } from "../../engine/rule-api.ts";
import { projectOf } from "../harness/project.ts";

const POD =
  "apiVersion: v1\nkind: Pod\nmetadata:\n  name: lab\nspec:\n  containers:\n    - name: main\n      image: a:1\n    - name: side\n      image: b:1\n      stdin: true\n";

const common = { since: "0.0.0", practice: [], aliases: [], on: containers };

/** Wants `tty: true` in every container that says nothing of it. */
const wantsTty = (applicability: "safe" | "review") =>
  defineRule({
    ...common,
    id: "probe/wants-tty",
    variants: { plain: { severity: "warning", preset: "preview", applicability } },
    check({ place }, ctx) {
      if (place.at("tty").isAbsent) ctx.report("plain", place.at("tty"));
    },
    message: { plain: () => text`no tty` },
    fix: { plain: { title: "Give it a tty", edit: ({ place }) => [set(place, true)] } },
  });

/** Objects to a `tty: true`, in the container that has no stdin, or beside what was written. */
const refusesTty = (severity: "error" | "warning", field = "tty") =>
  defineRule({
    ...common,
    id: "probe/refuses-tty",
    variants: { plain: { severity, preset: "preview" } },
    check({ place }, ctx) {
      if (place.at("tty").is(true) && place.at("stdin").isAbsent) ctx.report("plain", place.at(field));
    },
    message: { plain: () => text`a tty without stdin` },
  });

function plan(...rules: readonly Rule[]) {
  const project = projectOf({ "a.yaml": POD }, { rules });
  const { applied, lost } = project.plan(project.report().findings);
  const containerOf = (line: number) => (line < 9 ? "main" : "side");
  return {
    applied: applied.map(({ range }) => containerOf(range.start.line)),
    lost: lost.map(({ finding, reason }) => `${containerOf(finding.range.start.line)}: ${reason}`),
  };
}

test("a safe fix that leads to a new error at the same place is none, and costs no other", () => {
  assert.deepEqual(plan(wantsTty("safe"), refusesTty("error")), {
    applied: ["side"],
    lost: ["main: the changed text could not be verified"],
  });
});

test("what is only a warning, lies elsewhere, or is for a person to decide, does not hold a fix back", () => {
  const both = { applied: ["main", "side"], lost: [] };
  assert.deepEqual(plan(wantsTty("safe"), refusesTty("warning")), both);
  assert.deepEqual(plan(wantsTty("safe"), refusesTty("error", "image")), both);
  assert.deepEqual(plan(wantsTty("review"), refusesTty("error")), both);
});
