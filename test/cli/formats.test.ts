// The reports for machines, over the examples: as their schemas say, the same every time, and without any credential.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { before, describe, test } from "node:test";
import { Ajv } from "ajv";
import type { Log, Region } from "sarif";
import { FORMATS } from "../../cli/outputs.ts";
import { lineIndex } from "../../engine/api.ts";
import { drydock } from "./command.ts";

const cwd = resolve("examples");
const SECRET = /hunter2/;

interface Position {
  readonly line: number;
  readonly column: number;
}

interface JsonReport {
  readonly summary: { readonly findings: Record<string, number>; readonly fixable: number };
  readonly findings: readonly {
    readonly rule: string;
    readonly file: string;
    readonly range: { readonly start: Position; readonly end: Position };
    readonly severity: string;
    readonly fix: { readonly applicability: string; readonly edits: readonly { readonly file: string; readonly text: string }[] } | null;
  }[];
  readonly problems: readonly unknown[];
}

/** The text that a range covers; fails where it lies outside of the file. */
function textAt(file: string, { start, end }: { start: Position; end: Position }): string {
  const text = readFileSync(join(cwd, file), "utf8");
  const lines = lineIndex(text);
  for (const { line, column } of [start, end]) {
    assert.ok(line <= lines.lineCount && column <= lines.end(line) - lines.start(line) + 1, `${file}:${line}:${column} is outside`);
  }
  return text.slice(lines.start(start.line) + start.column - 1, lines.start(end.line) + end.column - 1);
}

describe("the examples", () => {
  let report: JsonReport;
  before(async () => {
    report = JSON.parse((await drydock(["lint", "--format", "json"], { cwd })).out);
  });

  test("show what rules say: at least twelve speak, each about manifests", () => {
    const spoke = new Set(report.findings.map(({ rule }) => rule).filter((id) => !id.startsWith("suppression/")));
    assert.ok(spoke.size >= 12, `only ${[...spoke].sort().join(", ")}`);
  });

  test("have no problems, and some safe fixes", () => {
    assert.deepEqual(report.problems, []);
    assert.ok(report.summary.fixable >= 2);
  });

  test("are pointed at exactly", () => {
    for (const { rule, file, range } of report.findings) {
      const text = textAt(file, range);
      assert.notEqual(text.trim(), "", `${rule} in ${file}`);
      assert.equal(range.start.line, range.end.line, `${rule} in ${file}`);
    }
    const limit = report.findings.find(({ rule }) => rule === "gpu/limit-missing");
    assert.equal(limit && textAt(limit.file, limit.range), "nvidia.com/gpu");
  });
});

describe("the JSON report", () => {
  test("is what its schema says", async () => {
    const schema = JSON.parse(readFileSync(resolve("schemas/report.schema.json"), "utf8"));
    const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
    const { out } = await drydock(["lint", "--format", "json", "--explain-unknown"], { cwd });
    assert.ok(validate(JSON.parse(out)), JSON.stringify(validate.errors));
  });

  test("sums up what it lists", async () => {
    const { summary, findings }: JsonReport = JSON.parse((await drydock(["lint", "--format", "json"], { cwd })).out);
    for (const severity of ["error", "warning", "info"]) {
      assert.equal(summary.findings[severity], findings.filter((finding) => finding.severity === severity).length);
    }
    assert.equal(summary.fixable, findings.filter(({ fix }) => fix?.applicability === "safe").length);
  });
});

describe("the SARIF report", () => {
  let log: Log;
  before(async () => {
    log = JSON.parse((await drydock(["lint", "--format", "sarif"], { cwd })).out);
  });

  test("is SARIF 2.1.0 with columns in UTF-16 code units", () => {
    assert.equal(log.version, "2.1.0");
    assert.equal(log.runs.length, 1);
    assert.equal(log.runs[0]?.columnKind, "utf16CodeUnits");
  });

  test("names a rule of its list in every result, and has its page", () => {
    const [run] = log.runs;
    const listed = run?.tool.driver.rules ?? [];
    assert.equal(new Set(listed.map(({ id }) => id)).size, listed.length);
    for (const { ruleId, ruleIndex } of run?.results ?? []) assert.equal(listed[ruleIndex ?? -1]?.id, ruleId);
    for (const { id, help, helpUri } of listed) {
      assert.ok(help?.text?.includes(id) && (help.markdown?.length ?? 0) > 50);
      // GitHub refuses a report in which this is no absolute address.
      assert.equal(helpUri, undefined);
    }
  });

  test("places every result in a file by a relative address and a region that is not empty", () => {
    const isAfter = (region: Region | undefined) =>
      region?.startLine !== undefined &&
      region.endLine !== undefined &&
      (region.endLine > region.startLine || (region.endColumn ?? 0) > (region.startColumn ?? 0));
    for (const { locations, message, level, partialFingerprints } of log.runs[0]?.results ?? []) {
      assert.equal(locations?.length, 1);
      const place = locations[0]?.physicalLocation;
      assert.match(place?.artifactLocation?.uri ?? "", /^[a-z][\w./-]*$/);
      assert.equal(place?.artifactLocation?.uriBaseId, "%SRCROOT%");
      assert.ok(isAfter(place?.region), JSON.stringify(place));
      assert.ok(message.text);
      assert.match(level ?? "", /^(?:error|warning|note)$/);
      assert.equal(Object.keys(partialFingerprints ?? {}).length, 1);
    }
  });

  test("carries the fixes as replacements", () => {
    const fixes = log.runs[0]?.results?.flatMap((result) => result.fixes ?? []) ?? [];
    assert.ok(fixes.length > 0);
    for (const { artifactChanges, description } of fixes) {
      assert.ok(description?.text);
      for (const { replacements } of artifactChanges) for (const one of replacements) assert.ok(one.deletedRegion.startLine);
    }
  });
});

describe("every form of output", () => {
  const forms = [...FORMATS.map((format) => ["--format", format]), ["--diff"], ["--diff-all"], ["--explain-unknown"]];
  for (const form of forms) {
    test(`${form.join(" ")} is the same twice, and shows no credential`, async () => {
      const [first, second] = [await drydock(["lint", ...form], { cwd }), await drydock(["lint", ...form], { cwd })];
      assert.deepEqual(first, second);
      assert.notEqual(first.out, "");
      assert.doesNotMatch(first.out + first.err, SECRET);
    });
  }
});
