// JSON that is safe to look at in a terminal and in the log of a build: what could steer one is written as \uXXXX, which means the same
// to a reader of JSON.
import { escaped, withoutCommands } from "./inert.ts";

export const asJson = (value: unknown): string => `${withoutCommands(JSON.stringify(value, undefined, 2).replace(STEERING, escaped))}\n`;

/** Besides what JSON escapes anyway: C1 controls, and characters that are invisible or turn the direction of a line. */
const STEERING = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
