import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { AnyPlacement } from "../lib/model/placement.ts";
import { fleetWith } from "./charts/parts/app/forms.ts";
import { problemsOf } from "./support/fleet.ts";

const page = readFileSync("docs/apps.md", "utf8");
const blocks = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code!);
const names = blocks.map((code) => /^export const (\w+)/m.exec(code)![1]!);

/** Beside the project's own rooms, each block as the file of clusters/ that it would be. */
const directory = mkdtempSync(join(tmpdir(), "apps-"));
const clusters = join(directory, "clusters");
mkdirSync(clusters);
for (const room of ["charts", "imports", "lib", "node_modules", "package.json"])
  symlinkSync(resolve(room), join(directory, room));
blocks.forEach((code, i) => writeFileSync(join(clusters, `${names[i]}.ts`), code));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("docs/apps.md", () => {
  it("shows files that compile", () => {
    const settings = { extends: resolve("tsconfig.json"), include: ["clusters"] };
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(settings));
    const { status, stdout } = spawnSync("npx", ["tsc", "--noEmit", "-p", directory], {
      encoding: "utf8",
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  it("shows files that are formatted as the project is", () => {
    execFileSync("npx", ["oxfmt", "--check", clusters], { stdio: "pipe" });
  });

  it.each(names)("shows an app without problems: %s", async (name) => {
    const module = (await import(join(clusters, `${name}.ts`))) as Record<string, AnyPlacement>;
    const fleet = fleetWith(module[name]!, {
      cluster: {
        secretsFromBootstrap: {
          "paperless/db": ["password"],
          "paperless/cache": ["password"],
          "documents/notes-db": ["password"],
          "mosquitto/mosquitto": ["passwords"],
        },
      },
    });
    const unused = /secretsFromBootstrap names/;
    expect(problemsOf(fleet).filter((line) => !unused.test(line))).toEqual([]);
  });

  it("names every option that an app has", () => {
    const files = ["container-options", "health-options", "options", "port-options"];
    const options = files.flatMap((file) => {
      const text = readFileSync(`charts/parts/app/${file}.ts`, "utf8");
      const found = text.matchAll(
        /^export interface (?:AppOptions|PodOptions|Scheduling|Reach|ContainerOptions|HealthOptions|Listening)\b[^{]*\{(.*?)^\}/gms,
      );
      return [...found].flatMap(([, body]) =>
        [...body!.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, option]) => option!),
      );
    });
    expect(options.length).toBeGreaterThan(30);
    expect(options.filter((option) => !new RegExp(`\\b${option}\\b`).test(page))).toEqual([]);
  });
});
