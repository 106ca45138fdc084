import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Where the files of a run go, unless TMPDIR says where: into memory, if there is enough. On a disk the same run takes
 * up to ten times as long once others write, and ext4 is as slow for minutes after many files were removed.
 */
export const home = process.env["TMPDIR"] || !hasRoom("/dev/shm") ? tmpdir() : "/dev/shm";

function hasRoom(directory: string): boolean {
  if (!existsSync(directory)) return false;
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize > 4e9;
}

/** Directories of one run. They go when the process ends, however it ends, and not before. */
export class Temporary {
  readonly root = mkdtempSync(join(home, "strata-bench-"));
  private count = 0;

  constructor() {
    process.on("exit", () => rmSync(this.root, { recursive: true, force: true }));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => process.exit(130));
  }

  /** A path that nothing has yet. */
  path(name: string): string {
    return join(this.root, `${name}-${this.count++}`);
  }

  directory(name: string): string {
    const path = this.path(name);
    mkdirSync(path);
    return path;
  }
}
