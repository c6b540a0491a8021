// `drydock/rules`: what a client needs to name, group and explain rules.
import { docs } from "../../rules/docs.ts";
import { rules as all } from "../../rules/index.ts";
import { docsUri } from "../docs.ts";
import type { RuleFacts } from "../protocol.ts";
import { firstSentence } from "../rule-words.ts";

export function rules(): RuleFacts[] {
  return all.map(({ id, practice }) => {
    const page = docsUri(id);
    return { id, what: firstSentence(docs[id]?.what ?? ""), practice, ...(page === undefined ? {} : { page }) };
  });
}
