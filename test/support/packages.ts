import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { placeFleet } from "../fleets/place.ts";

/** Gives a copy of the project its packages, one link each: an installation there would replace links, not packages. */
export function linkPackages(copy: string): void {
  const packages = resolve("node_modules");
  mkdirSync(join(copy, "node_modules"));
  for (const name of readdirSync(packages))
    symlinkSync(join(packages, name), join(copy, "node_modules", name));
}

/** Paths of the files of the project as it is now, without those that git ignores. */
export function projectFiles(): string[] {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  return execFileSync("git", list).toString().split("\0").filter(existsSync);
}

/** Copies the code of the project as it is now, with a fleet of test/fleets/; without dist/ and its history. */
export function copySources(copy: string, fleet: string): void {
  const wanted = projectFiles().filter((path) =>
    /^(charts|imports|lib|scripts|package|tsconfig)/.test(path),
  );
  execFileSync("cp", ["--parents", "--", ...wanted, copy]);
  placeFleet(copy, fleet);
  linkPackages(copy);
}
