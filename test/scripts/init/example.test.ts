import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleFiles, exampleNames } from "../../../scripts/init/example.ts";
import { planFleet, usualCharts } from "../../../scripts/run/plan.ts";
import { loadHouse, makeProject } from "./houses.ts";

const project = makeProject();

beforeAll(() => {
  const folder = join(project, "clusters/examples/lone");
  cpSync("test/fleets/lone", folder, { recursive: true });
  writeFileSync(
    join(folder, "image.txt"),
    "lone.example:5000/a, git.lone.example, alone.example\n",
  );
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

const problemsOf = (name: string, flags: object): Promise<string> =>
  exampleFiles(project, name, flags).then(
    () => "",
    (error: unknown) => (error as Error).message,
  );

describe("an example", () => {
  it("is written with the words of the flags, and is a fleet there", async () => {
    const flags = {
      domain: "house.example",
      email: "her@house.example",
      repository: "https://git.house.example/fleet.git",
    };
    const files = await exampleFiles(project, "lone", flags);
    expect([...files.keys()]).toEqual(["image.txt", "index.ts", "charts.lock.yaml"]);
    // Another host, and another word.
    expect(files.get("image.txt")).toBe("lone.example:5000/a, git.house.example, alone.example\n");
    for (const [path, text] of files) {
      const to = join(project, "house", path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, text);
    }
    const fleet = await loadHouse(join(project, "house"));
    expect(fleet.site).toMatchObject({ domain: "house.example", email: "her@house.example" });
    expect(fleet.repository.url).toBe(flags.repository);
    const options = { ...usualCharts(), records: resolve("imports", "none"), isDry: true };
    expect((await planFleet(fleet, options)).problems).toEqual([]);
  });

  it("is as it stands without flags", async () => {
    const files = await exampleFiles(project, "lone", {});
    expect(files.get("index.ts")).toContain('domain: "lone.example"');
  });

  it("says what is wrong with its name and the flags, all at once", async () => {
    expect(exampleNames(project)).toEqual(["lone"]);
    expect(await problemsOf("loan", { domain: "a b", nodes: "10.0.0.1" })).toBe(
      [
        '--domain: "a b" is no domain; write it as home.example.org',
        '--example: "loan" is no folder of clusters/examples/; use lone',
        "--nodes: is not asked of an example; leave it out, and edit clusters/site.ts once it is written",
        "3 problems in 3 places",
      ].join("\n"),
    );
  });

  it("is not there any more in somebody's fleet", async () => {
    const message = await exampleFiles(join(project, "house"), "lone", {}).catch(String);
    expect(message).toContain(
      '"lone" is no folder of clusters/examples/; they stand in a clone of Strata that nobody has made his own',
    );
  });
});
