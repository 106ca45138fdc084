import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const archives = 500;
/** Another one each time it is set. */
const seed = process.env["STRATA_SEED"] ?? "1";

it(`500 hostile archives of seed ${seed} write nothing outside and end in words`, () => {
  const directory = mkdtempSync(join(tmpdir(), "hostile-"));
  try {
    const run = fileURLToPath(new URL("run.ts", import.meta.url));
    // What took more memory would end it, and what took for ever the test.
    const args = ["--max-old-space-size=512", run, directory, String(archives), seed];
    const said = execFileSync(process.execPath, args, { encoding: "utf8", timeout: 120_000 });
    const { imported, refused, bad } = JSON.parse(said) as {
      readonly imported: number;
      readonly refused: number;
      readonly bad: readonly string[];
    };
    expect(bad).toEqual([]);
    expect(imported + refused).toBe(archives);
    // Both are tried: what is refused at the door tests nothing behind it.
    expect(Math.min(imported, refused)).toBeGreaterThan(100);
    const written = readdirSync(directory, { recursive: true, encoding: "utf8" });
    const inside =
      /^inside(?:\/of(?:\/imports(?:\/(?:charts\.json|(?:crds|values)(?:\/.*)?))?)?)?$/;
    expect(written.filter((path) => !inside.test(path))).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
