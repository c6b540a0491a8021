// What a reviewer says of 40 real files, and what nobody may say of them (corpus/GOLDEN.md of the shared folder). What no rule covers yet
// stands in golden.json as open, so that nobody takes it for covered: a rule that is built moves its lines from there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { type Finding, type Preset, type Report, type Rule, type Settings, settingsOf } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { corpusFolder, corpusTexts, freshProject, withoutCorpus } from "../harness/corpus.ts";

interface Golden {
  readonly case: number;
  readonly file: string;
  /** Right as it is: the default says nothing of it. */
  readonly clean?: boolean;
  readonly flag: readonly Flag[];
  /** Topics or rules that must be silent on the file, however strict the user is; "everything" for all. */
  readonly not: readonly string[];
  readonly open: readonly Open[];
  /** What is said although the reviewer does not name it, and why it may be. */
  readonly beside: readonly { readonly rule: string; readonly because: string }[];
}

interface Flag {
  readonly rule: string;
  /** Where it matters which one speaks. */
  readonly variant?: string;
  readonly line: number;
  /** The preset that is enough to hear it. */
  readonly preset: Preset;
  readonly severity: Finding["severity"];
  readonly says: string;
}

/** What is not said: for want of the `rule`, or because the rule that is there has `missed` it, or is right not to say it. */
interface Open {
  readonly says: string;
  readonly rule?: string;
  readonly missed?: string;
  readonly line?: number;
  readonly because?: string;
}

/** The one file that is no YAML: one problem, on this line. */
const BROKEN = { case: 23, line: 19, hint: /quotes/ };

const golden: readonly Golden[] = JSON.parse(readFileSync(join(process.cwd(), "test/corpus/golden.json"), "utf8"));
const byId = new Map(rules.map((rule): [string, Rule] => [rule.id, rule]));
const topics = new Set(rules.map(({ id }) => topicOf(id)));
/** Topics that the reviewer's statements were compared with; a topic that is built later joins with its first line. */
const judged = new Set(golden.flatMap((one) => [...one.flag, ...one.beside].map(({ rule }) => topicOf(rule))));

describe("golden cases", { skip: withoutCorpus ?? false }, () => {
  let report: Report;
  before(() => {
    // With the repositories around them, whose kustomizations and pools have a say.
    const repositories = new Set(golden.map(({ file }) => repositoryOf(file)));
    report = freshProject(new Map([...corpusTexts()].filter(([path]) => repositories.has(repositoryOf(path)))), { rules }).report();
  });
  const on = (file: string): readonly Finding[] => report.findings.filter((finding) => finding.file === file);

  it("are those of the reviewer, and name only rules that are there", () => {
    const page = readFileSync(join(corpusFolder(".."), "GOLDEN.md"), "utf8");
    const listed = [...page.matchAll(/^(\d+)\. `([^`]+)`/gm)].map(([, number, file]) => `${number} ${file}`);
    assert.equal(listed.length, 40);
    assert.deepEqual(
      golden.map((one) => `${one.case} ${one.file}`),
      listed,
    );
    const named = golden.flatMap((one) => [
      ...one.flag.map(({ rule }) => rule),
      ...one.beside.map(({ rule }) => rule),
      ...one.open.flatMap(({ missed }) => missed ?? []),
      ...one.not.filter((word) => word !== "everything" && !topics.has(word)),
    ]);
    assert.deepEqual(
      named.filter((id) => !byId.has(id)),
      [],
    );
  });

  for (const one of golden) {
    const name = `${one.case} ${one.file.slice(one.file.lastIndexOf("/") + 1)}`;

    if (one.flag.length > 0)
      it(`${name}: says what has to be said`, () => {
        for (const { says, preset, severity, ...expected } of one.flag) {
          const like = on(one.file).filter(({ rule }) => rule === expected.rule);
          const said = like.find((finding) => isOf(expected, finding));
          assert.ok(said, `${says}: expected ${JSON.stringify(expected)}, said ${like.map(told).join("; ")}`);
          assert.equal(said.severity, severity, says);
          assert.ok(isHeard(said, [preset]), `${says}: ${told(said)} is not heard under ${preset}`);
        }
      });

    it(`${name}: is silent where it must be`, () => {
      const forbidden = on(one.file).filter(({ rule }) => one.not.some((word) => [rule, topicOf(rule), "everything"].includes(word)));
      assert.deepEqual(forbidden.map(told), []);
      const default_ = on(one.file).filter((finding) => isHeard(finding, []));
      assert.deepEqual(default_.filter(({ rule }) => one.clean || rule === "rbac/unneeded-token").map(told), [], "by default");
    });

    it(`${name}: says nothing that nobody has judged`, () => {
      const isKnown = (finding: Finding) =>
        one.flag.some((flag) => isOf(flag, finding)) || one.beside.some(({ rule }) => rule === finding.rule);
      const unknown = on(one.file).filter((finding) => judged.has(topicOf(finding.rule)) && !isKnown(finding));
      assert.deepEqual(unknown.map(told), []);
      const unsaid = one.beside.filter(({ rule }) => !on(one.file).some((finding) => finding.rule === rule));
      assert.deepEqual(unsaid, [], "is not said any more");
    });

    if (one.open.length > 0)
      it(`${name}: leaves open only what is not covered`, () => {
        const built = one.open.filter(({ rule }) => rule !== undefined && byId.has(rule));
        assert.deepEqual(built, [], "has a rule by now: flag it, or forbid it");
        const caught = one.open.filter(({ missed, line }) =>
          on(one.file).some(({ rule, range }) => rule === missed && range.start.line === line),
        );
        assert.deepEqual(caught, [], "is said by now: flag it");
        assert.deepEqual(
          one.open.filter(({ missed, because }) => missed !== undefined && !because),
          [],
          "is missed without a reason",
        );
      });

    it(`${name}: ${one.case === BROKEN.case ? "says once why it is no YAML" : "is read without a complaint"}`, () => {
      const seen = report.files.find(({ path }) => path === one.file);
      assert.ok(seen, "the file was not read");
      const problems = report.problems.filter(({ file }) => file === one.file);
      const expected = one.case === BROKEN.case ? [`syntax ${BROKEN.line}`] : [];
      assert.deepEqual(
        problems.map(({ kind, range }) => `${kind} ${range?.start.line}`),
        expected,
      );
      if (one.case === BROKEN.case) assert.match(problems[0]?.message ?? "", BROKEN.hint);
    });
  }
});

const isOf = ({ rule, variant, line }: Pick<Flag, "rule" | "variant" | "line">, finding: Finding): boolean =>
  rule === finding.rule && line === finding.range.start.line && (variant ?? finding.variant) === finding.variant;

const told = ({ rule, variant, severity, range }: Finding): string => `${rule} ${variant} ${severity} ${range.start.line}`;

/** Whether somebody with these presets hears a variant; everybody has the default. */
function isHeard({ rule: id, variant }: Pick<Finding, "rule" | "variant">, preset: readonly Preset[]): boolean {
  const rule = byId.get(id);
  const settings: Settings = settingsOf([{ path: "drydock.yaml", value: { preset } }]);
  return rule !== undefined && settings.severityOf(rule, variant, NOBODY, "") !== "off";
}

/** The settings have no overrides, so that they are the same for every resource. */
const NOBODY = { ref: { group: "", kind: "Pod", name: "" } };

function topicOf(id: string): string {
  return id.slice(0, id.indexOf("/"));
}

const repositoryOf = (path: string): string => path.slice(0, path.indexOf("/"));
