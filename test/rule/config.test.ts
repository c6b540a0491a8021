// Which word about a rule counts: the order that docs/configuration.md gives, step by step.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ConfigOverlay, ConfigValue, Preset, Severity } from "../../engine/api.ts";
import { settingsOf } from "../../engine/api.ts";
import { defineFacet } from "../../engine/facet/facet.ts";
import { defineRule } from "../../engine/rule/rule.ts";

const ruleIn = (preset: Preset, id = "gpu/limit-missing") =>
  defineRule({
    id,
    since: "0.1.0",
    practice: ["S3.1"],
    aliases: [],
    on: defineFacet<never>("nothing", [], () => []),
    variants: { plain: { severity: "warning", preset } },
    check: () => undefined,
    message: { plain: () => "" },
  });
const POD = { ref: { group: "", kind: "Pod", namespace: "lab", name: "a" } };
const PATH = "team/lab/a.yaml";

interface Asked {
  /** From the outermost: drydock.yaml, team/drydock.yaml, team/lab/drydock.yaml. */
  readonly files?: readonly ConfigValue[];
  readonly overlay?: ConfigOverlay;
  readonly preset?: Preset;
}

const settingsFor = ({ files = [], overlay = {} }: Asked) =>
  settingsOf(
    files.map((value, index) => ({ path: ["drydock.yaml", "team/drydock.yaml", "team/lab/drydock.yaml"][index] ?? "", value })),
    overlay,
  );
const severity = (asked: Asked): Severity | "off" =>
  settingsFor(asked).severityOf(ruleIn(asked.preset ?? "recommended"), "plain", POD, PATH);
const RULE = "gpu/limit-missing";

describe("whether a rule is on", () => {
  test("recommended always, another preset when it is chosen, preview when it is asked for by either name", () => {
    assert.equal(severity({}), "warning");
    assert.equal(severity({ preset: "strict" }), "off");
    assert.equal(severity({ preset: "strict", files: [{ preset: "strict" }] }), "warning");
    assert.equal(severity({ files: [{ preset: "strict" }] }), "warning");
    assert.equal(severity({ preset: "preview" }), "off");
    assert.equal(severity({ preset: "preview", files: [{ preview: true }] }), "warning");
    assert.equal(severity({ preset: "preview", files: [{ preset: ["preview", "hybrid"] }] }), "warning");
  });

  test("a nearer file's preset takes the place of a farther one's", () => {
    assert.equal(severity({ preset: "strict", files: [{ preset: "strict" }, {}] }), "warning");
    assert.equal(severity({ preset: "strict", files: [{ preset: "strict" }, { preset: "hybrid" }] }), "off");
    assert.equal(severity({ preset: "preview", files: [{ preview: true }, { preview: false }] }), "off");
  });

  test("an override's preset takes the place of its file's, and a nearer file's takes the place of both", () => {
    const strictInLab: ConfigValue = { preset: "hybrid", overrides: [{ namespace: "lab", preset: "strict" }] };
    assert.equal(severity({ preset: "strict", files: [strictInLab] }), "warning");
    assert.equal(severity({ preset: "hybrid", files: [strictInLab] }), "off");
    assert.equal(severity({ preset: "strict", files: [strictInLab, { preset: "regulated" }] }), "off");
    assert.equal(severity({ preset: "strict", files: [strictInLab, { rules: {} }] }), "warning");
  });

  test("the command line's presets and --preview come after all files and their overrides", () => {
    const files: readonly ConfigValue[] = [
      { preset: "strict", preview: false, overrides: [{ kind: "Pod", preset: "hybrid", preview: false }] },
    ];
    assert.equal(severity({ preset: "regulated", files, overlay: { presets: ["regulated"] } }), "warning");
    assert.equal(severity({ preset: "hybrid", files, overlay: { presets: ["regulated"] } }), "off");
    assert.equal(severity({ preset: "preview", files, overlay: { preview: true } }), "warning");
    assert.equal(severity({ preset: "preview", files, overlay: { presets: ["preview"] } }), "warning");
    assert.equal(
      severity({ preset: "preview", files: [{ overrides: [{ kind: "Pod", preset: "strict" }] }], overlay: { preview: true } }),
      "warning",
    );
  });

  test("a severity that is given by name beats presets, also --preview", () => {
    assert.equal(severity({ preset: "preview", files: [{ rules: { [RULE]: "info" } }] }), "info");
    assert.equal(severity({ preset: "preview", files: [{ rules: { [RULE]: "off" } }], overlay: { preview: true } }), "off");
    assert.equal(severity({ files: [{ rules: { [RULE]: { options: { least: 2 } } } }] }), "warning");
    assert.equal(severity({ preset: "preview", files: [{ rules: { [RULE]: { options: { least: 2 } } } }] }), "off");
  });
});

describe("which severity", () => {
  test("in one place the id beats its topic, wherever it stands", () => {
    assert.equal(severity({ files: [{ rules: { [RULE]: "error", "gpu/*": "off" } }] }), "error");
    assert.equal(severity({ files: [{ rules: { "gpu/*": "off" } }] }), "off");
  });

  test("an override beats its file's rules, and of several the last that matches", () => {
    const overrides: ConfigValue["overrides"] = [
      { path: "team/**", rules: { [RULE]: "info" } },
      { kind: "Pod", rules: { "gpu/*": "error" } },
      { kind: "Job", rules: { [RULE]: "off" } },
    ];
    assert.equal(severity({ files: [{ rules: { [RULE]: "warning" }, overrides }] }), "error");
  });

  test("a nearer file beats a farther one, its overrides too, and by topic too", () => {
    const far: ConfigValue = { rules: { [RULE]: "error" }, overrides: [{ path: "team", rules: { [RULE]: "error" } }] };
    assert.equal(severity({ files: [far, { rules: { [RULE]: "info" } }] }), "info");
    assert.equal(severity({ files: [far, { rules: { "gpu/*": "info" } }] }), "info");
    assert.equal(
      severity({ files: [far, { rules: { [RULE]: "info" } }, { overrides: [{ path: "*.yaml", rules: { [RULE]: "off" } }] }] }),
      "off",
    );
    assert.equal(severity({ files: [far, {}] }), "error");
  });

  test("--rule beats all files, by topic too", () => {
    const files: readonly ConfigValue[] = [{ rules: { [RULE]: "error" }, overrides: [{ kind: "Pod", rules: { [RULE]: "error" } }] }];
    assert.equal(severity({ files, overlay: { rules: { [RULE]: "info" } } }), "info");
    assert.equal(severity({ files, overlay: { rules: { "gpu/*": "off" } } }), "off");
    assert.equal(severity({ files, overlay: { rules: { [RULE]: "info", "gpu/*": "off" } } }), "info");
  });

  test("overrides match by the path from their own file, the kind and the namespace, all that is given", () => {
    const under = (override: NonNullable<ConfigValue["overrides"]>[number]) =>
      severity({ files: [{}, { overrides: [{ ...override, rules: { [RULE]: "off" } }] }] });
    assert.equal(under({ path: "lab/*.yaml" }), "off");
    assert.equal(under({ path: "team/lab/*.yaml" }), "warning");
    assert.equal(under({ path: "lab", kind: "Pod", namespace: "lab" }), "off");
    assert.equal(under({ path: "lab", kind: "Pod", namespace: "prod" }), "warning");
  });

  test("resources of one file are told apart", () => {
    const settings = settingsFor({ files: [{ overrides: [{ kind: "Job", rules: { [RULE]: "off" } }] }] });
    const rule = ruleIn("recommended");
    const job = { ref: { ...POD.ref, kind: "Job" } };
    assert.deepEqual(
      [POD, job, POD].map((one) => settings.severityOf(rule, "plain", one, PATH)),
      ["warning", "off", "warning"],
    );
    assert.deepEqual(
      [POD, job].map((one) => settings.isWanted(rule, one, PATH)),
      [true, false],
    );
  });
});

describe("options", () => {
  const optionsOf = (files: readonly ConfigValue[], overlay: ConfigOverlay = {}) =>
    settingsFor({ files, overlay }).optionsOf(ruleIn("recommended"), POD, PATH);

  test("are put together key by key, overrides included, the last word counting; a severity leaves them alone", () => {
    const far: ConfigValue = { rules: { [RULE]: { options: { least: 1, most: 9 } } } };
    assert.deepEqual(optionsOf([far]), { least: 1, most: 9 });
    assert.deepEqual(optionsOf([far, { rules: { "gpu/*": { options: { least: 2 } } } }]), { least: 2, most: 9 });
    assert.deepEqual(optionsOf([{ ...far, overrides: [{ kind: "Pod", rules: { [RULE]: { options: { least: 3 } } } }] }]), {
      least: 3,
      most: 9,
    });
    assert.deepEqual(optionsOf([{ ...far, overrides: [{ kind: "Job", rules: { [RULE]: { options: { least: 3 } } } }] }]), {
      least: 1,
      most: 9,
    });
    assert.deepEqual(optionsOf([far, { rules: { [RULE]: "error" } }], { rules: { [RULE]: "info" } }), { least: 1, most: 9 });
  });
});

describe("what only preview holds back", () => {
  const isHeldBack = (asked: Asked) => settingsFor(asked).isHeldBack(ruleIn(asked.preset ?? "preview"), "plain", POD, PATH);

  test("is what is in preview, where nothing else was said", () => {
    assert.equal(isHeldBack({}), true);
    assert.equal(isHeldBack({ preset: "strict" }), false);
    assert.equal(isHeldBack({ overlay: { preview: true } }), false);
    assert.equal(isHeldBack({ files: [{ overrides: [{ kind: "Pod", preview: true }] }] }), false);
    assert.equal(isHeldBack({ files: [{ rules: { [RULE]: "off" } }] }), false);
    assert.equal(isHeldBack({ files: [{ overrides: [{ kind: "Pod", rules: { [RULE]: "off" } }] }] }), false);
    assert.equal(isHeldBack({ files: [{ overrides: [{ kind: "Job", rules: { [RULE]: "off" } }] }] }), true);
  });
});

test("of the roles the nearest file's come first, and in a file the order in which they stand", () => {
  const role = (kind: string, word: string, path?: string) => ({ match: { kind, ...(path ? { path } : {}) }, role: word });
  const { facets } = settingsFor({
    files: [{ roles: [role("Job", "train", "a/**"), role("Job", "batch")] }, { roles: [role("Job", "serve", "b/**"), role("Job", "app")] }],
  });
  assert.deepEqual(
    facets.roles.map(({ match, role: word }) => [word, match.path]),
    [
      ["serve", "team/b/**"],
      ["app", undefined],
      ["train", "a/**"],
      ["batch", undefined],
    ],
  );
});
