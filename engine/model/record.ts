// What the index keeps of a resource once its tree is gone: a few hundred bytes. Everything here is plain data.

import type { Span } from "../text/source.ts";
import type { DocumentClass, ResourceRef } from "./resource.ts";

export interface ResourceRecord {
  /** `Resource.id`. */
  readonly id: string;
  /** The file in which the object is written. */
  readonly path: string;
  readonly class: DocumentClass;
  readonly apiVersion: string;
  readonly ref: ResourceRef;
  /** The name as written, where a build changed it. */
  readonly written?: string;
  /** The build that the resource belongs to. */
  readonly unit?: string;
  /** Known labels and annotations that other resources select by. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The role that a binding gives, as "ClusterRole/edit". */
  readonly grants?: string;
  /** The ServiceAccounts that its pods run as ("default" where they name none). */
  readonly accounts?: readonly string[];
  /** Labels of its pods, as "app=llm", as far as they are known. */
  readonly podLabels?: readonly string[];
  /** What an autoscaler scales, as "Deployment.apps/llm". */
  readonly scales?: string;
  /** What runs, for portraits and sums; absent where the object runs nothing. */
  readonly workload?: WorkloadSummary;
  /** The span of the anchor in the outermost text of `path`. It moves with every edit above it and is no part of equality. */
  readonly anchor: Span;
}

export interface WorkloadSummary {
  /** One part a pod template: "3 workers × 8". */
  readonly parts: readonly WorkloadPart[];
  /** Accelerators in all by resource name: a lower bound where `exact` is false. */
  readonly accelerators: readonly { readonly resource: string; readonly count: number; readonly exact: boolean }[];
}

export interface WorkloadPart {
  /** "master", "workers", "pod". */
  readonly component: string;
  /** undefined: not known. */
  readonly pods?: number;
  readonly perPod: readonly { readonly resource: string; readonly count?: number }[];
}

/**
 * What makes two records equal for whoever looks at them from another object: not their position, nor the id, which counts the objects
 * before it in its file, nor what only portraits show.
 */
export const recordKey = ({ anchor: _, id: _id, workload: _workload, ...rest }: ResourceRecord): string => JSON.stringify(rest);

/** The record of an object that only moved, by so many characters, and may be another one in its file now. */
export const movedRecord = (record: ResourceRecord, id: string, by: number): ResourceRecord =>
  by === 0 && record.id === id ? record : { ...record, id, anchor: { start: record.anchor.start + by, end: record.anchor.end + by } };

/** Whether two records certainly differ in nothing but their position, without looking deep. */
export const isMoved = (a: ResourceRecord, b: ResourceRecord): boolean =>
  a === b ||
  (a.id === b.id &&
    a.ref === b.ref &&
    a.labels === b.labels &&
    a.accounts === b.accounts &&
    a.grants === b.grants &&
    a.podLabels === b.podLabels &&
    a.scales === b.scales &&
    a.apiVersion === b.apiVersion);
