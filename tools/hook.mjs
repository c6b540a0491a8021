#!/usr/bin/env node
// What the hooks of pre-commit run: drydock in the clone that pre-commit made of this repository, installed and bundled by the first run.
// Not by npm pack, which pre-commit would use for "language: node": it takes all that npm prints for the name of the file, and npm prints
// the name of every script that it runs.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const run = (...words) => spawnSync(process.execPath, words, { stdio: "inherit" }).status ?? 2;

const ready = existsSync(`${root}dist/cli.cjs`) ? 0 : run(`${root}tools/ready.mjs`, "--build");
process.exitCode = ready === 0 ? run(`${root}dist/cli.cjs`, ...process.argv.slice(2)) : ready;
