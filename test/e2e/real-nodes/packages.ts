import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isOnPath } from "../prerequisites.ts";
import { cacheDirectory } from "../tools.ts";
import { run } from "./shell.ts";

/** What keeps this computer from unpacking packages; nothing when it can. */
export function packagesRefusal(): string | undefined {
  return isOnPath("apt-get") && isOnPath("dpkg-deb") ? undefined : "packages of Debian";
}

/**
 * Files of packages of Debian, with those of the packages that they need and this computer has not: unpacked into a
 * folder, not installed, so that nothing of them runs. Returns the folder.
 */
export async function unpackPackages(
  names: readonly string[],
  say: (line: string) => void,
): Promise<string> {
  const directory = join(cacheDirectory(), "packages", names.join("+"));
  if (existsSync(directory)) return directory;
  say(`unpacking ${names.join(", ")}`);
  const unfinished = `${directory}.${process.pid}`;
  const archives = join(unfinished, "archives");
  await mkdir(join(archives, "partial"), { recursive: true });
  const quiet = ["--quiet=2", "--option=DPkg::Lock::Timeout=120"];
  const only = ["--download-only", "--reinstall", "--yes", "--no-install-recommends"];
  await run(["apt-get", ...quiet, "update"]);
  // Whoever downloads has no rights on the folder of somebody else.
  const into = [`--option=Dir::Cache::archives=${archives}`, "--option=APT::Sandbox::User=root"];
  await run(["apt-get", ...quiet, ...into, "install", ...only, ...names]);
  for (const file of await readdir(archives))
    if (file.endsWith(".deb"))
      await run(["dpkg-deb", "--extract", join(archives, file), join(unfinished, "root")]);
  await rename(join(unfinished, "root"), directory);
  await rm(unfinished, { recursive: true });
  return directory;
}
