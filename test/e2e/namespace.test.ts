import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { namespaceRefusal } from "./namespace.ts";

let programs: string;

beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), "namespace-"));
  vi.stubEnv("PATH", programs);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(programs, { recursive: true });
});

function unshare(script: string): void {
  writeFileSync(join(programs, "unshare"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, "unshare"), 0o755);
}

it("knows that a computer allows namespaces", () => {
  unshare("exit 0");
  expect(namespaceRefusal()).toBeUndefined();
});

it("says what a computer says that does not", () => {
  unshare('echo "unshare: unshare failed: Operation not permitted" >&2; exit 1');
  expect(namespaceRefusal()).toBe("unshare: unshare failed: Operation not permitted");
});

it("says that there is no such program", () => {
  expect(namespaceRefusal()).toBe("spawnSync unshare ENOENT");
});
