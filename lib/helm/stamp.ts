import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

type Source = readonly [directory: string, extension: string];

/** The code and the schemas that decide what becomes of an object. */
const sources: readonly Source[] = [
  [fileURLToPath(new URL("..", import.meta.url)), ".ts"],
  [fileURLToPath(new URL("../../imports", import.meta.url)), ".json"],
];

/**
 * Another text after any change of these files, as git tells a changed file: by size and times. Reading them would take
 * longer than what is saved.
 */
export function stampOf(given: readonly Source[] = sources): string {
  const hash = createHash("sha256").update(process.version);
  for (const [directory, extension] of given) {
    const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
    for (const name of names.filter((one) => one.endsWith(extension)).sort()) {
      const { size, mtimeMs, ctimeMs, ino } = statSync(join(directory, name));
      hash.update(`\n${name} ${size} ${mtimeMs} ${ctimeMs} ${ino}`);
    }
  }
  return hash.digest("hex");
}
