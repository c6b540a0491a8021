// What is known of a file besides its resources: its problems, its suppressions, what its documents are.
import type { FileReading } from "../dialect/read-file.ts";
import { unreadTerraform } from "../dialect/terraform/module.ts";
import { detached } from "../model/detached.ts";
import type { Source, Span } from "../text/source.ts";
import type { FileState } from "./assemble.ts";
import type { FileProblem } from "./finding.ts";
import { locationIn } from "./locate.ts";
import { readSuppressions } from "./suppression.ts";
import type { FileFailure } from "./workspace.ts";

export const stateOf = (path: string, reading: FileReading | FileFailure): FileState =>
  "problem" in reading ? failedFile(path, reading) : fileState(reading);

function failedFile(path: string, failure: FileFailure): FileState {
  const span = failure.offset === undefined ? {} : { span: { start: failure.offset, end: failure.offset } };
  return {
    problems: [{ kind: failure.kind, file: path, ...span, message: `The file ${failure.problem}.` }],
    suppressions: [],
    slips: [],
    classes: [],
  };
}

/** Classes of which a document makes a file ours, so that a broken neighbour is worth a word. */
const OURS = new Set(["kubernetes", "kustomization", "kustomize-patch", "cloudformation", "terraform", "crd", "kfp-ir"]);

function fileState({ source, documents, isTemplate }: FileReading): FileState {
  const classes = isTemplate ? (["helm-template"] as const) : documents.map((one) => one.class);
  const problems = classes.some((one) => OURS.has(one))
    ? documents.flatMap(({ document, class: documentClass }) =>
        documentClass === "helm-template" ? [] : document.tree.problems.map((problem) => toFileProblem(source, document.start, problem)),
      )
    : [];
  const unread = unreadTerraform(source.path);
  const limits = unread === undefined ? [] : [{ kind: "limit" as const, file: source.path, message: unread }];
  const { suppressions, slips } = readSuppressions(source, documents);
  if (problems.length + limits.length + suppressions.length + slips.length === 0) return plainState(classes);
  return detached({ problems: [...problems, ...limits], suppressions, slips, classes });
}

/** Most files have nothing to tell but their classes, and those of many are the same. */
function plainState(classes: FileState["classes"]): FileState {
  const key = classes.join();
  const known = plain.get(key);
  if (known) return known;
  if (plain.size >= MOST_PLAIN) plain.clear();
  const state = { problems: [], suppressions: [], slips: [], classes };
  plain.set(key, state);
  return state;
}

const plain = new Map<string, FileState>();
const MOST_PLAIN = 200;

function toFileProblem(
  source: Source,
  base: number,
  problem: { readonly kind: "syntax" | "limit"; readonly message: string; readonly span: Span },
): FileProblem {
  const { file, span, range } = locationIn(source, { start: base + problem.span.start, end: base + problem.span.end });
  return { kind: problem.kind, file, span, range, message: problem.message };
}
