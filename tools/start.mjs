// npm start: lints examples/ and ends well, whatever it finds, so that npm adds no error of its own to a newcomer's first look.
// npm start -- WORDS: runs the command line with exactly these words, and its exit code.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../dist/cli.cjs", import.meta.url));
const words = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [cli, ...(words.length > 0 ? words : ["lint", "examples", "--fail-on", "never"])], {
  stdio: "inherit",
});
process.exitCode = status ?? 2;
