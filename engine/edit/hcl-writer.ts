import type { Writer } from "../model/operation.ts";
export const hclWriter: Writer = { refuses: () => "not yet", lower: () => ({ refused: "not yet" }) };
