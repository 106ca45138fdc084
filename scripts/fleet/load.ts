import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { clusterFaults, fleetFaults } from "../../lib/build/sound.ts";
import { linesOf, reasonOf } from "../../lib/build/failure.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { FleetError } from "../../lib/problem.ts";

/** Where a fleet comes from, for a thread that loads it anew: components cannot be handed over. */
export interface FleetSource {
  /** Address of a module that exports `fleet`, or a function that makes one. */
  readonly module: string;
  readonly call?: { readonly name: string; readonly args: readonly unknown[] };
}

export const shippedSource: FleetSource = {
  module: new URL("../../clusters/index.ts", import.meta.url).href,
};

/** Throws a FleetError for data that does not load. */
export async function loadFleet({ module, call }: FleetSource): Promise<Fleet> {
  const loaded = (await import(module).catch(failToLoad)) as Readonly<Record<string, unknown>>;
  if (call) return (loaded[call.name] as (...args: unknown[]) => Fleet)(...call.args);
  if (loaded["fleet"] !== undefined) return loaded["fleet"] as Fleet;
  const place = relative(process.cwd(), fileURLToPath(module));
  throw new FleetError([
    { place, message: 'exports no fleet; write "export const fleet = defineFleet({ ... })"' },
  ]);
}

/** The fleet of clusters/. Throws a FleetError for data that does not load, or is not as its types say. */
export async function loadShipped(): Promise<Fleet> {
  const fleet = await loadFleet(shippedSource);
  const own = fleetFaults(fleet);
  const faults = own.length > 0 ? own : fleet.clusters.flatMap((one) => clusterFaults(one));
  if (faults.length > 0) throw new FleetError(faults);
  return fleet;
}

/** Data is code: whatever it throws is an error of who writes it. */
function failToLoad(error: unknown): never {
  const [missing, importer] = missingIn(error);
  const lines = linesOf(error).filter(({ path }) => !path.includes("/node_modules/"));
  // Where the data calls the engine is where it can be mended.
  const { path, line } = lines.find(({ path: one }) => !/\/(?:lib|scripts)\//.test(one)) ??
    lines[0] ?? { path: importer, line: undefined };
  const file = path === undefined ? "clusters" : relative(process.cwd(), path);
  const place = line === undefined ? file : `${file}:${line}`;
  const found = missing
    ? `imports ${missing}, which does not exist; correct the path`
    : `${reasonOf(error)}; correct the name or the value`;
  throw new FleetError([{ place, message: found, about: "failure" }]);
}

/** What is not there, and what asked for it. */
function missingIn(error: unknown): readonly [missing?: string, importer?: string] {
  if ((error as NodeJS.ErrnoException | null)?.code !== "ERR_MODULE_NOT_FOUND") return [];
  const said = /Cannot find (?:module|package) '(.+?)' imported from (\S+)/.exec(String(error));
  const [, missing = "a file", importer] = said ?? [];
  const shown = missing.startsWith("/") ? relative(process.cwd(), missing) : missing;
  return importer === undefined ? [shown] : [shown, importer.replace(/^file:\/\//, "")];
}
