// The report for people over the real files, with every rule on, at 80 columns: it fits, leaves nothing out, and does not repeat itself.
import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { width } from "../../cli/cells.ts";
import { drydock } from "../cli/command.ts";
import { withoutCorpus } from "../harness/corpus.ts";

const COLUMNS = 80;
/** The files with the longest reports are where a reader gives up. */
const WORST = 9;

interface JsonFinding {
  readonly file: string;
  readonly rule: string;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

describe("the report of the corpus", { skip: withoutCorpus ?? false }, () => {
  let lines: readonly string[];
  let findings: readonly JsonFinding[];
  const blocks = new Map<string, readonly string[]>();

  before(async () => {
    const cwd = join(process.env.DRYDOCK_SHARED ?? "../shared", "corpus/dev");
    const words = ["lint", ...["strict", "hybrid", "regulated", "preview"].flatMap((preset) => ["--preset", preset])];
    const env = { NO_COLOR: "1" };
    lines = (await drydock(words, { cwd, columns: COLUMNS, env })).out.split("\n");
    findings = JSON.parse((await drydock([...words, "--format", "json"], { cwd })).out).findings;
    const starts = lines.flatMap((line, index) => (/^\S.*\.\w+$|^\S*Kustomization$/.test(line) ? [index] : []));
    for (const [index, start] of starts.entries()) blocks.set(lines[start] ?? "", lines.slice(start + 1, starts[index + 1]));
  });

  it("is no wider than the terminal, but for paths that nothing can break", () => {
    const wide = lines.filter((line) => width(line) > COLUMNS);
    assert.deepEqual(
      wide.filter((line) => !/^\S+$|^ +(?:in )?\S+:\d+$/.test(line)),
      [],
    );
  });

  it("shows the line of every finding below its file, with its rule", () => {
    assert.ok(findings.length > 200);
    const lost = findings.filter(({ file, rule, range }) => {
      const block = blocks.get(file) ?? [];
      const isThere = block.some((line) => new RegExp(`^ +${range.start.line} │`).test(line));
      return !isThere || !block.some((line) => /^ {2}\S/.test(line) && line.split(" ").includes(rule));
    });
    assert.deepEqual(
      lost.map(({ file, rule, range }) => `${file}:${range.start.line} ${rule}`),
      [],
    );
  });

  it("of the longest files says nothing twice, and counts what it groups", () => {
    const longest = [...blocks].sort((a, b) => b[1].length - a[1].length).slice(0, WORST);
    assert.equal(longest.length, WORST);
    for (const [file, block] of longest) {
      const own = findings.filter((finding) => finding.file === file);
      const headings = block.filter((line) => /^ {2}[✖▲●] [a-z]+\//.test(line));
      const counted = headings.map((line) => Number(/ ×([\d,]+)(?: |$)/.exec(line)?.[1]?.replaceAll(",", "") ?? 1));
      assert.equal(
        counted.reduce((sum, one) => sum + one, 0),
        own.length,
        file,
      );
      const text = block.map((line) => line.trim()).join(" ");
      for (const message of new Set(own.map((finding) => finding.message)))
        assert.ok(text.split(message).length <= 2, `${file}: ${message}`);
    }
  });
});
