// Globs: what ordinary ones mean, that they mean what picomatch means, and that none is much work.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import picomatch from "picomatch";
import { globMatcher, globProblem } from "../../engine/text/glob.ts";
import { randomFrom } from "../harness/corpus.ts";
import { assertLinear } from "../harness/work.ts";

const GLOB = "engine/text/glob.ts";
type Glob = typeof import("../../engine/text/glob.ts");

const CASES: readonly (readonly [glob: string, named: readonly string[], others: readonly string[]])[] = [
  ["", ["a", "a/b"], []],
  ["**", ["a", "a/b"], []],
  ["apps", ["apps", "apps/a.yaml", "apps/b/a.yaml"], ["apps.yaml", "x/apps"]],
  ["apps/", ["apps/a.yaml"], ["apps2/a.yaml"]],
  ["*.yaml", ["a.yaml", ".a.yaml", "a.yaml/b"], ["b/a.yaml", "a.yml"]],
  ["**/*.yaml", ["a.yaml", "b/a.yaml", "b/c/a.yaml"], ["b/a.yml"]],
  ["team/**/gpu-*/**/*-{dev,prod}.y?ml", ["team/gpu-a/x-dev.yaml", "team/b/c/gpu-d/e/x-prod.yxml"], ["team/gpu/x-dev.yaml"]],
  ["a/**/b", ["a/b", "a/x/b", "a/x/y/b", "a/b/z"], ["a/xb", "ab"]],
  ["a/**", ["a/b", "a/b/c"], ["a", "ab/c"]],
  ["a**b", ["ab", "axb"], ["a/b"]],
  ["job-[0-9].yaml", ["job-1.yaml"], ["job-a.yaml", "job-.yaml"]],
  ["job-[!0-9].yaml", ["job-a.yaml"], ["job-1.yaml", "job-/.yaml"]],
  ["a[]]b", ["a]b"], ["ab"]],
  ["a[b", ["a[b"], ["ab"]],
  ["a[[b[c", ["a[[b[c"], ["abc"]],
  ["[[a/[b]", ["[[a/b"], ["[a/b", "[[a/[b]"]],
  ["[A-\\]]x", ["Zx", "]x"], ["ax", "^x"]],
  ["{a,b/{c,d}}/*.tf", ["a/x.tf", "b/c/x.tf", "b/d/x.tf"], ["b/x.tf", "{a,b/x.tf"]],
  ["{a}", ["{a}"], ["a"]],
  ["a{b", ["a{b"], ["ab"]],
  ["a,b", ["a,b"], ["a"]],
  ["a\\*b", ["a*b"], ["axb"]],
  ["app(1).yaml", ["app(1).yaml"], ["app1.yaml"]],
  ["?.yaml", ["a.yaml", "𝒂.yaml"], ["ab.yaml", ".yaml"]],
];

describe("a glob", () => {
  for (const [glob, named, others] of CASES)
    test(`${JSON.stringify(glob)} names what it should`, () => {
      assert.equal(globProblem(glob), undefined);
      const matches = globMatcher(glob);
      assert.deepEqual(
        [...named, ...others].filter((path) => matches(path)),
        named,
      );
    });

  test("means what it means to picomatch, as far as the two forms are the same", () => {
    const random = randomFrom(11);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const pieces = ["a", "b", "ab", "*", "?", "/", "/", "{a,b}", "{a,*b}", "[ab]", "[^a]", ".a", "a*", "*b", "{a/b,b}", "/**/"];
    const names = ["a", "b", "ab", "aab", ".a", "c", "ba"];
    let compared = 0;
    for (let round = 0; round < 20_000; round++) {
      const glob = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(pieces)).join("");
      // Where the two differ: empty names, stars that are no whole name, and whether "a/**" may be "a" itself.
      if (/^\/|\/$|\/\/|\*\*[^/]|[^/]\*\*|\*\*$/.test(glob)) continue;
      const ours = globMatcher(glob);
      const theirs = picomatch([glob, `${glob}/**`], { dot: true, windows: false });
      for (let one = 0; one < 5; one++) {
        const path = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(names)).join("/");
        assert.equal(ours(path), theirs(path), `${glob} and ${path}`);
        compared++;
      }
    }
    assert.ok(compared > 20_000, `${compared}`);
  });

  const hostile = ["*a", "**/a/", "{a,aa}", "*?", "{", "[", "{a*,{"];
  const paths = (length: number) => ["a".repeat(length), "a/".repeat(length / 2), `${"a".repeat(length)}b`];

  // A matcher that goes back and tries again needs longer than anybody waits: this test would never end.
  test("of the greatest length ends, whatever it holds", () => {
    for (const part of hostile) for (const path of paths(4000)) globMatcher(`${part.repeat(999 / part.length)}b`)(path);
  });

  test("is work that grows with its length and with that of the path, whatever it holds", () => {
    const match = ({ globMatcher }: Glob, part: string, times: number, length: number) => {
      for (const path of paths(length)) globMatcher(`${part.repeat(times)}b`)(path);
    };
    assertLinear<Glob>(GLOB, 800, (glob, size) => {
      for (const part of hostile) match(glob, part, 20, size);
    });
    for (const part of hostile) assertLinear<Glob>(GLOB, 500, (glob, size) => match(glob, part, size / part.length, 40));
  });

  test("of a form that means something else elsewhere is refused with a word on what to write", () => {
    for (const [glob, problem] of [
      ["!apps/**", /begins with "!"/],
      ["+(a|b)/x", /write \{a,b\}/],
      ["(a|b)/x", /write \{a,b\}/],
      ["job-{1..3}", /write \{1,2,3\}/],
      ["a".repeat(1001), /more than 1000 characters/],
    ] as const)
      assert.match(globProblem(glob) ?? "", problem);
  });
});
