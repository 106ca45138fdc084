import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Directories below the system's temporary one. They go when the process ends, however it ends, and not before:
 * after a removal, ext4 takes ten times as long for new files, for some minutes.
 */
export class Temporary {
  readonly root = mkdtempSync(join(tmpdir(), "strata-bench-"));
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
