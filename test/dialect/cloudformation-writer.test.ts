// Fixes in CloudFormation templates: what is written is changed where it is written, what a function gives is refused with a reason.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cfnAttributes } from "../../engine/dialect/cloudformation/attributes.ts";
import { cloudFormationResources } from "../../engine/dialect/cloudformation/resources.ts";
import { readFile } from "../../engine/dialect/read-file.ts";
import type { Address, Path } from "../../engine/model/address.ts";
import type { Json, Operation } from "../../engine/model/operation.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { editInParent } from "../../engine/text/source.ts";

const resourcesIn = (text: string, path: string): Resource[] =>
  readFile(path, text, false).documents.flatMap((one) => (one.class === "cloudformation" ? cloudFormationResources(one) : []));

const address = (resource: Resource, ...path: Path): Address => ({ resource: resource.id, path, part: "value" });

/** The text after the operations, or the reason for which one is refused. */
function after(
  text: string,
  operations: (resource: Resource) => readonly Operation[],
  { path = "stack.yaml", name = "Disk" } = {},
): string {
  const resource = resourcesIn(text, path).find(({ ref }) => ref.name === name || ref.name === undefined);
  assert.ok(resource);
  return write(resource, text, operations(resource));
}

function write(resource: Resource, text: string, wanted: readonly Operation[]): string {
  const { writer } = resource.dialect;
  for (const operation of wanted) {
    const reason = writer.refuses(resource, operation);
    if (reason !== undefined) return `refused: ${reason}`;
  }
  const lowered = writer.lower(resource, wanted);
  if ("refused" in lowered) return `refused: ${lowered.refused}`;
  const edits = lowered
    .map(({ source, edit }) => editInParent(source, edit) ?? assert.fail("not editable"))
    .sort((a, b) => b.start - a.start);
  return edits.reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}

const set =
  (value: Json, ...path: Path) =>
  (resource: Resource): Operation[] => [{ op: "set", at: address(resource, ...path), value }];

const DISK = `Parameters:
  Encrypt: {Type: String, Default: false}
Resources:
  # The scratch disk.
  Disk:
    Type: AWS::EC2::Volume # gp3
    Properties:
      Size: 100 # GiB
      Encrypted: !Ref Encrypt
      Kms: !If [C, a, b]
      Key: !GetAtt Key.Arn
      Tags:
        - Key: !Sub x
          Value: y
  Key:
    Type: AWS::KMS::Key
`;

describe("a written value", () => {
  test("is changed in its place", () => {
    assert.equal(after(DISK, set(200, "Size")), DISK.replace("Size: 100 #", "Size: 200 #"));
    assert.equal(after(DISK, set("z", "Tags", 0, "Value")), DISK.replace("Value: y", "Value: z"));
  });

  test("a missing one is added to the properties", () => {
    assert.equal(
      after(DISK, set(true, "MultiAttachEnabled")),
      DISK.replace("          Value: y\n", "          Value: y\n      MultiAttachEnabled: true\n"),
    );
  });

  test("can be removed, also where a function gives it", () => {
    assert.equal(
      after(DISK, (disk) => [{ op: "unset", at: address(disk, "Key") }]),
      DISK.replace("      Key: !GetAtt Key.Arn\n", ""),
    );
  });

  test("a function can be copied as it is written", () => {
    assert.equal(
      after(DISK, (disk) => [{ op: "copy", from: address(disk, "Key"), at: address(disk, "KmsKeyId") }]),
      DISK.replace("          Value: y\n", "          Value: y\n      KmsKeyId: !GetAtt Key.Arn\n"),
    );
  });

  test("in JSON too", () => {
    const json =
      '{\n  "Resources": {\n    "Disk": {\n      "Type": "AWS::EC2::Volume",\n      "Properties": {\n        "Encrypted": false\n      }\n    }\n  }\n}\n';
    assert.equal(after(json, set(true, "Encrypted"), { path: "stack.json" }), json.replace("false", "true"));
    assert.equal(
      after(json, set(1, "Size"), { path: "stack.json" }),
      json.replace('"Encrypted": false', '"Encrypted": false,\n        "Size": 1'),
    );
  });
});

describe("without Properties", () => {
  const bare = "Resources:\n  Disk:\n    Type: AWS::EC2::Volume\n  Other:\n    Type: AWS::KMS::Key\n";

  test("a fix creates them, once for all of its operations", () => {
    const both = (disk: Resource) => [...set(true, "Encrypted")(disk), ...set("gp3", "VolumeType")(disk)];
    const expected = bare.replace("Volume\n", "Volume\n    Properties:\n      Encrypted: true\n      VolumeType: gp3\n");
    assert.equal(after(bare, both), expected);
  });

  test("also where they are written without a value", () => {
    const empty = bare.replace("Volume\n", "Volume\n    Properties:\n");
    assert.equal(after(empty, set(true, "Encrypted")), bare.replace("Volume\n", "Volume\n    Properties:\n      Encrypted: true\n"));
  });
});

describe("what a function gives", () => {
  test("a parameter's default: the parameter is named", () => {
    assert.equal(
      after(DISK, set(true, "Encrypted")),
      "refused: Encrypted comes from parameter Encrypt; change its default or the argument",
    );
  });

  test("a condition, a resource, a computed text", () => {
    assert.equal(after(DISK, set("c", "Kms")), "refused: Kms is given by !If C; change that");
    assert.equal(after(DISK, set("c", "Key")), "refused: Key is given by !GetAtt Key.Arn; change that");
    assert.equal(after(DISK, set("c", "Tags", 0, "Key")), "refused: Key comes from !Sub; change it there");
    assert.equal(after(DISK, set("c", "Kms", "Deeper")), "refused: Kms is given by !If C; change that");
  });

  test("Globals of a SAM template", () => {
    const sam = `Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 3, Layers: [a]}}
Resources:
  Disk:
    Type: AWS::Serverless::Function
    Properties:
      Layers: [b]
`;
    assert.equal(after(sam, set(9, "Timeout")), "refused: Timeout comes from Globals.Function; change it there");
    assert.match(after(sam, set("c", "Layers", 1)), /^refused: Layers comes from Globals/);
    assert.equal(after(sam, set(512, "MemorySize")), sam.replace("[b]\n", "[b]\n      MemorySize: 512\n"));
  });

  test("an alias", () => {
    const text = "Base: &base {Size: 1}\nResources:\n  Disk:\n    Type: AWS::EC2::Volume\n    Properties: *base\n";
    assert.match(after(text, set(2, "Size")), /^refused: .*alias/);
  });

  test("a list from which AWS::NoValue fell out has other positions than its text", () => {
    const text = DISK.replace("        - Key: !Sub x\n", "        - !Ref AWS::NoValue\n        - Key: k\n");
    assert.match(after(text, set("z", "Tags", 0, "Value")), /^refused: Tags comes from a list with AWS::NoValue/);
  });
});

describe("what belongs to somebody else", () => {
  test("a loop and a generated template are not edited", () => {
    const loop = "Resources:\n  Fn::ForEach::Disks:\n    - N\n    - [a]\n    - Disk${N}: {Type: AWS::EC2::Volume, Properties: {Size: 1}}\n";
    assert.match(after(loop, set(2, "Size")), /^refused: the resource is made in a loop/);
    assert.match(after(DISK, set(200, "Size"), { path: "app/cdk.out/stack.yaml" }), /^refused: the template is generated/);
    const cdk = DISK.replace("    Type: AWS::KMS::Key\n", "    Type: AWS::KMS::Key\n    Metadata: {aws:cdk:path: App/Key}\n");
    assert.match(after(cdk, set(200, "Size")), /^refused: the template is generated/);
  });
});

describe("a new resource", () => {
  const added: Json = { DiskKey: { Type: "AWS::KMS::Key", Properties: { EnableKeyRotation: true } } };
  const add =
    (object: Json) =>
    (disk: Resource): Operation[] => [{ op: "addResource", at: address(disk), object }];

  test("joins the resources of the template", () => {
    assert.equal(after(DISK, add(added)), `${DISK}  DiskKey:\n    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: true\n`);
  });

  test("needs one name that is free", () => {
    assert.equal(after(DISK, add({ Key: { Type: "AWS::KMS::Key" } })), "refused: the template has a resource Key already");
    assert.match(after(DISK, add({})), /^refused: a new resource needs exactly one logical id/);
  });
});

describe("attributes", () => {
  test("are written beside Properties", () => {
    const [disk] = resourcesIn(DISK, "stack.yaml") as [Resource];
    const policy = cfnAttributes(disk)?.deletionPolicy;
    assert.ok(policy);
    const expected = DISK.replace("          Value: y\n", "          Value: y\n    DeletionPolicy: Retain\n");
    assert.equal(write(policy.owner, DISK, [{ op: "set", at: policy.address, value: "Retain" }]), expected);
  });
});

describe("JSON in a text", () => {
  const text = `Resources:
  Disk:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: !Sub |
        {
          "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "\${Disk}"}
          ]
        }
      Path: /
`;

  test("is changed inside of the text, together with what stands outside", () => {
    const both = (disk: Resource) => [...set("s3:*", "PolicyDocument", "Statement", 0, "Action")(disk), ...set("/ml/", "Path")(disk)];
    assert.equal(after(text, both), text.replace('"*"', '"s3:*"').replace("Path: /", "Path: /ml/"));
  });

  test("a missing key is added there", () => {
    assert.equal(after(text, set("a", "PolicyDocument", "Statement", 0, "Sid")), text.replace('Disk}"}', 'Disk}", "Sid": "a"}'));
    assert.equal(
      after(text, set("2012-10-17", "PolicyDocument", "Version")),
      text.replace("          ]\n", '          ],\n          "Version": "2012-10-17"\n'),
    );
  });

  test("what is filled in is refused", () => {
    assert.match(after(text, set("a", "PolicyDocument", "Statement", 0, "Resource")), /^refused: Resource is given by !Sub/);
  });

  test("the whole text can be removed", () => {
    const without = text.replace(/ {6}PolicyDocument[\s\S]*?(?= {6}Path)/, "");
    assert.equal(
      after(text, (disk) => [{ op: "unset", at: address(disk, "PolicyDocument") }]),
      without,
    );
  });
});

describe("a word of a script", () => {
  test("is replaced inside of Fn::Base64", () => {
    const script =
      "Resources:\n  Disk:\n    Type: AWS::EC2::Instance\n    Properties:\n      UserData:\n        Fn::Base64: |\n          torchrun --nnodes 2\n";
    const word = (disk: Resource): Operation[] => [
      { op: "set", at: { ...address(disk, "UserData"), part: { word: 2, start: 18, end: 19 } }, value: "4" },
    ];
    assert.equal(after(script, word), script.replace("--nnodes 2", "--nnodes 4"));
    const tagged = script.replace("\n        Fn::Base64: |", " !Base64 |");
    assert.equal(after(tagged, word), tagged.replace("--nnodes 2", "--nnodes 4"));
  });
});
