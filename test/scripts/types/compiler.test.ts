import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Whatever a fleet's data may reach. */
const reached = ["charts", "clusters", "imports/values", "lib/kubernetes", "lib/model"];

it("finds nothing to say of what is sound without Node's own types, or each synth would look twice", () => {
  const packages = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
  const directory = mkdtempSync(join(tmpdir(), "quick-"));
  const config = {
    extends: join(root, "scripts/types/quick.json"),
    include: reached.map((room) => join(root, room)),
  };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config));
  const args = [join(packages, "bin/tsc"), "--project", directory, "--pretty", "false"];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  rmSync(directory, { recursive: true });
  expect(stdout).toBe("");
});
