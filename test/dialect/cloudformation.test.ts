// CloudFormation templates become resources: one test for each row of the rules of evaluation (C1 to C13).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cfnAttributes } from "../../engine/dialect/cloudformation/attributes.ts";
import { isCloudFormation } from "../../engine/dialect/cloudformation/detect.ts";
import { cloudFormationResources } from "../../engine/dialect/cloudformation/resources.ts";
import { readFile } from "../../engine/dialect/read-file.ts";
import type { Step } from "../../engine/model/address.ts";
import { originOf } from "../../engine/model/origin.ts";
import { Place, Reading } from "../../engine/model/place.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { holeOf, type Value } from "../../engine/model/value.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { toOutermost } from "../../engine/text/source.ts";

const resourcesIn = (text: string, path = "stack.yaml"): Resource[] =>
  readFile(path, text, false).documents.flatMap((one) => (one.class === "cloudformation" ? cloudFormationResources(one) : []));

/** A template whose only resource is `Disk`; `properties` are lines of its Properties. */
function disk(properties: string, rest = ""): Resource {
  const lines = properties
    .split("\n")
    .map((line) => `      ${line}`)
    .join("\n");
  return only(`${rest}\nResources:\n  Disk:\n    Type: AWS::EC2::Volume\n    Properties:\n${lines}\n`);
}

function only(text: string, path?: string): Resource {
  const resources = resourcesIn(text, path);
  assert.equal(resources.length, 1);
  return resources[0] as Resource;
}

const at = (resource: Resource, ...path: Step[]): Place => Place.root(resource).at(...path);
const value = (place: Place): Value => Reading.value(place);
const textAt = (place: Place): string => {
  const { document, start, end } = originOf(place);
  return document.source.text.slice(document.start + start, document.start + end);
};
/** "known default vol-1", "unknown", "choice …": a value in one line. */
function shown(one: Value): string {
  if (one.is === "choice") return `choice ${one.values.map(shown).join(" | ")}`;
  if (one.is === "unknown") return one.pointsTo ? `unknown -> ${one.pointsTo}` : "unknown";
  if (one.is !== "known") return one.is;
  const from = one.provenance?.from;
  const text = one.value !== null && typeof one.value === "object" ? one.value.kind : JSON.stringify(one.value);
  return from ? `${from} ${text}` : `known ${text}`;
}
const read = (properties: string, rest = ""): string => shown(value(at(disk(`Size: ${properties}`, rest), "Size")));
const partsOf = (place: Place): unknown => {
  const one = value(place);
  return one.is === "unknown" ? one.parts?.map((part) => (typeof part === "string" ? part : { hole: part.text })) : undefined;
};

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

  test("a text of a hundred thousand parts, or Globals of thousands of values, take no time", () => {
    const parts = "${P}${x}".repeat(100_000);
    const globals = Array.from({ length: 3000 }, (_, i) => `    V${i}: 1\n`).join("");
    const functions = Array.from({ length: 3000 }, (_, i) => `  F${i}: {Type: AWS::Serverless::Function}\n`).join("");
    const before = performance.now();
    assert.equal(read(`!Sub "${parts}"`, "Parameters: {P: {Type: String, Default: x}}"), "unknown");
    const sam = resourcesIn(`Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n${globals}Resources:\n${functions}`);
    assert.equal(shown(value(at(sam[2999] as Resource, "V1"))), "maybe");
    assert.ok(performance.now() - before < 10_000);
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

function parsedEntry(root: unknown, ...path: string[]): unknown {
  let node = root as { entries: { key: { text: string }; value: unknown }[] };
  for (const step of path) node = node.entries.find(({ key }) => key.text === step)?.value as typeof node;
  return node;
}
