import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FleetError } from "../../lib/problem.ts";
import { installPrograms, systemPrograms } from "./prerequisites.ts";

const all = systemPrograms.map(({ program: name }) => name);
const packages = systemPrograms.map((one) => one.package);

/** All that is on the PATH. */
let programs: string;

beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), "prerequisites-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(programs, { recursive: true });
});

function program(name: string, script = ""): void {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
}

/** What it says, or the refusal. */
async function install(): Promise<string> {
  const said: string[] = [];
  vi.stubEnv("PATH", programs);
  try {
    await installPrograms((line) => said.push(line));
  } catch (error) {
    said.push((error as FleetError).message);
  }
  return said.join("\n");
}

/** An apt-get that writes down how it was called and puts the programs of `installed` in place. */
function aptGet(installed: readonly string[], script = ""): void {
  const links = installed.map((name) => `/bin/ln -sf /bin/true ${programs}/${name}`).join("\n  ");
  program(
    "apt-get",
    `echo "$*" >> ${programs}/calls
${script}
case "$*" in *install*)
  ${links}
esac`,
  );
}

function calls(): string[] {
  return readFileSync(join(programs, "calls"), "utf8").trim().split("\n");
}

describe("installPrograms", () => {
  it("does nothing where everything is there", async () => {
    for (const name of all) program(name);
    program("go", "echo go1.26.3");
    program("apt-get", "exit 1");

    expect(await install()).toBe("");
  });

  it("installs the packages of what is missing, and nothing else", async () => {
    program("git");
    program("go", "echo go1.27.0");
    aptGet(all);

    const missing = packages.filter((name) => name !== "git");
    expect(missing).toContain("iproute2");
    expect(await install()).toBe(`installing ${missing.join(", ")}`);
    const options = "--quiet=2 --option=DPkg::Lock::Timeout=120 --option=Dpkg::Use-Pty=0";
    expect(calls()).toEqual([
      `${options} update`,
      `${options} install --yes --no-install-recommends ${missing.join(" ")}`,
    ]);
  });

  it("tries again when a mirror does not answer", async () => {
    program("go", "echo go1.26.3");
    aptGet(
      all,
      `[ -e ${programs}/tried ] || { > ${programs}/tried; echo "E: timeout" >&2; exit 100; }`,
    );

    expect(await install()).toBe(`installing ${packages.join(", ")}`);
    expect(calls()).toHaveLength(3);
  });

  it("says what apt-get says when it goes on failing", async () => {
    program("go", "echo go1.26.3");
    aptGet(all, `echo "E: Unable to locate package" >&2; exit 100`);

    const why = process.getuid?.() === 0 ? "look into what it says" : "run this as root";
    expect(await install()).toContain(`
e2e: "apt-get update" failed 3 times; ${why}:
E: Unable to locate package
1 problem in 1 place`);
  });

  it("names what is missing where there is no apt-get", async () => {
    for (const name of all.slice(1)) program(name);

    expect(await install())
      .toBe(`e2e: go is not on the PATH; install Go 1.26.3 or newer from https://go.dev/dl
e2e: redis-server is not on the PATH; install it, on Debian with: apt-get install redis-server
2 problems in 1 place`);
  });

  it("refuses a Go that is too old for the modules", async () => {
    for (const name of all) program(name);
    program("go", "echo go1.24.4");

    expect(await install())
      .toBe(`e2e: go is version 1.24.4; install Go 1.26.3 or newer from https://go.dev/dl
1 problem in 1 place`);
  });
});
