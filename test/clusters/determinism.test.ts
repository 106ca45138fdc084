import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let directory = "";

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "determinism-"));
});

afterAll(() => rmSync(directory, { recursive: true }));

interface Surroundings {
  readonly umask: string;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Renders the fleet in a process of its own; path to bytes. */
function rendered(name: string, { umask, cwd, variables }: Surroundings): Map<string, string> {
  const output = join(directory, name);
  const command = [
    "-c",
    `umask ${umask}; exec "$@"`,
    "sh",
    process.execPath,
    join(root, "scripts/commands/synth.ts"),
  ];
  const cache = join(directory, `cache-${name}`);
  const env = {
    PATH: process.env["PATH"],
    CDK8S_OUTDIR: output,
    STRATA_CACHE: cache,
    ...variables,
  };
  const { status, stderr } = spawnSync("sh", command, { cwd, env, encoding: "utf8" });
  // A fleet whose records are not its own yet is told so.
  expect(stderr.replace(/^note: .*\n/gm, "")).toBe("");
  expect(status).toBe(0);
  const paths = readdirSync(output, { recursive: true, encoding: "utf8" }).sort();
  const files = paths.filter((path) => statSync(join(output, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(output, path)).toString("base64")]));
}

describe("synth", () => {
  it("writes the same bytes wherever, whenever and for whomever it runs", () => {
    const here = rendered("here", { umask: "022", cwd: root, variables: { TZ: "UTC", LANG: "C" } });
    const there = rendered("there", {
      umask: "077",
      cwd: tmpdir(),
      variables: {
        TZ: "Pacific/Kiritimati",
        LANG: "tr_TR.UTF-8",
        LC_ALL: "tr_TR.UTF-8",
        HOME: "/nowhere",
        USER: "somebody",
        CDK8S_DISABLE_SORT: "1",
        NODE_OPTIONS: "--no-warnings",
      },
    });
    expect(here.size).toBeGreaterThan(0);
    expect(there).toEqual(here);
    expect(rendered("again", { umask: "022", cwd: root, variables: {} })).toEqual(here);
  });
});
