// The HCL parser on real files: every one of them is read without a problem, and every span re-reads to what the node says.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { HclBody, HclExpression, HclPart } from "../../engine/syntax/hcl/node.ts";
import { parseHcl } from "../../engine/syntax/hcl/parse.ts";

const corpus = join(process.env.DRYDOCK_SHARED ?? join(process.cwd(), "../shared"), "corpus/dev");

test("every HCL file of the corpus is read without a problem, with exact spans", (t) => {
  if (!existsSync(corpus)) return t.skip("needs the shared folder");
  const files = readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((file) => /\.(tf|hcl|tfvars)$/.test(file));
  let read = 0;
  for (const file of files) {
    if (!statSync(join(corpus, file)).isFile()) continue;
    const text = readFileSync(join(corpus, file), "utf8").replace(/^\uFEFF/, "");
    const { body, problems } = parseHcl(text);
    assert.deepEqual(problems, [], file);
    checkBody(body, text, file);
    read++;
  }
  assert.ok(read > 600, `${read} files`);
});

function checkBody(body: HclBody, text: string, file: string): void {
  assert.equal(body.incomplete, false, file);
  for (const item of body.items) {
    if (item.kind === "block") {
      assert.equal(text.slice(item.typeSpan.start, item.typeSpan.end), item.type, file);
      for (const label of item.labels) assert.equal(text.slice(label.start, label.end).replace(/^"|"$/g, ""), label.text, file);
      assert.equal(text[item.open], "{", file);
      assert.equal(text[item.close as number], "}", file);
      checkBody(item.body, text, file);
    } else {
      assert.equal(text.slice(item.nameSpan.start, item.nameSpan.end), item.name, file);
      assert.equal(text[item.equals], "=", file);
      assert.equal(item.end, item.value.end, file);
      checkExpression(item.value, text, file);
    }
  }
}

function checkExpression(value: HclExpression, text: string, file: string): void {
  const written = text.slice(value.start, value.end);
  const says = (expected: boolean) => assert.ok(expected, `${file}: ${value.kind} at ${value.start}: ${written}`);
  const inside = (child: HclExpression) => {
    says(child.start >= value.start && child.end <= value.end);
    checkExpression(child, text, file);
  };
  const each = (children: readonly HclExpression[]) => {
    for (const child of children) inside(child);
  };
  switch (value.kind) {
    case "number":
      return says(Number(written) === value.value);
    case "bool":
      return says(written === String(value.value));
    case "variable":
      return says(written === value.name);
    case "template":
      says(
        value.form === "quoted" ? /^"[\s\S]*"$/.test(written) : written.startsWith("<<") && written.endsWith(value.heredoc?.marker ?? "?"),
      );
      for (const part of value.parts) checkPart(part, text, file);
      return;
    case "traversal":
      inside(value.base);
      for (const step of value.steps) {
        const at = text.slice(step.start, step.end);
        says(step.kind === "attribute" ? at.replace(/\s/g, "") === `.${step.name}` : /^[.[]/.test(at));
        if (step.kind === "index") inside(step.index);
      }
      return;
    case "tuple":
      says(/^\[[\s\S]*\]$/.test(written));
      return each(value.items);
    case "object":
      says(/^\{[\s\S]*\}$/.test(written));
      for (const item of value.items) {
        says(/[=:]/.test(text[item.equals] ?? ""));
        inside(item.key);
        inside(item.value);
      }
      return;
    case "call":
      says(written.startsWith(value.name) && written.endsWith(")"));
      return each(value.arguments);
    case "conditional":
      return each([value.condition, value.yes, value.no]);
    case "binary":
      return each([value.left, value.right]);
    case "unary":
    case "parentheses":
      return inside(value.value);
    case "for":
      says(/^[[{][\s\S]*\bfor\b[\s\S]*[\]}]$/.test(written));
      return [value.collection, value.item, ...(value.key ? [value.key] : []), ...(value.condition ? [value.condition] : [])].forEach(
        inside,
      );
    case "null":
      return says(written === "null");
    case "invalid":
      return says(false);
  }
}

function checkPart(part: HclPart, text: string, file: string): void {
  const written = text.slice(part.start, part.end);
  if (part.kind === "literal") assert.ok(part.text === written || /[\\$%]/.test(written), `${file}: ${JSON.stringify(written)}`);
  else if (part.kind === "interpolation") {
    assert.ok(/^\$\{[\s\S]*\}$/.test(written), `${file}: ${written}`);
    checkExpression(part.value, text, file);
  } else for (const inner of part.kind === "for" ? part.body : [...part.yes, ...part.no]) checkPart(inner, text, file);
}
