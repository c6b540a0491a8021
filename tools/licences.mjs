// The licences of the packages that a bundle redistributes: which are allowed, and the text that has to go along.
import { readdirSync, readFileSync } from "node:fs";

/** Licences that let us pass on a bundle under Apache-2.0 when their text goes along. Anything else is a decision for a person. */
const allowed = new Set(["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "Python-2.0"]);

/**
 * @param {string} root the checkout, with a closing slash
 * @param {readonly string[]} inputs the bundled files, relative to it
 * @returns {{ text: string, refused: string[] }} one text with every licence, and a sentence for each package that may not be shipped
 */
export function collectLicences(root, inputs) {
  const refused = [];
  const chapters = packageFolders(inputs).map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"));
    const file = readdirSync(`${root}${folder}`).find((entry) => /^licen[cs]e/i.test(entry));
    if (!allowed.has(license))
      refused.push(`${name} ${version} has the licence ${license ?? "(none)"}, which is not in tools/licences.mjs.`);
    const words = file === undefined ? "(the package has no licence file)" : readFileSync(`${root}${folder}/${file}`, "utf8").trim();
    return `${name} ${version} (${license})\n\n${words}\n`;
  });
  return { text: chapters.join(`\n${"-".repeat(80)}\n\n`), refused };
}

function packageFolders(inputs) {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}
