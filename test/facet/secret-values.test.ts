// What an entry of a Secret holds, and that nothing that a rule about credentials finds is printed in any format.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { secretValue } from "../../engine/facet/secret-values.ts";
import { sensitiveSpans } from "../../engine/facet/sensitive.ts";
import { base64, textOfBase64 } from "../../engine/text/base64.ts";
import { rules } from "../../rules/index.ts";
import { parsePage } from "../../tools/pages/page.ts";
import { drydock } from "../cli/command.ts";
import { runCase, textsOf } from "../harness/rule-case.ts";
import { inFolder } from "../host/folder.ts";

describe("base64", () => {
  test("gives a text back", () => {
    for (const text of ["", "a", "ab", "abc", "abcd", "pässwörd\n", "密码 🔑"]) assert.equal(textOfBase64(base64(text)), text);
    assert.equal(textOfBase64(" eDdL\n  cC05 M2Zx\tTA==\n"), "x7Kp-93fqL");
  });

  test("and nothing for what is none, or holds bytes that are no text", () => {
    for (const encoded of ["abc", "a-b_", "=abc", "ab=c", "password", "/////w==", "AAECAw==", "wKA=", "7aCA"])
      assert.equal(textOfBase64(encoded), undefined, encoded);
  });
});

describe("an entry of a Secret", () => {
  const is = (key: string, text: string) => [secretValue(key, text, false).is, secretValue(key, base64(text), true).is];
  const both = (kind: string) => [kind, kind];

  test("is a credential by its form or its name, encoded or not", () => {
    assert.deepEqual(is("url", "postgresql://mlflow:n0t-4-w0rd@db/mlflow"), both("certain"));
    assert.deepEqual(is("tls.key", "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n"), both("certain"));
    assert.deepEqual(is("password", "n0t-4-w0rd\n"), both("probable"));
    assert.deepEqual(is("signing.key", "n0t-4-w0rd-0123456789"), both("probable"));
    assert.deepEqual(is("config.yaml", "user: ada\npassword: n0t-4-w0rd\n"), both("probable"));
    assert.deepEqual(is("config.json", '{"auths":{"r.example":{"auth":"YWRhOng3S3AtOTNmcUw="}}}'), both("probable"));
  });

  test("or a well-known default, or still to be typed", () => {
    assert.deepEqual(is("secretkey", "minio123"), both("default"));
    assert.deepEqual(is("app.conf", "a=1\npassword=admin\n"), both("default"));
    assert.deepEqual(is("HF_TOKEN", "<your-token>"), both("placeholder"));
  });

  test("and else nothing that has to be kept", () => {
    for (const [key, text] of [
      ["password", ""],
      ["username", "ada-lovelace-1815"],
      ["url", "https://hub.example"],
      ["tls.crt", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"],
      ["jwt.pub.key", "n0t-4-w0rd-0123456789"],
      ["api.key", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"],
      ["token", "${TOKEN}"],
      ["token", "$(TOKEN)"],
      ["password", "$2y$12$4K/VkmDd1q1Orb3xAt82zu8gk7Ad6ReFR4LCP9UeYE90NLiN9Df72"],
      ["password", "ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]"],
      ["password", "<path:kv/data/hub#token>"],
      ["notes", "<your notes>"],
      ["partition-key", "users-by-country-and-day"],
      ["config.yaml", "user: ada\npassword: ${PASSWORD}\n"],
    ] as const)
      assert.deepEqual(is(key, text), both("none"), `${key}: ${text}`);
    assert.equal(secretValue("root_password", "password", true).is, "none", "six bytes that are no text");
    assert.equal(secretValue("password", "n0t base64 at all!", true).is, "none");
  });
});

test("masking covers an entry, and its text where it is written beside it; not what lies far away, nor public entries", () => {
  const far = "# filler\n".repeat(100);
  const text = `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata:\n  # echo -n "n0t-4-w0rd" | base64\n  password: ${base64("n0t-4-w0rd")} # n0t-4-w0rd\n  tls.crt: ${base64("-----BEGIN CERTIFICATE-----")}\n${far}# n0t-4-w0rd\n`;
  const masked = sensitiveSpans({ id: "a", path: "a", language: "yaml", text }).map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(masked, ["n0t-4-w0rd", base64("n0t-4-w0rd"), "n0t-4-w0rd"]);
});

describe("nothing that is masked is printed", () => {
  const EVERYTHING = "preset: [recommended, strict, hybrid, regulated]\npreview: true\n";
  for (const rule of rules.filter(({ id }) => /^(?:iam|encryption)\//.test(id))) {
    test(`in the cases of ${rule.id}, in any format`, async () => {
      for (const folder of ["rules", "test/cases"]) {
        const path = join(process.cwd(), folder, `${rule.id}.md`);
        if (!existsSync(path)) continue;
        for (const one of parsePage(readFileSync(path, "utf8")).cases.Wrong) await printsNothing(rule.id, Object.fromEntries(textsOf(one)));
      }
    });
  }

  async function printsNothing(id: string, files: Readonly<Record<string, string>>): Promise<void> {
    const rule = rules.find((one) => one.id === id) as (typeof rules)[number];
    const { project } = runCase(rule, new Map(Object.entries(files)));
    const words = Object.entries(files).flatMap(([file, text]) =>
      project.sensitive(file).flatMap(({ start, end }) =>
        text
          .slice(start, end)
          .split(/[\s"']+/)
          .filter((word) => word.length >= 10),
      ),
    );
    if (words.length === 0) return;
    await inFolder({ "drydock.yaml": EVERYTHING, ...files }, async (cwd) => {
      for (const options of [[], ["--format", "json"], ["--format", "sarif"], ["--format", "github"], ["--diff-all"]]) {
        const { out, err } = await drydock(["lint", ...options], { cwd, columns: 160 });
        for (const word of words) assert.ok(!(out + err).includes(word), `${id} ${options.join(" ")}: ${word} in\n${out + err}`);
      }
    });
  }
});
