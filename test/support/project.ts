import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { copySources } from "./packages.ts";

/** A copy of the project with a fleet of test/fleets/, for commands that read the fleet of theirs. */
export function projectWith(fleet = "house"): string {
  const directory = mkdtempSync(join(tmpdir(), `project-${fleet}-`));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  copySources(directory, fleet);
  return directory;
}

/** The same with its dist/. */
export function renderedProject(fleet = "house"): string {
  const directory = projectWith(fleet);
  execFileSync(process.execPath, [...process.execArgv, "scripts/commands/synth.ts"], {
    cwd: directory,
  });
  return directory;
}
