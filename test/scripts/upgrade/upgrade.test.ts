import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Repository } from "./fixture.ts";
import { componentFile, fleetFiles, fork, lockEntry, temporary } from "./fixture.ts";
import { madeUpReleases } from "./releases.ts";

let upstream: Repository;

beforeAll(() => {
  upstream = madeUpReleases();
}, 120_000);

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const has = ({ directory }: Repository, path: string): boolean => existsSync(join(directory, path));

/** A fleet in the place of the shipped one, with a component of its own. */
function settle(made: Repository, imports: string, components: string): void {
  made.write({
    clusters: undefined,
    dist: undefined,
  });
  made.write({
    "clusters/components/sugar.ts": componentFile("sugar", "cubes"),
    ...fleetFiles(
      "attic",
      `import { ${imports} } from "../charts/index.ts";\nimport { sugar } from "./components/sugar.ts";\n`,
      `    sugar({ cubes: "two" }),\n${components}`,
    ),
  });
  for (const command of ["synth", "catalogue"]) {
    const { status, stderr } = made.run(command);
    expect(status, stderr).toBe(0);
  }
}

describe("a fork that is two releases behind", () => {
  it("keeps its data, and ends with what to rename and where", () => {
    const made = fork("old", upstream, "v0.1.0");
    settle(made, "kettle, teapot", '    teapot({ cups: "one" }),\n    kettle({}),\n');
    made.commit("ours");
    const first = made.run("upgrade", "--from", upstream.directory);
    console.log(first.stdout, first.stderr);
    expect(first.status).toBe(1);
  });
});
