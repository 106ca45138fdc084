import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { linkPackages } from "./support/packages.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const parts = [
  "cdk8s.yaml",
  "charts",
  "clusters",
  "imports",
  "lib",
  "package-lock.json",
  "package.json",
  "scripts",
  "tsconfig.json",
];
let copy = "";

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "cdk8s-"));
  for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true });
  linkPackages(copy);
});

afterEach(() => rmSync(copy, { recursive: true }));

function filesOf(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
  const files = paths.filter((path) => statSync(join(directory, path)).isFile());
  return Object.fromEntries(
    files.map((path) => [path, readFileSync(join(directory, path), "utf8")]),
  );
}

function synth(): void {
  const command = join(copy, "node_modules/.bin/cdk8s");
  // It would ask the network whether there is a newer one.
  const { status, stdout, stderr } = spawnSync(command, ["synth", "--check-upgrade=false"], {
    cwd: copy,
    encoding: "utf8",
  });
  expect(status, `${stdout}${stderr}`).toBe(0);
}

describe("cdk8s synth", () => {
  it("makes dist/ as it is committed, from nothing and over an old one", () => {
    synth();
    const made = filesOf(join(copy, "dist"));
    expect(made).toEqual(filesOf(join(root, "dist")));
    synth();
    expect(filesOf(join(copy, "dist"))).toEqual(made);
  });
});
