// The status item: how many findings the present file has. A click opens the tree.
import { type Disposable, languages, StatusBarAlignment, window } from "vscode";
import { countsOf, type Findings, plural } from "./findings.ts";
import { SELECTOR } from "./server.ts";

export class StatusItem implements Disposable {
  readonly #item = window.createStatusBarItem("drydock.status", StatusBarAlignment.Left, 10);
  readonly #parts: readonly Disposable[];

  constructor(findings: Findings) {
    this.#item.name = "Drydock";
    this.#item.command = "drydock.findings.focus";
    const show = () => this.#show(findings);
    this.#parts = [this.#item, findings.onDidChange(show), window.onDidChangeActiveTextEditor(show)];
    show();
  }

  #show(findings: Findings): void {
    const document = window.activeTextEditor?.document;
    // Of what nobody looked at, "none found" would be no news.
    if (!document || languages.match(SELECTOR, document) === 0) {
      this.#item.hide();
      return;
    }
    const all = findings.all();
    const { errors, warnings, notes } = countsOf(findings.in(document.uri));
    this.#item.text = errors + warnings + notes === 0 ? "⚓ 0" : `⚓ ${errors} ▲ ${warnings}`;
    const here = `This file: ${plural(errors, "error")}, ${plural(warnings, "warning")}, ${plural(notes, "note")}`;
    this.#item.tooltip = `Drydock\n${here}\nWorkspace: ${plural(all.length, "finding")}`;
    this.#item.show();
  }

  dispose(): void {
    for (const part of this.#parts) part.dispose();
  }
}
