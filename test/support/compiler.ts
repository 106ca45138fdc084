import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What the compiler says of files or rooms of the project, as synth asks it first: without Node's own types. */
export function quicklyToldOf(paths: readonly string[]): string {
  const packages = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
  const directory = mkdtempSync(join(tmpdir(), "quick-"));
  const config = {
    extends: join(root, "scripts/types/quick.json"),
    include: paths.map((path) => join(root, path)),
  };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config));
  const args = [join(packages, "bin/tsc"), "--project", directory, "--pretty", "false"];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  rmSync(directory, { recursive: true });
  return stdout;
}
