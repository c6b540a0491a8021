// Templates in other forms: SAM, JSON in a text, half-written ones.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { originOf } from "../../engine/model/origin.ts";
import { Place } from "../../engine/model/place.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { toOutermost } from "../../engine/text/source.ts";
import { assertLinear } from "../harness/work.ts";
import { at, only, read, resourcesIn, shown, textAt, value } from "./cloudformation-template.ts";

describe("C13: SAM", () => {
  const text = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 30
    MemorySize: 512
    Environment: {Variables: {A: 1, B: 2}}
    Layers: [x]
Resources:
  One:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: 1024
      Environment: {Variables: {B: 3}}
      Layers: [y]
  Two: {Type: AWS::Serverless::Function}
  Three: {Type: AWS::Lambda::Function}
`;

  test("Globals are merged first: maps by key, lists in a row, own values win", () => {
    const [one, two, three] = resourcesIn(text) as [Resource, Resource, Resource];
    assert.equal(shown(value(at(one, "Timeout"))), "default 30");
    assert.equal(shown(value(at(one, "MemorySize"))), "known 1024");
    assert.equal(shown(value(at(one, "Environment", "Variables", "A"))), "default 1");
    assert.equal(shown(value(at(one, "Environment", "Variables", "B"))), "known 3");
    assert.deepEqual(
      at(one, "Layers").items.map((item) => shown(value(item))),
      ['default "x"', 'known "y"'],
    );
    assert.equal(shown(value(at(two, "Timeout"))), "default 30");
    assert.equal(textAt(at(two, "Timeout")), "30");
    assert.equal(textAt(at(two, "Policies")), "Two");
    assert.ok(at(three, "Timeout").isAbsent);
  });
});

describe("C17: JSON in a text", () => {
  const policy = (text: string) =>
    only(`Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: ${text}\n`);
  const block = `!Sub |
        {"Version": "2012-10-17",
         "Statement": [
           {"Effect": "Allow", "Action": "*", "Resource": "\${P}/x",
            "Condition": {"StringEquals": {"\${AWS::Region}:sub": "a"}}}]}`;

  test("is a tree with the places inside of the text", () => {
    const place = at(policy(block), "PolicyDocument", "Statement", 0, "Action");
    assert.ok(place.is("*"));
    const { document, start, end } = originOf(place);
    const outer = toOutermost(document.source, { start, end });
    assert.equal(outer.source.text.slice(outer.start, outer.end), '"*"');
    assert.ok(outer.editable);
  });

  test("what a Sub fills in is not known, and a key that it fills in may be any key", () => {
    const statement = at(policy(block), "PolicyDocument", "Statement", 0);
    assert.equal(shown(value(statement.at("Resource"))), "unknown -> P");
    assert.equal(shown(value(statement.at("Condition", "StringEquals", "x"))), "maybe");
    assert.equal(shown(value(statement.at("NotAction"))), "absent");
  });

  test("without a Sub a dollar is a dollar", () => {
    assert.ok(
      at(policy(`'{"Statement": [{"Resource": "\${aws:username}"}]}'`), "PolicyDocument", "Statement", 0, "Resource").is("${aws:username}"),
    );
  });

  test("what is no JSON yet stays a text", () => {
    assert.equal(shown(value(at(policy("!Sub '{\"Statement\": [${All}]}'"), "PolicyDocument"))), "unknown");
    assert.equal(shown(value(at(policy("'{oops'"), "PolicyDocument"))), 'known "{oops"');
  });
});

describe("bad input", () => {
  test("nothing throws on what is half written, and nothing is certain that is not", () => {
    const whole = `Parameters: {P: {Type: String, Default: x}}
Conditions: {C: !Equals [a, !Ref P]}
Resources:
  A:
    Type: AWS::S3::Bucket
    Properties: &p
      Name: !Sub ["\${a}-\${P}", {a: !If [C, 1, 2]}]
      Size: !FindInMap [M, !Ref AWS::Region, x]
  B: {Type: AWS::S3::Bucket, Properties: *p}
Mappings: {M: {a: {x: 1}}}
`;
    for (let end = 0; end <= whole.length; end++) {
      for (const resource of resourcesIn(whole.slice(0, end))) for (const place of Place.root(resource).entries) shown(value(place));
    }
  });

  test("a text of a hundred thousand parts, or Globals of thousands of values, are as much work as they are long", () => {
    const parts = (count: number) => `!Sub "${"${P}${x}".repeat(count)}"`;
    const parameters = "Parameters: {P: {Type: String, Default: x}}";
    const sam = (count: number) => {
      const globals = Array.from({ length: count }, (_, i) => `    V${i}: 1\n`).join("");
      const functions = Array.from({ length: count }, (_, i) => `  F${i}: {Type: AWS::Serverless::Function}\n`).join("");
      return `Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n${globals}Resources:\n${functions}`;
    };
    assertLinear<typeof import("./cloudformation-template.ts")>("test/dialect/cloudformation-template.ts", 1100, (counted, size) => {
      counted.read(parts(size), parameters);
      counted.resourcesIn(sam(size));
    });
    assert.equal(read(parts(100_000), parameters), "unknown");
    assert.equal(shown(value(at(resourcesIn(sam(3000))[2999] as Resource, "V1"))), "maybe");
  });

  test("functions without or with strange arguments are unknown", () => {
    for (const name of ["Ref", "GetAtt", "Sub", "If", "Join", "Split", "Select", "FindInMap", "Base64", "Length", "ImportValue"]) {
      for (const argument of ["", " []", " {}", " [[]]", " [a]", " {a: b}", " [a, b, c, d, e]"]) {
        const shownValue = read(`!${name}${argument}`);
        assert.ok(!shownValue.startsWith("known"), `!${name}${argument} is ${shownValue}`);
      }
    }
  });

  test("an alias of a function is the function, and what many aliases share is lowered once", () => {
    const items = Array.from({ length: 50 }, (_, i) => `      K${i}: *big`).join("\n");
    const big = Array.from({ length: 100 }, (_, i) => `{a${i}: !Ref P}`).join(", ");
    const resource = only(
      `Parameters: {P: {Type: String, Default: v}}\nResources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      One: &one !Ref P\n      Two: *one\n      Big: &big [${big}]\n${items}\n`,
    );
    assert.equal(shown(value(at(resource, "Two"))), 'default "v"');
    assert.equal(at(resource, "K49").items.length, 100);
  });
});
