// npm run picture: docs/images/lint.svg, a picture of what the built CLI prints for one of the examples. Real output, no retouching:
// the text is the program's own, only colours become SVG attributes.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

const COLUMNS = 80;
const CELL = { width: 8.4, height: 18 };
const MARGIN = 18;
const COLOURS: Readonly<Record<string, string>> = {
  31: "#f07178",
  32: "#8fd08f",
  33: "#f2c14e",
  34: "#82aaff",
  35: "#c792ea",
  36: "#5fd0d6",
  90: "#7f8ea3",
  37: "#e6edf3",
};
const FOREGROUND = "#d7dee8";
const BACKGROUND = "#131a24";

const command = ["lint", "examples/train/fraud.yaml", "examples/queues.yaml"];
const run = spawnSync(process.execPath, ["dist/cli.cjs", ...command], {
  encoding: "utf8",
  env: { ...process.env, FORCE_COLOR: "1", COLUMNS: String(COLUMNS) },
});
if (run.status !== 0 && run.status !== 1) throw new Error(`the CLI ended with ${run.status}: ${run.stderr}`);

const lines = [`\u001b[90m$\u001b[39m npx drydock-lint ${command.join(" ")}`, ...(run.stdout + run.stderr).trimEnd().split("\n")];
const width = Math.ceil(COLUMNS * CELL.width + 2 * MARGIN);
const height = lines.length * CELL.height + 2 * MARGIN;
const body = lines.map((line, row) => rowOf(line, MARGIN + (row + 0.8) * CELL.height)).join("\n");
mkdirSync("docs/images", { recursive: true });
writeFileSync(
  "docs/images/lint.svg",
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Output of drydock lint">
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="${FOREGROUND}" xml:space="preserve">
${body}
</g>
</svg>
`,
);

/** One line of terminal output: a run of one style is one text element at its column. */
function rowOf(line: string, y: number): string {
  let column = 0;
  let colour = FOREGROUND;
  let weight = "";
  let opacity = "";
  const parts: string[] = [];
  for (const piece of line.split(/(\u001b\[[\d;]*m)/)) {
    const codes = /^\u001b\[([\d;]*)m$/.exec(piece)?.[1];
    if (codes !== undefined) {
      for (const code of codes.split(";")) {
        if (code === "0" || code === "") [colour, weight, opacity] = [FOREGROUND, "", ""];
        else if (code === "39") colour = FOREGROUND;
        else if (code === "1") weight = ' font-weight="bold"';
        else if (code === "2") opacity = ' opacity="0.65"';
        else if (code === "22") [weight, opacity] = ["", ""];
        else if (COLOURS[code]) colour = COLOURS[code] as string;
      }
    } else if (piece !== "") {
      const text = piece.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
      parts.push(
        `<text x="${(MARGIN + column * CELL.width).toFixed(1)}" y="${y.toFixed(1)}" fill="${colour}"${weight}${opacity}>${text}</text>`,
      );
      column += [...piece].length;
    }
  }
  return parts.join("");
}
