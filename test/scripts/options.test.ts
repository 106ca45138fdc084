import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

function run(command: string, ...args: readonly string[]) {
  const script = `${root}scripts/commands/${command}.ts`;
  return spawnSync(process.execPath, [...process.execArgv, script, ...args], { encoding: "utf8" });
}

const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};
const files = readdirSync(`${root}scripts/commands`)
  .map((file) => basename(file, ".ts"))
  .sort();
/** Names by which `npm run` starts a file of scripts/commands. */
const commands = Object.entries(scripts).flatMap(([name, line]) => {
  const [, file] = /^node scripts\/launch\.mjs (\S+)$/.exec(line) ?? [];
  return file === undefined ? [] : [{ name, file }];
});

it("has npm run every file of scripts/commands, and no other", () => {
  expect(commands.map(({ file }) => file).sort()).toEqual(files);
});

describe.each(commands)("npm run $name", ({ name, file }) => {
  it("prints its usage for --help, with an example", () => {
    const { status, stdout, stderr } = run(file, "--help");

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const [forms, options, examples] = stdout.split("\n\n");
    expect(forms).toMatch(new RegExp(`^npm run ${name} .*\\w`));
    expect(options).toMatch(/^ {2}--help +this$/m);
    expect(examples).toMatch(new RegExp(`^for example:\n {2}npm run ${name}( -- |\n|$)`));
    for (const line of `${forms}\n${options}`.split("\n"))
      expect(line.length).toBeLessThanOrEqual(120);
  });

  // What else npm test is given is for vitest.
  it.skipIf(name === "test")("names what it does not know, with its usage", () => {
    const { status, stdout, stderr } = run(file, "--nope");

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(`Unknown option '--nope'\n\n`);
    expect(stderr).toContain(`npm run ${name}`);
  });
});

it("says which commands there are", () => {
  const argv = [`${root}scripts/launch.mjs`, "sinth"];
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });

  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: `scripts/launch.mjs: there is no command "sinth"; use one of ${files.join(", ")}, each says more with --help\n`,
  });
});
