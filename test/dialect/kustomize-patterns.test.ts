import assert from "node:assert/strict";
import { test } from "node:test";
import { compilePattern } from "../../engine/dialect/kustomize/pattern.ts";
import { parseRequirements } from "../../engine/dialect/kustomize/selector.ts";
import { assertLinear } from "../harness/work.ts";

test("patterns match whole texts, as the platform's own expressions do", () => {
  const texts = ["", "a", "b", "aa", "ab", "abab", "app-1", "app-22", "my-app-1", "A_z", "a.b", "a/b:1.0", "x\ny", "aaaa"];
  const patterns = [
    "a",
    "a*",
    "a+b?",
    "(ab)+",
    "(?:a|b)*",
    "app-\\d",
    "app-[0-9]+",
    ".*",
    ".",
    "[^a]*",
    "a{2}",
    "a{1,3}",
    "a{2,}",
    "^a$",
    "(a|ab)(b|$)",
    "a\\.b",
    "[a-z/:.\\d]+",
    "\\w+",
    "|a",
    "[\\]a]",
    "[a-]+",
  ];
  for (const pattern of patterns) {
    const ours = compilePattern(pattern);
    const theirs = new RegExp(`^(?:${pattern})$`);
    for (const text of texts) assert.equal(ours?.(text), theirs.test(text), `${pattern} on ${JSON.stringify(text)}`);
  }
});

test("what is malformed or not known is no pattern", () => {
  for (const pattern of ["(", ")", "a)", "[a", "*a", "(?=a)", "\\p{L}", "a\\", "[[:alpha:]]", "(a{1000}){1000}", "(".repeat(100)])
    assert.equal(compilePattern(pattern), undefined, pattern);
});

test("a pattern that would take other engines for ever goes over its text once", () => {
  const text = (size: number) => `${"a".repeat(size)}c`;
  assert.equal(compilePattern("(a+)+(a|aa)*b")?.(text(5000)), false);
  assertLinear<typeof import("../../engine/dialect/kustomize/pattern.ts")>(
    "engine/dialect/kustomize/pattern.ts",
    1000,
    ({ compilePattern }, size) => compilePattern("(a+)+(a|aa)*b")?.(text(size)),
  );
});

test("label selectors", () => {
  const values = new Map([
    ["tier", "web"],
    ["a.b/c", ""],
  ]);
  const meets = (text: string) => parseRequirements(text)?.every((one) => one(values));
  for (const yes of [
    "tier=web",
    "tier==web,a.b/c",
    "tier in (api, web)",
    "tier notin (x)",
    "!none",
    "tier!=x",
    "none!=x",
    "none notin (x)",
    "a.b/c=",
  ])
    assert.equal(meets(yes), true, yes);
  for (const no of ["tier=x", "none", "!tier", "tier in ()", "tier notin (web)", "none in (x)", "tier!=web"])
    assert.equal(meets(no), false, no);
  for (const wrong of ["tier in", "a b", "=x", "tier in (a", "tier>3"]) assert.equal(parseRequirements(wrong), undefined, wrong);
});
