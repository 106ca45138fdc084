import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const fleets = fileURLToPath(new URL(".", import.meta.url));

/** Where the records of a fleet of this folder stand. */
export function recordsOf(name: string): string {
  return join(fleets, name, "records");
}

/** Puts a fleet of this folder in the place of the one that a copy of the project has, with what is recorded of it. */
export function placeFleet(project: string, name: string): void {
  const clusters = join(project, "clusters");
  const records = join(project, "imports/records");
  for (const folder of [clusters, records]) rmSync(folder, { recursive: true, force: true });
  cpSync(join(fleets, name), clusters, { recursive: true });
  const own = join(clusters, "records");
  if (existsSync(own)) renameSync(own, records);
  // There the rooms of the project are two folders nearer.
  for (const file of readdirSync(clusters).filter((one) => one.endsWith(".ts"))) {
    const path = join(clusters, file);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll('"../../../', '"../'));
  }
}
