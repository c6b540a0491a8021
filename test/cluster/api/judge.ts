// What the API server says of each finding of a case: the object of the finding has to be refused with a message about that field, and
// the repaired one to be accepted. Where the server takes the object, the pod that its template describes is asked about.
import type { Refusal } from "../client.ts";
import { type Candidate, hash, placeOf, podOf } from "./candidates.ts";
import { plainPath, podAround, type Step } from "./manifests.ts";
import type { ApiServer, Manifest } from "./server.ts";

type Via = "object" | "pod";

export interface Judged {
  readonly rule: string;
  readonly variant: string;
  /** "rules/gpu/limit-missing.md: On a pod" */
  readonly case: string;
  readonly kind: string;
  readonly at: string;
  /** unclear: refused, but not for what the finding says. unasked: nothing that this server could be asked. */
  readonly is: "refused" | "accepted" | "unclear" | "unasked";
  readonly via: Via;
  /** Of what was sent. */
  readonly hash: string;
  /** What the server said, or why it was not asked. */
  readonly says: string;
}

type Answer = Pick<Judged, "is" | "via" | "hash" | "says">;

export async function judge(server: ApiServer, candidate: Candidate): Promise<Judged> {
  const { finding } = candidate;
  const { rule, variant, ref } = finding;
  return { rule, variant, case: candidate.case, kind: ref.kind, at: placeOf(finding), ...(await answerTo(server, candidate)) };
}

async function answerTo(server: ApiServer, { finding, before, after, object, twin, word }: Candidate): Promise<Answer> {
  const unasked = (says: string): Answer => ({ is: "unasked", via: "object", hash: "", says });
  if (finding.builds) return unasked("it is found in a build, not in a file");
  if (!object) return unasked("it is no object of Kubernetes by itself");
  if (object.hasEqualKeys) return unasked("kubectl takes one of two equal keys away before the server sees them");
  const path = plainPath(object.document, finding.address.path);
  const ask = async (via: Via, wrong: Manifest, right: Manifest | undefined, field: readonly Step[]): Promise<Answer> => {
    const outcome = await server.ask(wrong, [...before.values()].flat());
    if (outcome.is === "unknown") return unasked(outcome.why);
    const answer = { via, hash: hash(wrong.text) };
    if (outcome.is === "accepted") return { ...answer, is: "accepted", says: "" };
    const mends = right && (await server.ask(right, [...(after ?? before).values()].flat()));
    if (mends?.is === "refused")
      return { ...answer, is: "unclear", says: `the repaired ${via} is refused too: ${sentenceOf(mends.refusal)}` };
    const says = reasonFor(outcome.refusal, field, word, mends !== undefined);
    // A number without its quotes, a name with other letters: only rules about schemas mean that, and a repair may mend it by chance.
    const isForm = says !== undefined && FORM.test(says) && !finding.rule.startsWith("schema/");
    return says === undefined || isForm
      ? { ...answer, is: "unclear", says: `refused for something else: ${sentenceOf(outcome.refusal)}` }
      : { ...answer, is: "refused", says };
  };
  const answer = await ask("object", object, twin, path);
  const pod = podOf(object, path);
  if (!pod || answer.is === "refused") return answer;
  return ask("pod", pod, twin && podAround(twin, path), [...pod.within, ...path.slice(pod.at.length)]);
}

const FORM = /must be of type |should match '|cannot unmarshal /;
const LONGEST = 300;

const sentenceOf = ({ message, causes }: Refusal): string =>
  shortened(causes.length === 0 ? message : causes.map((one) => `${one.field}: ${one.message}`).join("; "));

const shortened = (text: string): string => text.replace(/\s+/g, " ").slice(0, LONGEST);

/**
 * The part of a refusal that is about a field: about the field itself or what stands in it. Where the refusal goes away with the repair
 * it may also speak of what is around the field, or of its neighbours up to two steps away ("limits" where "requests" is pointed at);
 * without a repair such a refusal has to name the field, or what is written there.
 */
function reasonFor(refusal: Refusal, path: readonly Step[], word: string, isMended: boolean): string | undefined {
  const last = path.findLastIndex((step) => typeof step === "string");
  /** Whether a message says what is written there, or the field, or one that leads to it from where the message is about. */
  const names = (message: string, from: number) =>
    [word, ...path.slice(Math.min(from, last)).map(String)].some((one) => one.length > 2 && message.includes(one));
  const isAbout = (field: readonly string[], message: string) => {
    let common = 0;
    while (common < field.length && common < path.length && field[common] === String(path[common])) common++;
    if (common === path.length && common > 0) return true;
    const isNear = common === field.length || (common > 0 && field.length - common <= 2 && path.length - common <= 2);
    return isNear && (isMended || names(message, common));
  };
  const cause = refusal.causes.find(({ field, message }) => isAbout(stepsOf(field), message));
  if (cause) return shortened(`${cause.field}: ${cause.message}`);
  return isMended || (refusal.causes.length === 0 && names(refusal.message, path.length)) ? sentenceOf(refusal) : undefined;
}

/** `spec.containers[0].resources.limits[nvidia.com/gpu]` */
const stepsOf = (field: string): readonly string[] =>
  [...field.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([step, bracketed]) => bracketed ?? step);
