import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

function run(command: string, ...args: readonly string[]) {
  const script = fileURLToPath(new URL(`../../scripts/commands/${command}.ts`, import.meta.url));
  return spawnSync(process.execPath, [...process.execArgv, script, ...args], { encoding: "utf8" });
}

const commands =
  "synth publish charts import bench vm node trust bootstrap hosts inventory doctor local forward health debug secret backup restore rebuild dr";

describe.each(commands.split(" "))("npm run %s", (command) => {
  it("prints its usage for --help", () => {
    const { status, stdout, stderr } = run(command, "--help");

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(`npm run ${command}`);
  });

  it("names what it does not know, with its usage", () => {
    const { status, stdout, stderr } = run(command, "--nope");

    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(`Unknown option '--nope'\n\n`);
    expect(stderr).toContain(`npm run ${command}`);
  });
});
