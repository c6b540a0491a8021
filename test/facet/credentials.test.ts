// What is a credential by its form, what by its name, and what is none. Tokens are put together here, so that no text of this
// repository is one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { credential, isSecretName } from "../../engine/facet/credentials.ts";
import { namedValues } from "../../engine/facet/named-values.ts";
import { sensitiveSpans } from "../../engine/facet/sensitive.ts";
import type { Source } from "../../engine/text/source.ts";
import { rule } from "../../rules/iam/secret-in-plain-text.ts";
import { parsePage } from "../../tools/pages/page.ts";
import { runCase, textsOf } from "../harness/rule-case.ts";

const sourceOf = (text: string): Source => ({ id: "a.txt", path: "a.txt", language: "text", text });
const letters = (n: number): string => "aB3dE6gH9jK2mN5pQ8rS".repeat(5).slice(0, n);
const hex = (n: number): string => "0f1e2d3c4b5a6978".repeat(10).slice(0, n);
const FORMS: readonly (readonly [what: string, value: string])[] = [
  ["a Hugging Face token", `hf_${letters(34)}`],
  ["a Hugging Face organisation token", `api_org_${letters(34)}`],
  ["an AWS access key", `AKIA${"ABCDEFGH234567QW"}`],
  ["an AWS access key", `ASIA${"ABCDEFGH234567QW"}`],
  ["a Google API key", `AIza${letters(35)}`],
  ["an OpenAI key", `sk-proj-${letters(48)}`],
  ["an Anthropic key", `sk-ant-api03-${letters(80)}`],
  ["a GitHub token", `ghp_${letters(36)}`],
  ["a GitHub token", `github_pat_${letters(60)}`],
  ["a GitLab token", `glpat-${letters(20)}`],
  ["an NVIDIA NGC key", `nvapi-${letters(64)}`],
  ["a Databricks token", `dapi${hex(32)}`],
  ["a Replicate token", `r8_${letters(37)}`],
  ["a Pinecone key", `pcsk_${letters(60)}`],
  ["a LangSmith key", `lsv2_pt_${hex(32)}_${hex(10)}`],
  ["a Docker Hub token", `dckr_pat_${letters(27)}`],
  ["a PyPI token", `pypi-AgEI${letters(60)}`],
  ["a Vault token", `hvs.${letters(24)}`],
  ["a Slack token", `xoxb-${letters(24)}`],
  ["a Slack webhook", `https://hooks.slack.com/services/T0AB/B0CD/${letters(24)}`],
  ["a storage account key", `DefaultEndpointsProtocol=https;AccountKey=${letters(86)}==`],
  ["a shared access key", `Endpoint=sb://x;SharedAccessKey=${letters(43)}=`],
  ["a signed URL", `https://data.example/set?sv=1&sig=${letters(43)}`],
  ["a signed token", `eyJ${letters(20)}.eyJ${letters(30)}.${letters(43)}`],
  ["a private key", `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n-----END RSA PRIVATE KEY-----`],
  ["a password in a URL", "postgresql://mlflow:n0t-4-w0rd@db:5432/mlflow"],
  ["a password in a URL", "redis://:n0t-4-w0rd@cache:6379/0"],
  ["a password in a connection string", "Server=db;User Id=mlflow;Password=n0t-4-w0rd"],
];

describe("certain by form", () => {
  for (const [what, value] of FORMS) {
    test(`${what}: ${value.slice(0, 12)}…`, () => {
      assert.deepEqual(credential(value), { is: "certain", what });
      assert.deepEqual(credential(`before ${value} behind`), { is: "certain", what });
    });
  }

  test("with the name, where the value has no prefix", () => {
    assert.equal(credential(hex(40), "WANDB_API_KEY").is, "certain");
    assert.equal(credential(letters(40), "AWS_SECRET_ACCESS_KEY").is, "certain");
    assert.equal(credential(letters(40), "spark.hadoop.fs.s3a.secret.key").is, "certain");
    assert.equal(credential(hex(32), "KAGGLE_KEY").is, "certain");
    assert.equal(credential(`${letters(86)}==`, "spark.hadoop.fs.azure.account.key.lake.dfs.core.windows.net").is, "certain");
    assert.equal(credential(hex(40)).is, "none", "forty hexadecimal digits are a commit");
  });

  test("never a vendor's sample, a text of one character, or what is filled in later", () => {
    const texts = [
      "AKIAIOSFODNN7EXAMPLE",
      `hf_${"x".repeat(34)}`,
      `hf_${"1".repeat(34)}`,
      "postgresql://user:password@db:5432/mlflow",
      "postgresql://mlflow:$(DB_PASSWORD)@db:5432/mlflow",
      "postgresql://mlflow:<password>@db:5432/mlflow",
      "amqp://guest:password@rabbit:5672",
      "host=db user=mlflow password=$PGPASSWORD",
    ];
    for (const value of texts) assert.equal(credential(value, "X").is, "none", value);
  });
});

describe("probable by name", () => {
  test("the last part of the name says that a secret is kept under it", () => {
    for (const name of ["DB_PASSWORD", "password2", "HF_TOKEN", "hfToken", "apiKey", "AWS_SECRET_KEY", "requirepass", "connection-string"])
      assert.ok(isSecretName(name), name);
    for (const name of ["TOKEN_PATH", "SECRET_NAME", "max_tokens", "tokenizer_path", "AUTH_PROXY_IMAGE", "pad_token", "partition_key"])
      assert.ok(!isSecretName(name), name);
    for (const name of ["ALLOW_EMPTY_PASSWORD", "AWS_ACCESS_KEY_ID", "publicKey"]) assert.ok(!isSecretName(name), name);
  });

  test("and the value is no path, address, image, number, reference or ciphertext", () => {
    assert.equal(credential("n0t-4-w0rd", "DB_PASSWORD").is, "probable");
    assert.equal(credential("5241590000000000", "requirepass").is, "probable");
    const values = [
      ...[
        "/var/run/token",
        "./token",
        "https://vault.example/token",
        "registry.example/team/image:1",
        "token",
        "true",
        "8192",
        "30s",
        "512Mi",
      ],
      ...["HF_TOKEN_VALUE", "arn:aws:secretsmanager:eu:1:secret:x", "projects/p/secrets/s", "vault:secret/data/x", "ENC[AES256,x]"],
      ...[
        "$2a$10$abcdefghijklmnopqrstuv",
        "db-credentials",
        "mlflow-secret",
        "short",
        "two words",
        "x7Kp 93fqL",
        "$(OTHER)",
        "${OTHER}",
        "<your-token>",
      ],
    ];
    for (const value of values) assert.equal(credential(value, "API_TOKEN").is, "none", value);
  });

  test("a password may have blanks, or stand in a block; a sentence is none", () => {
    for (const value of ["x7Kp 93fqL", "correct h0rseBattery", "  n0t-4-w0rd\n", "5241590000000000\n"])
      assert.equal(credential(value, "DB_PASSWORD").is, "probable", value);
    for (const value of [
      "see the vault",
      "stored in Route53, not here",
      "two words",
      "x7Kp\n93fqL",
      "Sha256 of the word",
      "a b c d e f x7Kp9",
    ])
      assert.equal(credential(value, "DB_PASSWORD").is, "none", value);
  });

  test("nor a word that stands for no key at all", () => {
    for (const value of ["not-needed", "not-used", "no-api-key-needed", "anything", "hf_dummy", "sk-dummy", "placeholder"])
      assert.equal(credential(value, "OPENAI_API_KEY").is, "none", value);
    for (const value of ["dummy-x7Kp-93fqL", "not-4-w0rd", "key-hf-sk-api"])
      assert.equal(credential(value, "OPENAI_API_KEY").is, "probable", value);
  });

  test("nor the name of a Secret, where the name may ask for one", () => {
    const names = {
      REGISTRY_SECRET: "regcred-harbor",
      TLS_SECRET: "wildcard-tls",
      K8S_SECRET: "hf-credentials-v2",
      tlsSecret: "team1-tls",
    };
    for (const [name, value] of Object.entries(names)) assert.equal(credential(value, name).is, "none", name);
    for (const [name, value] of [
      ["CLIENT_SECRET", "wildcard-tls"],
      ["JWT_SECRET", "wildcard-tls"],
      ["API_TOKEN", "regcred-harbor"],
      ["TLS_SECRET", "x7Kp-93fqL"],
      ["TLS_SECRET", "x7kp-93fqlm"],
      ["TLS_SECRET", "qzxwvbnm-tls"],
    ] as const)
      assert.equal(credential(value, name).is, "probable", `${name}: ${value}`);
  });

  test("a number of tokens is none", () => {
    for (const name of ["max-token", "max_token", "MIN_TOKEN"]) assert.ok(!isSecretName(name), name);
  });

  test("a word that everybody knows is a default", () => {
    for (const value of ["minio123", "admin", "MLflow", "password", "changeme", "change-me\n"])
      assert.equal(credential(value, "ROOT_PASSWORD").is, "default", value);
    for (const value of ["CHANGEME", "<changeme>"]) assert.equal(credential(value, "ROOT_PASSWORD").is, "none", value);
    assert.equal(credential("changeme", "MODE").is, "none");
    assert.equal(credential("minio123", "secretkey").is, "default");
    assert.equal(credential("mlflow", "MLFLOW_SECRET").is, "none", "the name of a Secret, as it seems");
    assert.equal(credential("mlflow", "CLIENT_SECRET").is, "default");
    assert.equal(credential("amqp://guest:guest@rabbit:5672", "BROKER").is, "default");
    assert.equal(credential("redis://:redis@cache:6379", "CACHE").is, "default");
  });
});

describe("masking", () => {
  const masked = (text: string): readonly string[] => sensitiveSpans(sourceOf(text)).map(({ start, end }) => text.slice(start, end));

  test("covers each form, a private key to its end", () => {
    for (const [, value] of FORMS) {
      const spans = masked(`a: 1\nwhatever: "${value}"\nb: 2\n`);
      assert.ok(spans.length > 0, value);
      if (value.startsWith("-----")) assert.ok(spans.includes(value));
    }
  });

  test("covers whatever the rule about credentials finds in its cases", () => {
    let findings = 0;
    for (const page of ["rules", "test/cases"]) {
      for (const one of parsePage(readFileSync(join(process.cwd(), page, "iam/secret-in-plain-text.md"), "utf8")).cases.Wrong) {
        const { project, report } = runCase(rule, textsOf(one));
        for (const { file, span, range } of report.findings) {
          const spans = project.sensitive(file).filter(({ start, end }) => start < span.end && span.start < end);
          assert.notDeepEqual(spans, [], `${page}: ${file}:${range.start.line} ${project.text(file)?.slice(span.start, span.end)}`);
          findings++;
        }
      }
    }
    assert.ok(findings > 10);
  });

  test("covers values beside a name, in every notation", () => {
    const texts = [
      "password: n0t-4-w0rd",
      'password = "n0t-4-w0rd"',
      '{ "user": "ada", "password": "n0t-4-w0rd" }',
      "{ user: ada, password: n0t-4-w0rd }",
      "export DB_PASSWORD=n0t-4-w0rd; run",
      "requirepass n0t-4-w0rd\r\n",
      "serve --api-key n0t-4-w0rd --port 80",
      "serve --api-key=n0t-4-w0rd",
      'args: ["--api-key", "n0t-4-w0rd"]',
      "- --api-key\n- n0t-4-w0rd\n",
      '- "--api-key=n0t-4-w0rd"\n',
      "- name: DB_PASSWORD\n  value: n0t-4-w0rd\n",
      "- name: DB_PASSWORD # of the database\r\n  value: 'n0t-4-w0rd'\r\n",
      "redisPassword:\n  value: n0t-4-w0rd\n",
      "redisPassword: { value: n0t-4-w0rd }",
      "- { name: DB_PASSWORD, value: n0t-4-w0rd }",
      '- { value: "n0t-4-w0rd", name: DB_PASSWORD }',
      '{\n  "name": "DB_PASSWORD",\n  "value": "n0t-4-w0rd"\n}',
      'name = "DB_PASSWORD"\n  # of: the database\n\n  // and no other = one\n  value = "n0t-4-w0rd"',
      'value = "n0t-4-w0rd"\r\n  # its name\r\n  name = "DB_PASSWORD"',
    ];
    for (const text of texts) assert.ok(masked(text).includes("n0t-4-w0rd"), text);
  });

  test("covers keys that have no form, by what stands before them", () => {
    assert.deepEqual(masked(`wandb login ${hex(40)}`), [hex(40)]);
    assert.deepEqual(masked(`["wandb", "login", "${hex(40)}"]`), [hex(40)]);
    const key = `${letters(86)}==`;
    assert.deepEqual(masked(`spark.hadoop.fs.azure.account.key.lake.dfs.core.windows.net: ${key}`), [key]);
  });

  test("leaves names, references and what is filled in later", () => {
    const texts = [
      "password: ${PASSWORD}",
      "password = var.password",
      "password = random_password.this.result",
      "token: !Ref Token",
      "token: |",
      "- name: DB_PASSWORD\n  valueFrom: {}\n- name: MODE\n  value: reinforcement\n",
      "secretName: mlflow-postgres",
      "max_tokens: 81920000",
      "metadata:\n  name: access-token\nspec:\n  replicas: 3\n  value: reinforcement\n",
    ];
    for (const text of texts) assert.deepEqual(masked(text), [], text);
  });

  test("takes time in proportion to the text", () => {
    const time = (text: string) => {
      const before = process.cpuUsage().user;
      assert.ok(namedValues(text).length >= 0 && sensitiveSpans(sourceOf(text)).length >= 0);
      return (process.cpuUsage().user - before) / 1000;
    };
    const bad = [
      "a=",
      "-",
      "--a ",
      "key ",
      "key:",
      'x="',
      "a'",
      "://a:",
      "password=",
      "key=)))))))))))))))))))))))))",
      "-----BEGIN PRIVATE KEY-----",
      "secret_",
      "wandb ",
      "a:\n value:",
      'name="a_key"\n#',
      'name="a_key"\n\n',
    ];
    for (const piece of bad) assert.ok(time(`key\n${piece.repeat(300_000 / piece.length)}`) < 3000, piece);
  });
});
