import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { FleetError, plural } from "../../lib/problem.ts";
import { loadFleet } from "../fleet/load.ts";
import { firstOf } from "../tell/few.ts";
import { git } from "../git/git.ts";
import { Refusal } from "../tell/refusal.ts";

const listed = 5;

/** Files of the work tree that are not as HEAD has them, as `<state> <path>`. */
export function uncommitted(...paths: string[]): string[] {
  const status = ["--no-optional-locks", "status", "--porcelain", "--untracked-files=all"];
  return git(...status, "--", ...paths)
    .split("\n")
    .filter(Boolean);
}

export function requireCommitted(): void {
  const files = uncommitted("dist");
  if (files.length === 0) return;
  const message = `${plural(files.length, "file")} not committed (${some(files)})`;
  throw new Refusal([{ place: "dist", message: `${message}; commit dist/ and publish again` }]);
}

/** Holds dist/ of the work tree against the fleet of clusters/. Imports the engine only here: it takes a while. */
export async function requireCurrent(): Promise<void> {
  const entry = resolve("clusters/index.ts");
  if (!existsSync(entry)) return;
  const [{ planFleet, planShipped }, { compare }] = await Promise.all([
    import("../run/plan.ts"),
    import("../../lib/emit/compare.ts"),
  ]);
  const isShipped = entry === fileURLToPath(new URL("../../clusters/index.ts", import.meta.url));
  const { files, problems } = await (isShipped
    ? planShipped({ isDry: true })
    : planFleet(await loadFleet({ module: pathToFileURL(entry).href })));
  if (problems.length > 0) throw new FleetError(problems);
  const { added, changed, removed, strays } = compare(resolve("dist"), files);
  if (strays.length > 0) {
    const message = `holds what is not Strata's where Argo CD takes what it finds (${some(strays)})`;
    const todo = "move it elsewhere, or put it into the data, and publish again";
    throw new Refusal([{ place: "dist", message: `${message}; ${todo}` }]);
  }
  const stale = [...added, ...changed, ...removed];
  if (stale.length === 0) return;
  const message = `stale in ${plural(stale.length, "file")} (${some(stale)})`;
  const todo = `run "npm run synth", commit dist/ and publish again`;
  throw new Refusal([{ place: "dist", message: `${message}; ${todo}` }]);
}

function some(files: readonly string[]): string {
  return firstOf(files, listed)
    .map((file) => file.trim())
    .join(", ");
}
