// CloudFormation templates become resources: one test for each row of the rules of evaluation (C1 to C13).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isCloudFormation } from "../../engine/dialect/cloudformation/detect.ts";
import { cloudFormationResources } from "../../engine/dialect/cloudformation/resources.ts";
import { readFile } from "../../engine/dialect/read-file.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { holeOf } from "../../engine/model/value.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";

import { at, disk, only, parsedEntry, read, resourcesIn, shown, textAt, value } from "./cloudformation-template.ts";

describe("C1: what is a template", () => {
  const isTemplate = (text: string): boolean => isCloudFormation(parseYamlDocument(text).root);

  test("a resource of a type that only CloudFormation knows is enough", () => {
    assert.ok(isTemplate("Resources: {Bucket: {Type: AWS::S3::Bucket}}"));
    assert.ok(isTemplate("Resources:\n  Fn: {Type: AWS::Serverless::Function}"));
    assert.ok(isTemplate("Resources: {Own: {Type: Custom::Lookup}, Other: {Type: Mine::Own::Thing}}"));
  });

  test("so are a format version, and a SAM transform with resources", () => {
    assert.ok(isTemplate("AWSTemplateFormatVersion: '2010-09-09'\nParameters: {}"));
    assert.ok(isTemplate("Transform: AWS::Serverless-2016-10-31\nResources: {Own: {Type: Org::Own::Module}}"));
  });

  test("other documents with a key Resources are not", () => {
    assert.ok(!isTemplate("Resources: {cpu: 4}"));
    assert.ok(!isTemplate("Resources: [AWS::S3::Bucket]"));
    assert.ok(!isTemplate("- Type: AWS::S3::Bucket"));
    assert.ok(!isCloudFormation(undefined));
  });
});

describe("a resource", () => {
  const text = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Node:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        BlockDeviceMappings:
          - Ebs:
              Encrypted: false # for now
`;

  test("has the type as kind, the logical id as name and anchor, and property paths", () => {
    const resource = only(text);
    assert.deepEqual(resource.ref, { group: "cloudformation", kind: "AWS::EC2::LaunchTemplate", name: "Node" });
    assert.equal(resource.apiVersion, "cloudformation");
    assert.equal(textAt(at(resource, "LaunchTemplateName")), "Node");
    const encrypted = at(resource, "LaunchTemplateData", "BlockDeviceMappings", 0, "Ebs", "Encrypted");
    assert.ok(encrypted.is(false));
    assert.equal(textAt(encrypted), "false");
  });

  test("what is missing below a written property is reported at that property", () => {
    assert.equal(textAt(at(only(text), "LaunchTemplateData", "MetadataOptions", "HttpTokens")), "LaunchTemplateData");
  });

  test("without Properties everything is absent, and is reported at the logical id", () => {
    for (const end of ["", "    Properties:\n", "    Properties: {}\n"]) {
      const resource = only(`Resources:\n  Disk:\n    Type: AWS::EC2::Volume\n${end}`);
      const place = at(resource, "Encrypted");
      assert.ok(place.isAbsent, end);
      assert.equal(textAt(place), "Disk");
    }
  });

  test("Properties of the wrong kind say nothing", () => {
    assert.equal(shown(value(at(only("Resources:\n  Disk:\n    Type: AWS::EC2::Volume\n    Properties: [1]\n"), "Size"))), "unknown");
  });

  test("trees without functions are shared, not copied", () => {
    const reading = readFile("stack.yaml", text, false).documents[0];
    assert.ok(reading);
    const resource = cloudFormationResources(reading)[0] as Resource;
    const written = parsedEntry(reading.document.tree.root, "Resources", "Node", "Properties", "LaunchTemplateData");
    assert.equal(at(resource, "LaunchTemplateData").node, written);
  });

  test("JSON templates are read with the types of JSON", () => {
    const json = `{"Resources": {"Disk": {"Type": "AWS::EC2::Volume", "Properties": {"Encrypted": true, "Size": {"Ref": "Size"}}}},
      "Parameters": {"Size": {"Type": "Number", "Default": 100}}}`;
    const resource = only(json, "stack.json");
    assert.ok(at(resource, "Encrypted").is(true));
    assert.equal(shown(value(at(resource, "Size"))), "default 100");
    assert.equal(textAt(at(resource, "Size")), '{"Ref": "Size"}');
  });

  test("ids differ, also over documents of one file", () => {
    const two = resourcesIn(
      "Resources: {A: {Type: AWS::S3::Bucket}, B: {Type: AWS::S3::Bucket}}\n---\nResources: {A: {Type: AWS::S3::Bucket}}\n",
    );
    assert.equal(new Set(two.map(({ id }) => id)).size, 3);
  });
});

describe("C2: a parameter", () => {
  const withParameter = (body: string) => read("!Ref P", `Parameters:\n  P: {${body}}`);

  test("is its default, and says so", () => {
    assert.equal(withParameter("Type: String, Default: gp3"), 'default "gp3"');
    const place = at(disk("Encrypted: !Ref Encrypt", "Parameters:\n  Encrypt:\n    Type: String\n    Default: true"), "Encrypted");
    const one = value(place);
    assert.ok(place.is(true));
    assert.ok(one.is === "known" && one.provenance);
    assert.equal(one.provenance.name, "parameter Encrypt");
    const because = one.provenance.because;
    assert.equal(because?.document.source.text.slice(because.start, because.end), "true");
    assert.equal(textAt(place), "!Ref Encrypt");
  });

  test("is a number or a list where its type says so", () => {
    assert.equal(withParameter("Type: Number, Default: '8'"), "default 8");
    const resource = disk("Zones: !Ref P", 'Parameters:\n  P: {Type: CommaDelimitedList, Default: "a, b"}');
    assert.deepEqual(
      at(resource, "Zones").items.map((item) => shown(value(item))),
      ['default "a"', 'default "b"'],
    );
  });

  test("an empty default is an empty text, not nothing", () => {
    assert.equal(withParameter('Type: String, Default: ""'), 'default ""');
  });

  test("without a default, secret, or looked up in the account it is not known", () => {
    assert.equal(withParameter("Type: String"), "unknown");
    assert.equal(withParameter("Type: String, Default: x, NoEcho: true"), "unknown");
    assert.equal(withParameter("Type: 'AWS::SSM::Parameter::Value<String>', Default: /ami"), "unknown");
    assert.equal(withParameter("Type: 'List<AWS::EC2::Subnet::Id>', Default: subnet-1"), "unknown");
    assert.equal(withParameter("Type: AWS::EC2::Image::Id, Default: ami-1"), "unknown");
    assert.equal(withParameter("Type: String, Default: {Ref: Q}"), "unknown");
  });

  test("no hole of the template is called by another name", () => {
    const hole = holeOf(value(at(disk("Size: !Ref Unheard"), "Size")));
    assert.deepEqual(hole, { kind: "cfn", text: "!Ref Unheard" });
  });
});

describe("C3: references", () => {
  test("to a resource are not known, but point to it", () => {
    assert.equal(read("!Ref Disk"), "unknown -> Disk");
    assert.equal(read("!GetAtt Disk.VolumeId"), "unknown -> Disk");
    assert.equal(read("{Fn::GetAtt: [Disk, VolumeId]}"), "unknown -> Disk");
    assert.equal(read("!Sub '${Disk}'"), "unknown -> Disk");
    assert.equal(read("!Sub 'arn:${Disk.Arn}'"), "unknown -> Disk");
    assert.equal(read("!GetAtt Unheard.Arn"), "unknown");
  });

  test("pseudo parameters are not known, NoValue is absent", () => {
    assert.equal(read("!Ref AWS::Region"), "unknown");
    assert.equal(read("!Ref AWS::NoValue"), "absent");
    assert.equal(read("{Ref: AWS::NoValue}"), "absent");
  });

  test("the partition of an ARN is aws", () => {
    assert.equal(
      read("!Sub 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess'"),
      'computed "arn:aws:iam::aws:policy/AdministratorAccess"',
    );
    assert.equal(read("!Join ['', ['arn:', !Ref AWS::Partition, ':s3:::*']]"), 'computed "arn:aws:s3:::*"');
    assert.equal(read("!Sub '${AWS::Partition}'"), "unknown");
  });

  test("an imported value is not known", () => {
    assert.equal(read("!ImportValue network-Subnet"), "unknown");
  });
});

describe("C4: Fn::If", () => {
  const conditions = `Parameters: {Env: {Type: String, Default: prod}}
Conditions:
  Never: !Equals [a, b]
  Always: {Fn::Not: [{Condition: Never}]}
  IsProd: !Equals [!Ref Env, prod]
  Circle: !Not [!Condition Circle]`;
  const choose = (text: string) => read(text, conditions);

  test("takes its branch only where literals decide", () => {
    assert.equal(choose("!If [Never, 1, 2]"), "computed 2");
    assert.equal(choose("!If [Always, 1, 2]"), "computed 1");
    assert.equal(choose("{Fn::If: [Never, x, {Ref: AWS::NoValue}]}"), "absent");
  });

  test("a parameter's default decides nothing: both branches stay", () => {
    assert.equal(choose("!If [IsProd, 1, 2]"), "choice known 1 | known 2");
    assert.equal(choose("!If [IsProd, 1, !If [Circle, 2, 3]]"), "choice known 1 | known 2 | known 3");
  });

  test("equal branches are one value", () => {
    assert.equal(choose("!If [IsProd, true, 'true']"), "computed true");
  });

  test("one unknown branch makes it unknown, NoValue makes it possible", () => {
    assert.equal(choose("!If [IsProd, 1, !Ref Unheard]"), "unknown");
    assert.equal(choose("!If [IsProd, 1, !Ref AWS::NoValue]"), "maybe");
    assert.equal(choose("!If [IsProd, !Ref AWS::NoValue, !Ref Unheard]"), "maybe");
    assert.equal(choose("!If [Unheard, 1, 2]"), "choice known 1 | known 2");
  });

  test("maps are a choice of maps: what holds in both is certain", () => {
    const resource = disk("Ebs: !If [IsProd, {Encrypted: true, Iops: 1}, {Encrypted: true}]", conditions);
    assert.ok(at(resource, "Ebs", "Encrypted").is(true));
    assert.equal(shown(value(at(resource, "Ebs", "Iops"))), "choice known 1 | absent");
    assert.ok(!at(resource, "Ebs", "Iops").isAbsent);
  });

  test("an item that may be missing leaves its list open", () => {
    const resource = disk("Zones: [a, !If [IsProd, b, !Ref AWS::NoValue]]", conditions);
    assert.ok(at(resource, "Zones").isOpen);
    assert.equal(at(resource, "Zones", 0).is("a"), true);
  });

  test("a circle of conditions and a chain without end decide nothing", () => {
    assert.equal(choose("!If [Circle, 1, 2]"), "choice known 1 | known 2");
    const chain = Array.from({ length: 20_000 }, (_, i) => `  C${i}: !Not [!Condition C${i + 1}]`).join("\n");
    assert.equal(read("!If [C0, 1, 2]", `Conditions:\n${chain}`), "choice known 1 | known 2");
  });
});

describe("C5: Fn::FindInMap", () => {
  const mappings = `Parameters: {Env: {Type: String, Default: prod}, Any: {Type: String}}
Mappings:
  Size: {prod: {disk: 100, zones: [a, b]}, test: {disk: 10}}
  Partition: {aws: {EKS: eks.amazonaws.com}, aws-cn: {EKS: eks.amazonaws.com}}
  Region: {us-east-1: {Type: p4d, Arch: x86}, eu-west-1: {Type: p5, Arch: x86}}`;
  const find = (text: string) => read(text, mappings);

  test("literal keys give the value, and the mapping as its reason", () => {
    const place = at(disk("Size: !FindInMap [Size, test, disk]", mappings), "Size");
    const one = value(place);
    assert.equal(shown(one), "computed 10");
    const because = one.is === "known" ? one.provenance?.because : undefined;
    assert.equal(because?.document.source.text.slice(because.start, because.end), "10");
    assert.equal(find("{Fn::FindInMap: [Size, prod, zones]}"), "computed list");
  });

  test("a key that is a default gives a value that is a default", () => {
    assert.equal(find("!FindInMap [Size, !Ref Env, disk]"), "default 100");
  });

  test("by region it is known where every region says the same", () => {
    assert.equal(find("!FindInMap [Region, !Ref AWS::Region, Arch]"), 'computed "x86"');
    assert.equal(find("!FindInMap [Partition, !Ref AWS::Partition, EKS]"), 'computed "eks.amazonaws.com"');
    assert.equal(find("!FindInMap [Region, !Ref AWS::Region, Type]"), "unknown");
    assert.equal(find("!FindInMap [Region, {Ref: AWS::Region}, Nothing]"), "unknown");
  });

  test("otherwise it is not known", () => {
    assert.equal(find("!FindInMap [Size, !Ref Any, disk]"), "unknown");
    assert.equal(find("!FindInMap [Size, dev, disk]"), "unknown");
    assert.equal(find("!FindInMap [Unheard, prod, disk]"), "unknown");
    assert.equal(read("!FindInMap [M, a, b]", "Mappings: {M: {a: {b: !FindInMap [M, a, b]}}}"), "unknown");
  });
});
