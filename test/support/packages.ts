import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

/** Gives a copy of the project its packages, one link each: an installation there would replace links, not packages. */
export function linkPackages(copy: string): void {
  const packages = resolve("node_modules");
  mkdirSync(join(copy, "node_modules"));
  for (const name of readdirSync(packages))
    symlinkSync(join(packages, name), join(copy, "node_modules", name));
}
