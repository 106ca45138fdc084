import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The code and the schemas that decide what becomes of an object. */
const sources = ["lib", "imports/crds", "imports/kubernetes"].map((folder) =>
  fileURLToPath(new URL(`../../${folder}`, import.meta.url)),
);

/**
 * Another text after any change below the directories, as git tells a changed file: by size and times. Reading them
 * would take longer than what is saved.
 */
export function stampOf(directories: readonly string[] = sources): string {
  const hash = createHash("sha256").update(process.version);
  for (const directory of directories) {
    for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" }).sort()) {
      const { size, mtimeMs, ctimeMs, ino } = statSync(join(directory, name));
      hash.update(`\n${name} ${size} ${mtimeMs} ${ctimeMs} ${ino}`);
    }
  }
  return hash.digest("hex");
}
