import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { exchange } from "../../lib/emit/exchange.ts";
import { compare } from "../../lib/emit/compare.ts";
import { write } from "../../lib/emit/write.ts";
import { FleetError } from "../../lib/problem.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { planFleet, usualCharts } from "../run/plan.ts";

/**
 * Puts a fleet into the place of clusters/, once it is known to be right: it is written beside, planned there, and
 * exchanged as a whole. Before that nothing changes, whenever it ends. Throws the problems of the plan, returns how many
 * files dist/ had of the fleet before.
 */
export async function writeFleet(
  root: string,
  files: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<number> {
  const target = join(root, "clusters");
  const staged = join(root, `.clusters.staged-${process.pid}`);
  removeLeftovers(root);
  let old = staged;
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(staged, path)), { recursive: true });
      writeFileSync(join(staged, path), text);
    }
    await judge(staged, root);
    signal.throwIfAborted();
    if (existsSync(target))
      old = await exchange(staged, target, join(root, `.clusters.aside-${process.pid}`));
    else renameSync(staged, target);
    return await removeOthers(root);
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

/** Of runs that were killed. */
function removeLeftovers(root: string): void {
  for (const name of readdirSync(root))
    if (/^\.clusters\.staged-\d+$/.test(name)) rmSync(join(root, name), { recursive: true });
}

/** Plans the fleet where it stands; its charts are rendered where Helm and archives are at hand. */
async function judge(directory: string, root: string): Promise<void> {
  const module = (await import(pathToFileURL(join(directory, "index.ts")).href)) as {
    readonly fleet: Fleet;
  };
  // Of the records it has none: those that are there go with the fleet that they are of.
  const records = join(root, "imports", "none");
  const { problems } = await planFleet(module.fleet, { ...usualCharts(), records, isDry: true });
  if (problems.length > 0) throw new FleetError(problems);
}

/** What the fleet that stood there had in dist/ and in imports/records/: git has it. */
async function removeOthers(root: string): Promise<number> {
  rmSync(join(root, "imports", "records"), { recursive: true, force: true });
  const dist = join(root, "dist");
  const { removed, kept } = compare(dist, []);
  // Files that are not Strata's stay.
  if (kept.length > 0) await write(dist, []);
  else rmSync(dist, { recursive: true, force: true });
  return removed.length;
}
