// What the HCL parser promises: an exact span on everything, text decoded as Terraform decodes it, and half-written text that costs
// its own statement only.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { HclAttribute, HclBlock, HclBody, HclExpression, HclFile, HclTemplate } from "../../engine/syntax/hcl/node.ts";
import { literalText } from "../../engine/syntax/hcl/node.ts";
import { hclTree, parseHcl } from "../../engine/syntax/hcl/parse.ts";
import type { Span } from "../../engine/text/source.ts";
import { assertLinear } from "../harness/work.ts";

const read = (text: string): HclFile => {
  const file = parseHcl(text);
  assert.deepEqual(file.problems, [], "the text is valid");
  return file;
};

const expressionOf = (text: string): HclExpression => attribute(read(`a = ${text}\n`).body, "a").value;

function attribute(body: HclBody, name: string): HclAttribute {
  const found = body.items.find((item) => item.kind === "attribute" && item.name === name);
  assert.ok(found?.kind === "attribute", `there is an argument ${name}`);
  return found;
}

function block(body: HclBody, type: string, ...labels: string[]): HclBlock {
  const found = body.items.find(
    (item) => item.kind === "block" && item.type === type && labels.every((label, i) => item.labels[i]?.text === label),
  );
  assert.ok(found?.kind === "block", `there is a block ${type} ${labels.join(" ")}`);
  return found;
}

const names = (body: HclBody): string[] => body.items.map((item) => (item.kind === "attribute" ? item.name : item.type));

describe("spans of what is written", () => {
  const text = `# pool\nresource "aws_ebs_volume" "scratch" {\n  size      = 8 # GiB\n  encrypted = true\n\n  tags = { Name = "a" }\n}\n`;
  const file = read(text);
  const volume = block(file.body, "resource", "aws_ebs_volume", "scratch");
  const at = (span: Span) => text.slice(span.start, span.end);

  test("a block: its type, its labels with quotes, its braces", () => {
    assert.equal(at(volume.typeSpan), "resource");
    assert.deepEqual(volume.labels.map(at), ['"aws_ebs_volume"', '"scratch"']);
    assert.equal(text[volume.open], "{");
    assert.equal(text[volume.close ?? -1], "}");
    assert.equal(at(volume), text.slice(text.indexOf("resource"), text.lastIndexOf("}") + 1));
  });

  test("an argument: its name, its =, its value without the comment", () => {
    const size = attribute(volume.body, "size");
    assert.equal(at(size), "size      = 8");
    assert.equal(at(size.nameSpan), "size");
    assert.equal(text[size.equals], "=");
    assert.equal(at(size.value), "8");
  });

  test("an item of an object", () => {
    const tags = attribute(volume.body, "tags").value;
    assert.ok(tags.kind === "object");
    assert.deepEqual(tags.items.map(at), ['Name = "a"']);
    assert.equal(tags.items[0]?.name, "Name");
    assert.equal(at(tags), '{ Name = "a" }');
  });

  test("comments, without their line break", () => {
    assert.deepEqual(file.comments.map(at), ["# pool", "# GiB"]);
    const mixed = 'a = 1 // one\n/* two\n lines */ b = [ # in a list\n  2, /* three */ 3\n] # end\nc = "# none"\n';
    assert.deepEqual(
      read(mixed).comments.map((span) => mixed.slice(span.start, span.end)),
      ["// one", "/* two\n lines */", "# in a list", "/* three */", "# end"],
    );
  });

  test("Windows line ends belong to no span", () => {
    const windows = 'a = "x"\r\nb {\r\n  c = 1 # d\r\n}\r\n';
    const { body, comments } = read(windows);
    assert.deepEqual(names(body), ["a", "b"]);
    assert.equal(windows.slice(attribute(body, "a").start, attribute(body, "a").end), 'a = "x"');
    assert.deepEqual(
      comments.map((span) => windows.slice(span.start, span.end)),
      ["# d"],
    );
  });
});

describe("expressions", () => {
  const shape = (expression: HclExpression): unknown => {
    switch (expression.kind) {
      case "number":
      case "bool":
        return expression.value;
      case "null":
        return null;
      case "template":
        return literalText(expression) ?? expression.parts.map((part) => (part.kind === "literal" ? part.text : part.kind));
      case "variable":
        return `<${expression.name}>`;
      case "traversal":
        return [
          shape(expression.base),
          ...expression.steps.map((step) =>
            step.kind === "attribute" ? `.${step.name}` : step.kind === "splat" ? (step.full ? "[*]" : ".*") : { index: shape(step.index) },
          ),
        ];
      case "tuple":
        return expression.items.map(shape);
      case "object":
        return Object.fromEntries(expression.items.map((item) => [item.name ?? "(computed)", shape(item.value)]));
      case "call":
        return { [expression.name + (expression.expanded ? "..." : "")]: expression.arguments.map(shape) };
      case "conditional":
        return { if: shape(expression.condition), yes: shape(expression.yes), no: shape(expression.no) };
      case "binary":
        return [shape(expression.left), expression.operator, shape(expression.right)];
      case "unary":
        return { [expression.operator]: shape(expression.value) };
      case "parentheses":
        return shape(expression.value);
      case "for":
        return {
          for: [expression.keyName ?? "-", expression.valueName],
          in: shape(expression.collection),
          ...(expression.key ? { key: shape(expression.key) } : {}),
          item: shape(expression.item),
          ...(expression.grouped ? { grouped: true } : {}),
          ...(expression.condition ? { if: shape(expression.condition) } : {}),
        };
      case "invalid":
        return "invalid";
    }
  };
  const cases: readonly (readonly [string, unknown])[] = [
    ["1.5e3", 1500],
    ["-1", { "-": 1 }],
    ["!a", { "!": "<a>" }],
    ["null", null],
    ["var.a.b", ["<var>", ".a", ".b"]],
    ['a["k"][0].b', ["<a>", { index: "k" }, { index: 0 }, ".b"]],
    ["a.0.b", ["<a>", { index: 0 }, ".b"]],
    ["a[*].id", ["<a>", "[*]", ".id"]],
    ["a.*.id", ["<a>", ".*", ".id"]],
    ["1 + 2 * 3", [1, "+", [2, "*", 3]]],
    ["1 - 2 - 3", [[1, "-", 2], "-", 3]],
    ["a || b && c == d", ["<a>", "||", ["<b>", "&&", ["<c>", "==", "<d>"]]]],
    ["a ? b : c ? d : e", { if: "<a>", yes: "<b>", no: { if: "<c>", yes: "<d>", no: "<e>" } }],
    ["(\n a\n ? 1\n : 2\n)", { if: "<a>", yes: 1, no: 2 }],
    ["[1,\n 2, # two\n]", [1, 2]],
    ['{ a = 1, "b" : 2\n (c) = 3\n 4 = 5 }', { a: 1, b: 2, "4": 5, "(computed)": 3 }],
    ["f(a, b...)", { "f...": ["<a>", "<b>"] }],
    ["provider::aws::arn_parse(x)", { "provider::aws::arn_parse": ["<x>"] }],
    ["[for v in list : v.id if v.on]", { for: ["-", "v"], in: "<list>", item: ["<v>", ".id"], if: ["<v>", ".on"] }],
    ["{for k, v in m : k => v...}", { for: ["k", "v"], in: "<m>", key: "<k>", item: "<v>", grouped: true }],
    ["[format(1)]", [{ format: [1] }]],
    ["f(\n  a\n  .b,\n)", { f: [["<a>", ".b"]] }],
  ];
  for (const [text, expected] of cases) test(text.replaceAll("\n", "⏎"), () => assert.deepEqual(shape(expressionOf(text)), expected));
});

describe("strings", () => {
  const template = (text: string): HclTemplate => {
    const value = expressionOf(text);
    assert.ok(value.kind === "template");
    return value;
  };
  const parts = (text: string) => template(text).parts.map((part) => (part.kind === "literal" ? part.text : part.kind));

  test("escapes are decoded", () => {
    assert.equal(literalText(expressionOf(String.raw`"a\n\t\"\\\u00e9\U0001F600"`)), 'a\n\t"\\é😀');
    assert.equal(literalText(expressionOf('"$${a} %%{b} $a $$ 100%"')), "${a} %{b} $a $$ 100%");
  });

  test("interpolations, also with strings and braces inside", () => {
    assert.deepEqual(parts('"a-${x["}"]}-b"'), ["a-", "interpolation", "-b"]);
    assert.deepEqual(parts('"${{ a = "}" }.a}"'), ["interpolation"]);
  });

  test("a span for each literal stretch", () => {
    const text = 'a = "ab${x}cd"\n';
    const value = attribute(read(text).body, "a").value as HclTemplate;
    assert.deepEqual(
      value.parts.map((part) => text.slice(part.start, part.end)),
      ["ab", "${x}", "cd"],
    );
  });

  test("directives hold what they enclose", () => {
    const [first, second] = template('"%{ if a }x%{ else }y${b}%{ endif }%{ for k, v in c }z%{ endfor }"').parts;
    assert.ok(first?.kind === "if" && second?.kind === "for");
    assert.deepEqual([first.yes.length, first.no.length, second.body.length, second.key, second.value], [1, 2, 1, "k", "v"]);
  });

  test("~ takes the neighbouring blanks away", () => {
    assert.deepEqual(parts('"a  ${~ x ~}  b"'), ["a", "interpolation", "b"]);
  });
});

describe("heredocs", () => {
  const heredoc = (text: string): HclTemplate => {
    const value = attribute(read(text).body, "a").value;
    assert.ok(value.kind === "template" && value.heredoc);
    return value;
  };

  test("the text is that of the lines up to the marker, with their line breaks", () => {
    assert.equal(literalText(heredoc("a = <<EOF\n  one\n\ntwo\nEOF\n")), "  one\n\ntwo\n");
  });

  test("<<- takes off the common indentation; blank lines do not count", () => {
    const text = "a = <<-EOF\n    one\n\n      two\n    EOF\nb = 1\n";
    const value = heredoc(text);
    assert.equal(literalText(value), "one\n\n  two\n");
    assert.equal(value.heredoc?.indent, 4);
    assert.deepEqual(
      value.parts.map((part) => text.slice(part.start, part.end)),
      ["one\n", "\n", "  two\n"],
    );
  });

  test("a line that begins with an interpolation has no indentation", () => {
    const value = heredoc("a = <<-EOF\n${x}\n  one\nEOF\n");
    assert.equal(value.heredoc?.indent, 0);
  });

  test("every literal is the verbatim text of its span, also with Windows line ends", () => {
    const text = 'a = <<EOF\r\n{\r\n  "x": "${y}"\r\n}\r\nEOF\r\n';
    for (const part of heredoc(text).parts) if (part.kind === "literal") assert.equal(text.slice(part.start, part.end), part.text);
  });

  test("the marker inside a line, or inside an interpolation, does not end it", () => {
    assert.equal(literalText(heredoc("a = <<EOF\nEOF x\nx EOF\nEOF\n")), "EOF x\nx EOF\n");
    assert.equal(heredoc("a = <<EOF\n${f(<<EOF\nx\nEOF\n)}\nEOF\n").parts.length, 2);
  });
});

describe("half-written text", () => {
  const before = 'resource "t" "one" {\n  x = 1\n';
  const after = '  y = 2\n}\n\nresource "t" "two" {\n  z = 3\n}\n';
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["a name", "  siz", true],
    ["a name and =", "  size =", true],
    ["an unclosed string", '  size = "abc', true],
    ["an unclosed interpolation", '  size = "${var.x', true],
    ["an interpolation closed by the quote", '  size = "${var.x"', true],
    ["a dot", "  size = var.", true],
    ["an unclosed call", "  size = max(1,", true],
    ["an unclosed list", "  size = [1,", true],
    ["an unclosed index", "  size = a[0", true],
    ["an operator", "  size = 1 +", true],
    ["a condition", "  size = a ?", true],
    ["a stray bracket", "  size = 1 ]", true],
    ["a comma", "  size = 1,", true],
    ["an unclosed nested block", "  disk {", false],
    ["an unclosed object", "  tags = {", false],
    ["an unclosed heredoc", "  text = <<EOF", false],
  ];
  for (const [what, line, sibling] of cases) {
    test(`${what} costs ${sibling ? "its own line" : "its own block"}, with one problem`, () => {
      const { body, problems } = parseHcl(`${before}${line}\n${after}`);
      const one = block(body, "resource", "t", "one");
      assert.equal(attribute(one.body, "x").value.kind, "number");
      assert.equal(attribute(block(body, "resource", "t", "two").body, "z").value.kind, "number");
      if (sibling) assert.equal(attribute(one.body, "y").value.kind, "number");
      if (!sibling) assert.ok(one.body.incomplete, "what is not read is not certainly absent");
      assert.ok(problems.length >= 1 && problems.length <= 2, JSON.stringify(problems));
      assert.ok((problems[0]?.span.start ?? 0) <= before.length + line.length + 3, "the problem is at the broken line");
    });
  }

  test("a damaged header still opens its block", () => {
    const { body } = parseHcl('resource "t" "one {\n  x = 1\n}\nresource "t" "two" {\n}\n');
    assert.deepEqual(names(body), ["resource", "resource"]);
    assert.deepEqual(names(block(body, "resource", "t").body), ["x"]);
  });

  test("a broken value is there, and invalid", () => {
    const { body } = parseHcl("a = \nb = 1\n");
    assert.equal(attribute(body, "a").value.kind, "invalid");
    assert.equal(body.incomplete, false);
  });

  test("text cut at any place never throws and keeps its spans in the text", () => {
    const text = `locals {\n  a = { for k, v in var.m : k => "x-\${v.id}" if !v.off }\n  b = [1, a.b[*].c, f(x...)]\n  c = <<-EOT\n    %{ if a ~}\n    {"k": "\${x}"}\n    %{ endif }\n  EOT\n}\nresource "t" "n" {\n  d = a == "b\\n" ? -1 : null\n  /* c */ e { f = 1 }\n}\n`;
    for (let end = 0; end <= text.length; end++) {
      const file = parseHcl(text.slice(0, end));
      for (const { span } of file.problems) assert.ok(span.start >= 0 && span.start <= span.end && span.end <= end);
    }
    for (let at = 0; at < text.length; at++) parseHcl(text.slice(0, at) + text.slice(at + 1));
  });
});

describe("limits", () => {
  const quick = (text: string) => {
    const file = parseHcl(text);
    assert.ok(file.problems.length > 0 && file.problems.length <= 100);
    return file;
  };

  test("nesting is bounded and named", () => {
    for (const text of [`a = ${"[".repeat(5000)}`, "a {\n".repeat(5000), `a = ${"!".repeat(5000)}`, `a = ${"1+".repeat(5000)}`]) {
      assert.equal(quick(text).problems[0]?.kind, "limit");
    }
    assert.equal(quick(`a = <<X\n${"%{if a}".repeat(5000)}\nX\n`).problems[0]?.kind, "limit");
  });

  test("no text takes more than linear work", () => {
    for (const text of [
      (size: number) => 'resource "a" "b" {\n'.repeat(size),
      (size: number) => 'resource "a" "b" {\na = <<X\n'.repeat(size),
      (size: number) => `a = [\n${'"${f(a,\n'.repeat(150)}${"a,\n".repeat(size)}`,
      // Not deep enough for the limit: each level would be read twice as often as the one around it.
      (size: number) => `a = [\n${'"${f(a,\n'.repeat(40)}${"a,\n".repeat(size)}`,
      (size: number) => `a = [${"@ ".repeat(size)}`,
      (size: number) => `${"a = <<X\nb\nX\n".repeat(size)}a b c\n`,
      (size: number) => "a b c\n".repeat(size),
      (size: number) => '"'.repeat(size),
    ]) {
      assertLinear<typeof import("../../engine/syntax/hcl/parse.ts")>("engine/syntax/hcl/parse.ts", 1000, ({ parseHcl }, size) => {
        parseHcl(text(size));
      });
      quick(text(20_000));
    }
  });
});

test("as a tree: parsed, repaired where something is left of it, broken where nothing is", () => {
  assert.equal(hclTree(parseHcl("a = 1\n")).state, "parsed");
  assert.equal(hclTree(parseHcl("a = 1\nb = [\n")).state, "repaired");
  assert.equal(hclTree(parseHcl("{{ x }}\n")).state, "broken");
});
