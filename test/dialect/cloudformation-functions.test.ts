// What the functions on text, dynamic references, attributes and macros are worth. The numbers are those of the evaluation table.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cfnAttributes } from "../../engine/dialect/cloudformation/attributes.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { holeOf } from "../../engine/model/value.ts";

import { at, disk, only, partsOf, read, resourcesIn, shown, textAt, value } from "./cloudformation-template.ts";

describe("C6: functions on text", () => {
  const parameters = "Parameters: {Name: {Type: String, Default: gpu}, Any: {Type: String}}";
  const compute = (text: string) => read(text, parameters);

  test("Sub fills in what is known, and says which default it took", () => {
    assert.equal(compute("!Sub '${Name}-disk'"), 'default "gpu-disk"');
    assert.equal(compute("!Sub ['${a}-${Name}', {a: x}]"), 'default "x-gpu"');
    assert.equal(compute("!Sub plain"), 'computed "plain"');
    assert.equal(compute("!Sub '${!Literal} $Name ${Name'"), 'computed "${Literal} $Name ${Name"');
  });

  test("the literal stretches around what is not known stay readable", () => {
    const place = at(disk("Arn: !Sub 'arn:aws:iam::${AWS::AccountId}:role/${Name}/${Any}-x'", parameters), "Arn");
    assert.deepEqual(partsOf(place), ["arn:aws:iam::", { hole: "${AWS::AccountId}" }, ":role/gpu/", { hole: "${Any}" }, "-x"]);
  });

  test("a text about two resources points to none", () => {
    const two =
      "Resources:\n  A: {Type: AWS::S3::Bucket}\n  B: {Type: AWS::S3::Bucket, Properties: {X: !Sub '${A}${B}', Y: !Sub '${A}/${A}'}}";
    const b = resourcesIn(two)[1] as Resource;
    assert.equal(shown(value(at(b, "X"))), "unknown");
    assert.equal(shown(value(at(b, "Y"))), "unknown -> A");
  });

  test("Join, Split and Select", () => {
    assert.equal(compute("!Join ['-', [a, !Ref Name, 3]]"), 'default "a-gpu-3"');
    assert.equal(compute("!Join ['-', [a, !Ref AWS::NoValue, b]]"), 'computed "a-b"');
    assert.equal(compute("!Select [1, [a, b]]"), 'computed "b"');
    assert.equal(compute("!Select ['1', !Split [',', 'a,b,c']]"), 'computed "b"');
    assert.equal(compute("!Select [0, !Ref Any]"), "unknown");
    assert.equal(compute("!Select [7, [a]]"), "unknown");
    assert.deepEqual(partsOf(at(disk("Size: !Join ['/', [a, !Ref Any, b]]", parameters), "Size")), ["a/", { hole: "!Ref Any" }, "/b"]);
  });

  test("where an item may be missing, not even the stretches are certain", () => {
    assert.equal(partsOf(at(disk("Size: !Join ['/', [!If [C, a, !Ref AWS::NoValue], b]]"), "Size")), undefined);
    assert.equal(read("!Select [1, [!If [C, a, !Ref AWS::NoValue], b, c]]"), "unknown");
  });

  test("Base64 is read as the text that it encodes", () => {
    const resource = disk("UserData:\n  Fn::Base64: |\n    #!/bin/bash\n    torchrun --nproc-per-node 8 train.py");
    assert.ok(at(resource, "UserData").is((text) => String(text).endsWith("train.py\n") || String(text).endsWith("train.py")));
    assert.equal(compute("!Base64 {Fn::Sub: 'echo ${Name}'}"), 'default "echo gpu"');
  });

  test("inside of another text the encoding is a hole", () => {
    assert.equal(compute("!Join ['', ['data:', !Base64 abc]]"), "unknown");
  });

  test("what is made from zones, networks or JSON is not known", () => {
    for (const text of [
      "!GetAZs ''",
      "!Cidr [10.0.0.0/16, 2, 8]",
      "!Select [0, !GetAZs '']",
      "{Fn::ToJsonString: {a: b}}",
      "!Unheard x",
      "{Fn::Own: x}",
    ]) {
      assert.equal(compute(text), "unknown", text);
    }
  });

  test("text that would grow without end is not computed", () => {
    let text = "!Sub ['${a}${a}', {a: x}]";
    for (let i = 0; i < 60; i++) text = `!Sub ['\${a}\${a}', {a: ${text}}]`;
    assert.equal(read(text), "unknown");
  });
});

describe("C7: dynamic references", () => {
  test("are not known, and say what they are", () => {
    const place = at(disk('Password: "{{resolve:secretsmanager:db:SecretString:password}}"'), "Password");
    const hole = holeOf(value(place));
    assert.equal(hole?.kind, "cfn");
    assert.match(hole?.text ?? "", /resolve:secretsmanager/);
  });

  test("also inside of a Sub", () => {
    assert.equal(read("!Sub '{{resolve:ssm-secure:/db/1}}'"), "unknown");
    assert.match(
      holeOf(value(at(disk("Size: !Sub '{{resolve:secretsmanager:${Disk}::x}}'"), "Size")))?.text ?? "",
      /resolve:secretsmanager/,
    );
  });
});

describe("C8: facts of a resource", () => {
  const text = `Conditions: {C: !Equals [!Ref AWS::Region, x]}
Resources:
  Data:
    Type: AWS::S3::Bucket
    Condition: C
    DependsOn: [Key, Role]
    DeletionPolicy: Retain
`;

  test("are readable, and a conditional resource exists", () => {
    const attributes = cfnAttributes(only(text));
    assert.equal(attributes?.condition, "C");
    assert.deepEqual(attributes?.dependsOn, ["Key", "Role"]);
    assert.ok(attributes?.deletionPolicy.is("Retain"));
    assert.equal(attributes && textAt(attributes.deletionPolicy), "Retain");
    assert.ok(attributes?.updateReplacePolicy.isAbsent);
    assert.equal(attributes && textAt(attributes.updateReplacePolicy), "Data");
    assert.ok(attributes?.metadata.at("x").isAbsent);
  });
});

describe("C9: macros", () => {
  test("a Transform in a resource may add to it: what is not written is possible", () => {
    const resource = disk("Size: 1\nFn::Transform: {Name: AWS::Include}\nTags: [{Key: a}]");
    assert.ok(at(resource, "Size").is(1));
    assert.equal(shown(value(at(resource, "Encrypted"))), "maybe");
    assert.equal(shown(value(at(resource, "Tags", 0, "Value"))), "maybe");
    assert.equal(shown(value(at(disk("Ebs: {Fn::Transform: {Name: M}}"), "Encrypted"))), "maybe");
    assert.equal(shown(value(at(only("Resources: {A: {Type: AWS::S3::Bucket, Fn::Transform: {Name: M}}}"), "X"))), "maybe");
  });

  test("so does a macro on the template, but not SAM or the language extensions", () => {
    assert.equal(read("1\n      Tags: {}", "Transform: [Own]"), "known 1");
    const absent = (transform: string) => shown(value(at(disk("Size: 1", `Transform: ${transform}`), "Encrypted")));
    assert.equal(absent("Own::Macro"), "maybe");
    assert.equal(absent("[AWS::LanguageExtensions, {Name: AWS::Include}]"), "maybe");
    assert.equal(absent("[AWS::LanguageExtensions, AWS::Serverless-2016-10-31]"), "absent");
  });

  test("a loop is read once, with its name unknown", () => {
    const text = `Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Buckets:
    - Name
    - [A, B]
    - "Bucket\${Name}":
        Type: AWS::S3::Bucket
        Properties: {BucketName: !Ref Name, Versioned: true}
`;
    const resource = only(text);
    assert.deepEqual(resource.ref, { group: "cloudformation", kind: "AWS::S3::Bucket", ordinal: 0 });
    assert.equal(shown(value(at(resource, "BucketName"))), "unknown");
    assert.ok(at(resource, "Versioned").is(true));
    assert.equal(shown(value(at(disk("Fn::ForEach::X: [N, [a], {T: 1}]\nSize: 1"), "Encrypted"))), "maybe");
  });

  test("a function beside other keys says nothing", () => {
    assert.equal(read("{Fn::Sub: x, Other: y}"), "unknown");
  });
});

describe("C10, C11: what belongs to others", () => {
  test("a nested stack is a resource with its own properties", () => {
    const text =
      "Resources: {Net: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: net.yaml}}, B: {Type: AWS::S3::Bucket, Properties: {N: !GetAtt Net.Outputs.X}}}";
    const [net, bucket] = resourcesIn(text);
    assert.ok(at(net as Resource, "TemplateURL").is("net.yaml"));
    assert.equal(shown(value(at(bucket as Resource, "N"))), "unknown -> Net");
  });

  test("a module is opaque", () => {
    const text = "AWSTemplateFormatVersion: x\nResources: {M: {Type: Org::S3::Bucket::MODULE, Properties: {A: 1}}}";
    assert.equal(shown(value(at(only(text), "Encrypted"))), "unknown");
  });
});

describe("C12: booleans", () => {
  test("true, 'true' and True are equal", () => {
    for (const text of ["true", "'true'", "True", "'True'", "!Sub True"])
      assert.ok(at(disk(`Encrypted: ${text}`), "Encrypted").is(true), text);
  });
});
