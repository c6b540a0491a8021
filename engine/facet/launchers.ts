// What the commands of launchers have in common.
import type { Command } from "./commands.ts";

/** Words by which ranks are not laid out slot by slot: hosts of one's own, a number for each node, more ranks than slots. */
export const LAYOUT =
  /^--?(?:H|hosts?|hostfile|machinefile|f|rf|rankfile|oversubscribe|npernode|pernode|bynode|N|ppn|perhost|map-by)$|^ppr:|^--?(?:map-by|npernode)=/;

/** What stands before the script: the rest are the script's own flags. */
export function launcherWords({ words }: Command): Command {
  const script = words.findIndex((word) => word.text?.endsWith(".py") === true);
  const own = script < 0 ? words : words.slice(0, script);
  return { words: own, isOpen: own.some((word) => word.isList) };
}
