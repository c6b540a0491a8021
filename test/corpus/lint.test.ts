// What a lint of thousands of real files may never do: fail inside, point outside of a file or at something else than it speaks of,
// depend on chance, or complain about the syntax of what is not ours or is right.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Finding, Report } from "../../engine/api.ts";
import { formatPath, type Step } from "../../engine/model/address.ts";
import { Place } from "../../engine/model/place.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { deref, type Node } from "../../engine/syntax/node.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { lineIndex } from "../../engine/text/line-index.ts";
import { rules } from "../../rules/index.ts";
import { allResources, corpusTexts, freshProject, listedInCorpus, type Texts, withoutCorpus } from "../harness/corpus.ts";
import { probes } from "../harness/probes.ts";

const OURS = new Set(["kubernetes", "kustomization", "kustomize-patch", "cloudformation", "terraform", "crd", "kfp-ir"]);

describe("lint of the corpus", { skip: withoutCorpus ?? false }, () => {
  let texts: Texts;
  let report: Report;
  before(() => {
    texts = corpusTexts();
    report = freshProject(texts, { rules: [...rules, ...probes] }).report();
  });

  it("fails nowhere inside", () => {
    assert.deepEqual(
      report.problems.filter(({ kind }) => kind === "internal" || kind === "read").map(({ file, message }) => `${file}: ${message}`),
      [],
    );
  });

  it("finds things in YAML, JSON, HCL and CloudFormation, in files and in builds", () => {
    const spoken = (of: (finding: Finding) => boolean) => report.findings.filter(of).length;
    assert.ok(spoken(({ file }) => file.endsWith(".tf")) > 1000);
    assert.ok(spoken(({ file }) => file.endsWith(".json")) > 100);
    assert.ok(spoken(({ ref }) => ref.kind.startsWith("AWS::")) > 500);
    assert.ok(spoken(({ builds }) => builds !== undefined) > 500);
    assert.ok(spoken(({ address }) => typeof address.part === "object") > 100);
  });

  it("keeps every range inside its file, with the lines and columns of its offsets", () => {
    const indexes = new Map([...texts].map(([path, text]) => [path, lineIndex(text)]));
    const places = [
      ...report.findings.flatMap((one) => [one, ...one.related]),
      ...report.unknown,
      ...report.problems.flatMap(({ file, span, range }) => (span && range ? [{ file, span, range }] : [])),
    ];
    const outside = places.filter(({ file, span, range }) => {
      const lines = indexes.get(file);
      const text = texts.get(file);
      if (!lines || text === undefined || span.start < 0 || span.end < span.start || span.end > text.length) return true;
      const at = { start: lines.positionAt(span.start), end: lines.positionAt(span.end) };
      return JSON.stringify(at) !== JSON.stringify(range);
    });
    assert.deepEqual(outside.slice(0, 5), []);
    assert.ok(places.length > 10_000);
  });

  it("points with 99 of 100 ranges at one line, and at least at one character", () => {
    const long = report.findings.filter(({ range }) => range.start.line !== range.end.line);
    const empty = report.findings.filter(({ span }) => span.start === span.end);
    assert.ok(long.length <= report.findings.length / 100, `${long.length} of ${report.findings.length} span lines`);
    assert.deepEqual(empty.slice(0, 5).map(pointedAt), [], `${empty.length} point at nothing`);
  });

  it("points at the text that it speaks of", () => {
    const resources = new Map(allResources(texts).map((one) => [one.id, one]));
    const wrong: string[] = [];
    for (const finding of report.findings) {
      if (finding.rule.startsWith("suppression/") || finding.rule === "schema/render-failed") continue;
      const resource = resources.get(finding.address.resource);
      const text = texts.get(finding.file)?.slice(finding.span.start, finding.span.end) ?? "";
      const fault = resource ? faultOf(text, finding, resource) : "there is no such resource";
      if (fault) wrong.push(`${pointedAt(finding)}: ${fault}`);
    }
    assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} of ${report.findings.length}`);
  });

  it("reports in order of files and places", () => {
    const order = report.findings.map(({ file, span }) => [file, span.start] as const);
    for (const [i, [file, start]] of order.entries()) {
      const [previous, at] = order[i - 1] ?? ["", 0];
      assert.ok(previous < file || (previous === file && at <= start), `${file}:${start} stands behind ${previous}:${at}`);
    }
  });

  it("says the same twice, whatever the order in which files are named", () => {
    const again = freshProject(new Map([...texts].reverse()), { rules: [...rules, ...probes] }).report();
    assert.ok(JSON.stringify(again) === JSON.stringify(report), "two reports differ");
  });

  it("complains about syntax only in files that hold something of ours", () => {
    const classes = new Map(report.files.map((file) => [file.path, file.classes]));
    const foreign = report.problems.filter(({ kind, file }) => kind === "syntax" && !classes.get(file)?.some((one) => OURS.has(one)));
    assert.deepEqual(foreign, []);
  });

  it("takes what kubectl takes", () => {
    const valid = listedInCorpus("Valid for kubectl");
    assert.equal(valid.length, 15);
    assert.deepEqual(
      report.problems.filter(({ file }) => valid.includes(file)),
      [],
    );
  });

  it("says once where a file does not parse, or sees that it is a template or nobody's", () => {
    const listed = listedInCorpus("Files that do not parse as YAML").filter((file) => texts.has(file));
    assert.ok(listed.length >= 20, `${listed.length} files`);
    const wrong = listed.flatMap((file) => {
      const problems = report.problems.filter((one) => one.file === file && one.kind === "syntax").length;
      const classes = report.files.find((one) => one.path === file)?.classes ?? [];
      const isTemplate = classes.every((one) => one === "helm-template" || !OURS.has(one));
      return problems === 1 || (problems === 0 && isTemplate) ? [] : [`${file}: ${problems} problems, ${classes.join(" ")}`];
    });
    assert.deepEqual(wrong, []);
  });
});

const pointedAt = ({ rule, variant, file, range, address }: Finding): string =>
  `${rule} ${variant} ${file}:${range.start.line}:${range.start.column} ${formatPath(address.path)}`;

/** What is wrong with the text under a finding; undefined where it is what the finding speaks of. */
function faultOf(text: string, { address, file }: Finding, resource: Resource): string | undefined {
  const place = Place.root(resource).along(address.path);
  // What a transformer of a kustomization wrote stands nowhere; the line that asks for it stands for it.
  if (/\/kustomization\.ya?ml$/.test(file)) return text.trim() === "" ? "points at nothing" : undefined;
  const shows = (expected: string) =>
    isWritingOf(text, expected) ? undefined : `${JSON.stringify(text)} is not ${JSON.stringify(expected)}`;
  if (address.part === "key") return shows(String(address.path.at(-1)));
  const node = place.node && deref(place.node);
  if (typeof address.part === "object") {
    if (node?.kind !== "scalar") return "words of what is no text";
    const word = node.text.slice(address.part.start, address.part.end);
    // A word that is written with escapes or over folded lines has no stretch of its own: the whole text stands for it, by its first line.
    const start = place.document.start + node.start;
    const isWhole =
      (text.length > word.length || place.document.source.text.startsWith(`${text}\n`, start)) &&
      (node.style === "double" || node.style === "folded" || node.style === "plain");
    return text === word || isWhole ? undefined : `${JSON.stringify(text)} is not the word ${JSON.stringify(word)}`;
  }
  if (!place.hasNode || !node)
    return anchorsOf(place).some((expected) => isWritingOf(text, expected))
      ? undefined
      : `${JSON.stringify(text)} is none of ${JSON.stringify(anchorsOf(place))}`;
  if (place.node?.kind === "alias") return text.startsWith("*") ? undefined : `${JSON.stringify(text)} is no alias`;
  // What a name reference or a transformer computed is shown where its source is written.
  if (node.kind === "scalar" && node.style === "computed") return text.trim() === "" ? "points at nothing" : undefined;
  if (node.kind === "scalar") return shows(node.text);
  return isStartOf(text, node, resource) ? undefined : `${JSON.stringify(text)} does not begin a ${node.kind}`;
}

/** The keys and names of what is written above a place, one of which has to stand for what is missing; the resource's own anchor. */
function anchorsOf(place: Place): readonly string[] {
  const { anchor } = place.owner;
  const { document } = anchor;
  const own = document.source.text.slice(document.start + anchor.start, document.start + anchor.end);
  const steps: string[] = [];
  for (let at: Place | undefined = place.parent; at?.parent; at = at.parent) {
    if (at.hasNode) {
      steps.push(...nameOf(at.path.at(-1) as Step, at.node));
      break;
    }
  }
  return steps.length > 0 ? steps : [unquoted(own)];
}

function nameOf(step: Step, node: Node | undefined): readonly string[] {
  if (typeof step === "string") return [step];
  if (typeof step === "object") return [step.is];
  const item = node && deref(node);
  if (item?.kind !== "map") return item?.kind === "scalar" ? [item.text] : [];
  const first = item.entries[0]?.key;
  return first?.kind === "scalar" ? [first.text] : [];
}

/** Whether a stretch of a file writes this text: plain, in quotes of any kind, or as the first line of it. */
function isWritingOf(text: string, expected: string): boolean {
  if (text === expected || unquoted(text) === expected) return true;
  if (/^(?:[|>]|<<)/.test(text)) return true;
  const tree = parseYamlDocument(text);
  if (tree.root?.kind === "scalar" && tree.root.text === expected) return true;
  const first = expected.split("\n")[0]?.trim() ?? "";
  return (
    first !== "" &&
    (text.includes(first) || expected.replace(/\s+/g, " ").startsWith(unquoted(text.trim().replace(/^['"]/, "")).replace(/\\$/, "").trim()))
  );
}

const unquoted = (text: string): string =>
  text.replace(/^"([\s\S]*)"$/, "$1").replace(/^'([\s\S]*)'$/, (_, inner: string) => inner.replaceAll("''", "'"));

/** A collection begins with its bracket, its dash or its first key; an HCL expression or a function of a template as it likes. */
function isStartOf(text: string, node: Node, resource: Resource): boolean {
  if (resource.class !== "kubernetes") return text.trim() !== "";
  if (node.kind === "list") return /^[-[]/.test(text);
  const first = node.kind === "map" ? node.entries[0]?.key : undefined;
  return text.startsWith("{") || text.startsWith("&") || (first?.kind === "scalar" && text.includes(first.text)) || node.kind === "open";
}
