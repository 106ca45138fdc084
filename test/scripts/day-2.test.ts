import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderedProject } from "../support/project.ts";
import { Programs } from "./stand-ins/programs.ts";

const programs = new Programs();
const house = renderedProject();

/** The commands of docs/day-2.md that need a cluster; the others are run as they stand. */
const blocks = readFileSync("docs/day-2.md", "utf8").matchAll(/^```console\n(.*?)^```/gms);
const commands = [...blocks].flatMap(([, block]) => block!.split("\n").filter(Boolean));

beforeAll(() => {
  programs.add("k3d", `console.log("[]");`);
  programs.add("docker", "");
  programs.add(
    "kubectl",
    `console.error("The connection to the server was refused"); process.exit(1);`,
  );
});

afterAll(() => programs.remove());

describe("docs/day-2.md", () => {
  it.each(commands)("%s is understood, and does nothing in a dry run", (command) => {
    const [, name = "", rest = ""] = /^npm run (\S+)(?: -- (.*))?$/.exec(command)!;
    const words = [...rest.split(" ").filter(Boolean), "--dry-run"];
    const argv = [...process.execArgv, `scripts/commands/${name}.ts`, ...words];
    const { status, stderr } = spawnSync(process.execPath, argv, {
      cwd: house,
      encoding: "utf8",
      env: programs.environment(),
    });

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});
