// Who may import whom (ARCHITECTURE.md). Read with @swc/core: TypeScript 7 has no parser that dependency-cruiser could use, and without
// one it finds nothing and says that all is well; test/architecture.test.ts therefore demands that every file was seen.
const rooms = "schemas|facts|engine|rules|host|server|client|cli|deploy|tools|test|bench";
const data = ["schemas/", "facts/"];
const layers = ["text", "syntax", "model", "edit", "dialect", "facet", "rule", "policy"];

const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** Files of `name` may import their own room and what begins with one of `may`. */
const room = (name, ...may) =>
  forbid(
    `room-${name}`,
    `${name}/ may import ${may.length === 0 ? "nothing of ours" : may.join(", ").replaceAll("\\", "")} besides itself`,
    { path: `^${name}/` },
    { path: `^(${rooms})/`, pathNot: `^(${[`${name}/`, ...may].join("|")})` },
  );

/** Only files below `where` (and tests, tools and benchmarks) may import the package. */
const only = (packageName, where) =>
  forbid(
    `only-${packageName}`,
    `${packageName} belongs to ${where.replaceAll("\\", "")}`,
    { path: `^(${rooms})/`, pathNot: `^(${where}|test/|tools/|bench/)` },
    { path: `(^|node_modules/)${packageName}(/|$)` },
  );

/** A layer may import only those to its left; the doors are to the right of all. */
const upwards = layers.map((layer, index) =>
  forbid(
    `layer-${layer}`,
    `engine/${layer} may import only ${layers.slice(0, index).join(", ") || "itself"}`,
    { path: `^engine/${layer}/` },
    { path: `^engine/(${[...layers.slice(index + 1).map((right) => `${right}/`), "(rule-)?api\\.ts$"].join("|")})` },
  ),
);

module.exports = {
  forbidden: [
    room("schemas"),
    room("facts"),
    room("engine", ...data),
    room("rules", "engine/rule-api\\.ts$", ...data),
    room("host", "engine/", ...data),
    room("deploy", "engine/", "host/", ...data),
    room("server", "engine/", "rules/", "host/", "deploy/", ...data),
    room("cli", "engine/", "rules/", "host/", "deploy/", ...data),
    room("client", "server/protocol\\.ts$"),
    ...["host", "deploy", "server", "cli"].map((name) =>
      forbid(
        `door-${name}`,
        `${name}/ enters the engine through its doors, engine/api.ts and engine/rule-api.ts`,
        { path: `^${name}/` },
        { path: "^engine/.*/" },
      ),
    ),
    ...upwards,
    forbid(
      "engine-room-loose",
      "a file of the engine lies in a layer, or is one of the two doors",
      { path: `^engine/(?!(${layers.join("|")})/|(rule-)?api\\.ts$)` },
      {},
    ),
    only("vscode", "client/"),
    only("vscode-languageclient", "client/"),
    only("vscode-languageserver", "server/"),
    only("@kubernetes/client-node", "deploy/kube\\.ts$"),
    forbid(
      "pure",
      "engine, rules, schemas and facts know no Node API",
      { path: "^(engine|rules|schemas|facts)/" },
      { dependencyTypes: ["core"] },
    ),
    forbid(
      "seen",
      "what a lint sees of files it sees through host/sight.ts, so that a kept run knows all of it; the others write, or are no lint",
      {
        path: "^(host|cli)/",
        pathNot:
          "^(host/(sight|cache|compiled|write|report-file|read-ahead)|cli/(main|standard-output|version|survey|commands/init))\\.ts$",
      },
      { path: "^(node:)?fs$" },
    ),
    forbid(
      "tests-stay-out",
      "no product file may import tools, tests or benchmarks",
      { pathNot: "^(tools|test|bench)/" },
      { path: "^(tools|test|bench)/" },
    ),
    forbid("cycle", "no cycles, not by type either", {}, { circular: true }),
    forbid("unresolved", "every import leads somewhere", {}, { couldNotResolve: true, pathNot: "^(vscode|sarif)$" }),
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      extensions: [".ts", ".mjs", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["node", "import", "require", "default", "types"],
    },
  },
};
