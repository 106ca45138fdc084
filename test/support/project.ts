import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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

/** The code that a command of a copy ended with, and what it said. */
export async function endOf(
  directory: string,
  command: string,
  options: readonly string[] = [],
  variables: NodeJS.ProcessEnv = {},
): Promise<string> {
  // A plan is remembered for files that were saved before the program was started.
  await sleep(20);
  const script = join(directory, `scripts/commands/${command}.ts`);
  const env = { PATH: process.env["PATH"], STRATA_CACHE: join(directory, ".cache"), ...variables };
  const child = spawn(process.execPath, [script, ...options], { cwd: directory, env });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part: Buffer) => (said += part.toString()));
  return new Promise((resolve) => {
    child.on("close", (code) => resolve(`${code} ${said.trim()}`));
  });
}
