import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

/** Gives a copy of the project its packages, one link each: an installation there would replace links, not packages. */
export function linkPackages(copy: string): void {
  const packages = resolve("node_modules");
  mkdirSync(join(copy, "node_modules"));
  for (const name of readdirSync(packages))
    symlinkSync(join(packages, name), join(copy, "node_modules", name));
}

/** Copies the data and the code of the project as they are now, without dist/ and its history. */
export function copySources(copy: string): void {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const wanted = execFileSync("git", list)
    .toString()
    .split("\0")
    .filter((path) => /^(charts|clusters|imports|lib|scripts|package|tsconfig)/.test(path));
  execFileSync("cp", ["--parents", "--", ...wanted, copy]);
  linkPackages(copy);
}
