import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readLock } from "../../scripts/import/lock.ts";
import { extract, managersOf } from "../support/renovate.ts";
import { archiveOf, at, charts, locked, write, writeLock } from "./charts-fixture.ts";

const repository = "https://charts.example.org";
const own = "clusters/charts.lock.yaml";
const text = (path: string): string => readFileSync(at(path), "utf8");

/** An entry as it is written. */
const entry = (name: string, version: string, more = ""): string =>
  `- name: ${name}\n  repository: ${repository}\n  version: ${version}\n${more}`;

describe("the lock of a fleet beside the shipped one", () => {
  it("adds charts, and its entries stand in the place of shipped ones, with what those open", () => {
    const shipped = { ...locked(repository, archiveOf()), appVersion: "4.10" };
    const lock = writeLock([shipped]);
    write("charts.lock.yaml", `${text("charts.lock.yaml")}  open: { route: as shipped }\n`);
    write(own, entry("more", "0.1.0") + entry("demo", "1.3.0", "  open: { size: ours }\n"));
    expect(readLock(lock)).toEqual([
      {
        name: "demo",
        repository,
        version: "1.3.0",
        open: { route: "as shipped", size: "ours" },
      },
      { name: "more", repository, version: "0.1.0" },
    ]);
  });

  it("opens values of a shipped chart with its name alone", () => {
    const shipped = locked(repository, archiveOf());
    const lock = writeLock([shipped]);
    write(own, "- name: demo\n  open: { size: ours }\n");
    expect(readLock(lock)).toEqual([{ ...shipped, open: { size: "ours" } }]);
  });

  it("may hold nothing but a comment", () => {
    const lock = writeLock([locked(repository)]);
    write(own, "# Ours.\n");
    expect(readLock(lock)).toEqual([locked(repository)]);
  });

  it("is named by what is wrong in it", () => {
    const lock = writeLock([locked(repository)]);
    write(own, "- name: more\n  open: { size: ours }\n- name: demo\n  versoin: 1.2.3\n");
    expect(() => readLock(lock)).toThrow(
      [
        `${at(own)}: chart "demo" has the field "versoin"; known are name, repository, path, version, digest, appVersion, open`,
        `${at(own)}: chart "more" has no repository; write it as a string`,
        `${at(own)}: chart "more" has no version; write it as a string`,
        "nothing is written",
      ].join("\n"),
    );
  });
});

describe("npm run charts on both", () => {
  it("writes each digest where the entry stands", async () => {
    const archives = { demo: archiveOf(), more: archiveOf({ name: "more" }) };
    for (const [name, archive] of Object.entries(archives))
      write(`store/${name}-1.2.3.tgz`, archive);
    writeLock([locked(repository)]);
    write(own, `# Ours.\n${entry("more", "1.2.3")}`);
    const { status, stdout } = await charts(["pull"]);
    expect(status).toBe(0);
    expect(stdout).toContain(`2 digests written in ${at("charts.lock.yaml")}, ${at(own)}; `);
    const digestOf = (archive: Buffer) => locked(repository, archive).digest!;
    expect(text("charts.lock.yaml")).toContain(`digest: ${digestOf(archives.demo)}\n`);
    expect(text(own)).toBe(
      `# Ours.\n${entry("more", "1.2.3", `  digest: ${digestOf(archives.more)}\n  appVersion: "4.10"\n`)}`,
    );
    expect(await charts(["verify"])).toMatchObject({ status: 0 });
  });

  it("moves a shipped chart in the fleet's own, and that entry from then on", async () => {
    for (const version of ["1.2.3", "1.3.0", "1.4.0"])
      write(`store/demo-${version}.tgz`, archiveOf({ version }));
    writeLock([locked(repository, readFileSync(at("store/demo-1.2.3.tgz")))]);
    const shipped = text("charts.lock.yaml");
    write(own, `# Ours.\n${entry("cake", "1.0.0")}${entry("zest", "1.0.0")}`);
    await charts(["pull", "demo"]);
    for (const version of ["1.3.0", "1.4.0"]) {
      const { status, stdout } = await charts(["update", "demo", "--to", version]);
      expect(status, stdout).toBe(0);
      expect(stdout).toContain(`${own} and imports/ are written; next: npm run synth`);
      const { digest } = locked(repository, readFileSync(at(`store/demo-${version}.tgz`)));
      const moved = entry("demo", version, `  digest: ${digest}\n  appVersion: "4.10"\n`);
      expect(text(own)).toBe(`# Ours.\n${entry("cake", "1.0.0")}${moved}${entry("zest", "1.0.0")}`);
      expect(text("imports/charts.json")).toContain(`"version": "${version}"`);
    }
    expect(text("charts.lock.yaml").replace(/ {2}appVersion: .*\n/, "")).toBe(shipped);
  });
});

it("is found by Renovate as the shipped one is", () => {
  expect(managersOf(own)).toEqual(managersOf("charts.lock.yaml"));
  const { packageRules } = JSON.parse(readFileSync("renovate.json", "utf8")) as {
    packageRules: readonly { matchFileNames?: readonly string[] }[];
  };
  expect(packageRules.some(({ matchFileNames }) => matchFileNames?.includes(own))).toBe(true);
  expect(extract(entry("more", "0.1.0")).map(({ found }) => found["currentValue"])).toEqual([
    "0.1.0",
  ]);
});
