// Containers that test devices or only look at them, by the programs that they start (facts/diagnostics.json).
import diagnostics from "../../facts/diagnostics.json" with { type: "json" };
import { commandsOf } from "./commands.ts";
import type { Container } from "./containers.ts";

const TESTS: ReadonlySet<string> = new Set(diagnostics.tests);
const SHOWS: ReadonlySet<string> = new Set(diagnostics.shows);

/** It measures devices or the network between them. */
export const testsDevices = (container: Container): boolean => programsOf(container).some(isTest);

/** It tests devices, does nothing but look at them, or waits for a person. */
export function isDiagnostic(container: Container): boolean {
  const programs = programsOf(container);
  const started = programs.map(([first = ""]) => first).filter((name) => !isShell(name));
  return (
    programs.some((words) => (words[0] === "sleep" && words[1] === "infinity") || isTest(words)) ||
    (started.length > 0 && started.every((name) => SHOWS.has(name)))
  );
}

/** The words of each command, without the folders before them. */
const programsOf = (container: Container): readonly (readonly string[])[] =>
  commandsOf(container).commands.map(({ words }) => words.map(({ text = "" }) => text.slice(text.lastIndexOf("/") + 1)));

const isTest = (words: readonly string[]): boolean => words.some((word) => TESTS.has(word));

const isShell = (name: string): boolean => /^(?:ba|da)?sh$/.test(name);
