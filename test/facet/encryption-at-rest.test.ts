// What is made from something else (a snapshot, a source, a global cluster) takes its encryption from there: no switch is asked for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rule } from "../../rules/encryption/at-rest-disabled.ts";
import { projectOf } from "../harness/project.ts";

const findingsIn = (files: Readonly<Record<string, string>>) => projectOf(files, { rules: [rule] }).report().findings.length;
const terraform = (type: string, line: string) => findingsIn({ "main.tf": `resource "${type}" "a" {\n  engine = "mysql"\n${line}}\n` });
const template = (type: string, line: string) =>
  findingsIn({
    "stack.yaml": `AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  A:\n    Type: ${type}\n    Properties:\n      Engine: mysql\n${line}`,
  });

const TERRAFORM: Readonly<Record<string, readonly string[]>> = {
  aws_db_instance: [
    'snapshot_identifier = "s"',
    'replicate_source_db = "s"',
    'restore_to_point_in_time {\n    source_db_instance_identifier = "s"\n  }',
  ],
  aws_rds_cluster: [
    'snapshot_identifier = "s"',
    'replication_source_identifier = "s"',
    'global_cluster_identifier = "s"',
    'restore_to_point_in_time {\n    source_cluster_identifier = "s"\n  }',
  ],
  aws_elasticache_replication_group: ['snapshot_name = "s"', 'snapshot_arns = ["s"]', 'global_replication_group_id = "s"'],
};
const CLOUDFORMATION: Readonly<Record<string, readonly string[]>> = {
  "AWS::RDS::DBInstance": [
    "DBSnapshotIdentifier: s",
    "DBClusterIdentifier: s",
    "SourceDBInstanceIdentifier: s",
    "SourceDbiResourceId: s",
    "SourceDBInstanceAutomatedBackupsArn: s",
    "SourceDBClusterIdentifier: s",
  ],
  "AWS::RDS::DBCluster": [
    "SnapshotIdentifier: s",
    "ReplicationSourceIdentifier: s",
    "SourceDBClusterIdentifier: s",
    "GlobalClusterIdentifier: s",
  ],
  "AWS::ElastiCache::ReplicationGroup": ["SnapshotName: s", "SnapshotArns: [s]", "GlobalReplicationGroupId: s"],
};

for (const [type, sources] of Object.entries(TERRAFORM))
  test(`${type}: a new one needs the switch, one that is made from another does not`, () => {
    assert.equal(terraform(type, ""), 1);
    for (const source of sources) assert.equal(terraform(type, `  ${source}\n`), 0, source);
  });

for (const [type, sources] of Object.entries(CLOUDFORMATION))
  test(`${type}: a new one needs the switch, one that is made from another does not`, () => {
    assert.equal(template(type, ""), 1);
    for (const source of sources) assert.equal(template(type, `      ${source}\n`), 0, source);
  });
