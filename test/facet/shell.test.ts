// Shell text as words: what a POSIX shell would make of it, with what it cannot know left unknown.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { splitShell } from "../../engine/facet/shell.ts";

/** Words joined by bars, commands by line breaks; an unknown word is a question mark. */
const read = (text: string): string =>
  splitShell(text)
    .map((words) => words.map((word) => word.text ?? "?").join("|"))
    .join("\n");

describe("shell text", () => {
  test("is commands between separators, without comments", () => {
    assert.equal(read("cd /a && make -j8; # build\nrun --x=1 | tee log & wait"), "cd|/a\nmake|-j8\nrun|--x=1\ntee|log\nwait");
    assert.equal(read("a \\\n  b#c \\\r\n  d"), "a|b#c|d");
  });

  test("keeps what stands in quotes together", () => {
    assert.equal(read(`echo "a b" 'c $d' e\\ f 'g'"h"`), "echo|a b|c $d|e f|gh");
    assert.equal(read('grep "\\d+\\"\\$x" f'), 'grep|\\d+"$x|f');
  });

  test("knows the neighbours of what is expanded", () => {
    assert.equal(read('torchrun --nnodes $N --rdzv="$HOST:29500" $(hostname) `date` {{inputs.x}} 8'), "torchrun|--nnodes|?|?|?|?|?|8");
    assert.deepEqual(
      splitShell('a $X "$@" x$Y "b"')[0]?.map((word) => word.isList),
      [false, true, true, false, false],
    );
  });

  test("takes redirections for none of the command's words", () => {
    assert.equal(read("train --flag 2>&1 | tee log"), "train|--flag\ntee|log");
    assert.equal(read("train > out 2> err < in &> all 8"), "train|8");
    assert.equal(read("sum 2 > out"), "sum|2");
    assert.equal(read("cat <<EOF > hosts\ntorchrun here\nEOF\nrun"), "cat\nrun");
    assert.equal(read('cat <<<"torchrun here" b'), "cat|b");
  });

  test("says where each word stands, quotes included", () => {
    const text = `run --a="b c" 'd'`;
    assert.deepEqual(
      splitShell(text)[0]?.map(({ start, end }) => text.slice(start, end)),
      ["run", '--a="b c"', "'d'"],
    );
  });

  test("takes time in proportion to its length, whatever is left open", () => {
    for (const piece of ["{{", "$(", '"', "'", "`", "<<A\n", "\\", "${", "$(( ", "2>"]) {
      const before = process.cpuUsage().user;
      splitShell(piece.repeat(100_000));
      assert.ok(process.cpuUsage().user - before < 2_000_000, `${JSON.stringify(piece)} again and again`);
    }
  });
});
