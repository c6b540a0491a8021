// The runners of builds take some lines of what a command prints for commands to themselves: GitHub those that begin with "::" or hold
// "##[", Azure Pipelines those that hold "##vso[", TeamCity "##teamcity[". What a file says must never be one.

/** The second "#" of a command is what gets escaped. */
export const COMMAND = /##(?=\w{0,20}\[)/g;

/** A line of a report for people, with the sign of a command made visible. */
export const inert = (line: string): string => line.replace(/^(\s*):(?=:)/, "$1\\u003a").replace(COMMAND, "#\\u0023");
