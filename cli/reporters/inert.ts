// What a file says must reach the reader of a report as visible text, whoever that is: a terminal, a browser, the runner of a build.

/**
 * Controls, characters that are invisible or turn the direction of a line, halves of characters, and what XML has no place for, as
 * \uXXXX. Unlike `escapeForPeople` it cuts nothing: reports for machines need whole paths.
 */
export const visible = (text: string): string => text.replace(INVISIBLE, escaped);

const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * The runners of builds take some lines of what a command prints for commands to themselves: GitHub those that begin with "::" or hold
 * "##[", Azure Pipelines those that hold "##vso[", TeamCity "##teamcity[". The second "#" of a command is what gets escaped.
 */
export const COMMAND = /##(?=\w{0,20}\[)/g;

export const withoutCommands = (text: string): string => text.replace(COMMAND, "#\\u0023");

/** A line of a report for people, with the sign of a command made visible. */
export const inert = (line: string): string => withoutCommands(line.replace(/^(\s*):(?=:)/, "$1\\u003a"));
