import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { FleetError } from "../../lib/problem.ts";
import type { Manager } from "../support/renovate.ts";
import { cacheDirectory } from "./tools.ts";

const manifest = fileURLToPath(new URL("tools/renovate/", import.meta.url));

/** What Renovate finds in a file. */
export interface Dependency {
  readonly depName: string;
  readonly packageName?: string;
  readonly currentValue: string;
}

/** Renovate's reader of custom managers. */
interface Regex {
  readonly extractPackageFile: (
    text: string,
    file: string,
    manager: Manager,
  ) => { readonly deps: readonly Dependency[] } | null;
}

/** Where Renovate is, or will be: 340 MB, so that only who asks for it has it. */
function home(): string {
  const lock = readFileSync(join(manifest, "package-lock.json"));
  const version = createHash("sha256").update(lock).digest("hex").slice(0, 16);
  return join(cacheDirectory(), "renovate", version);
}

/** Once for each state of its lock file. */
export function installRenovate(say: (line: string) => void): void {
  if (existsSync(home())) return;
  say("installing Renovate (340 MB, some minutes)");
  const unfinished = `${home()}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  cpSync(manifest, unfinished, { recursive: true });
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stderr } = spawnSync("npm", args, { cwd: unfinished, encoding: "utf8" });
  if (status === 0) return renameSync(unfinished, home());
  rmSync(unfinished, { recursive: true, force: true });
  const last = stderr.trim().split("\n").slice(-3).join("\n");
  const message = "Renovate cannot be installed; see that npm reaches its registry:";
  throw new FleetError([{ place: "e2e", message, said: last }]);
}

/** What Renovate's own code takes out of a file. */
export async function renovateFinds(
  manager: Manager,
  file: string,
  text: string,
): Promise<readonly Dependency[]> {
  const module = join(home(), "node_modules/renovate/dist/modules/manager/custom/regex/index.js");
  const { extractPackageFile } = (await import(pathToFileURL(module).href)) as Regex;
  return extractPackageFile(text, file, manager)?.deps ?? [];
}

/** Fails with what Renovate's validator says of a configuration. */
export function validateConfig(path: string): void {
  const program = join(home(), "node_modules/renovate/dist/config-validator.js");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, "--strict", "--no-global", path],
    {
      encoding: "utf8",
      env: { ...process.env, LOG_LEVEL: "info" },
    },
  );
  if (status !== 0) throw new Error(`renovate-config-validator: ${stdout}${stderr}`);
}
