import { ownOf } from "../../lib/outside/maps.ts";
import type { ImportedChart } from "../../lib/kubernetes/chart.ts";
import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import { importChart } from "../import/charts.ts";
import { readKnown } from "../import/known.ts";
import type { ArchiveEntry } from "../import/lock.ts";
import { filesOfOne, writeImport } from "../import/one.ts";
import { archivedChart } from "../import/source.ts";
import { BadArchive } from "../archive/archive.ts";
import { compareKinds } from "./compare-kinds.ts";
import { compareValues, type Change } from "./compare-values.ts";
import { fullDefaultsOf, type Values } from "./defaults.ts";
import { Failure } from "../http/failure.ts";
import { moveInLock } from "./lock-edit.ts";
import { newestStable } from "./outdated.ts";
import { obtain, type PullOptions } from "./pull.ts";

export interface UpdateOptions extends PullOptions {
  /** charts.lock.yaml. */
  readonly lock: string;
  /** imports/. */
  readonly imports: string;
}

/** What an update did, for its reader. */
export interface Updated {
  readonly from: string;
  readonly to: ArchiveEntry;
  /** The lock that was written, below its project. */
  readonly file: string;
  readonly values: readonly Change[];
  readonly kinds: readonly string[];
  readonly notes: readonly string[];
}

/** Moves a chart to a version: archive, lock and imports/. Undefined when all three are there already. */
export async function update(
  chart: ArchiveEntry,
  version: string | undefined,
  options: UpdateOptions,
): Promise<Updated | undefined> {
  const { lock, imports } = options;
  const known = readKnown(imports);
  const before = ownOf(known.charts, chart.name);
  const target = version ?? (await newest(chart, options));
  const isMoved = target !== chart.version;
  if (!isMoved && chart.digest !== undefined && before?.digest === chart.digest) return undefined;
  const { digest: _, appVersion: __, ...rest } = chart;
  const wanted = isMoved ? { ...rest, version: target } : chart;
  const { good } = await obtain(wanted, options);
  const { digest, head } = good;
  const to: ArchiveEntry = { ...wanted, digest, ...head };
  const source = archivedChart(chart.name, good.archive);
  const fresh = importChart(source, to, known);
  // Before anything is written.
  const files = filesOfOne(fresh, known);
  const old = await oldDefaults(before, options);
  const schemas = [
    known.text(`values/${chart.name}.json`),
    fresh.files.get(`values/${chart.name}.json`),
  ];
  const [oldSchema, schema] = schemas.map((text) => JSON.parse(text ?? "{}") as Schema);
  const values = compareValues(
    { schema: oldSchema!, defaults: old.defaults },
    { schema: schema!, defaults: fullDefaultsOf(source) },
  );
  const kinds = compareKinds(
    { definitions: known.definitionsOf(chart.name), text: (path) => known.text(path) },
    { definitions: fresh.entry.crds, text: (path) => fresh.files.get(path) },
  );
  // The lock comes first: should the rest not be written, the same command again does it.
  const file = moveInLock(lock, { ...to, version: target, appVersion: head.appVersion });
  writeImport(imports, files);
  const notes = [...old.notes, ...fresh.skipped];
  return { from: before?.version ?? chart.version, to, file, values, kinds, notes };
}

async function newest(chart: ArchiveEntry, { repositoryOf }: UpdateOptions): Promise<string> {
  const found = newestStable(await repositoryOf(chart).versions(chart.name));
  if (found) return found.version;
  throw new Failure(
    `${chart.repository} has no stable version of ${chart.name}; name one with --to`,
  );
}

/** The defaults of the version that imports/ was made from. */
async function oldDefaults(
  before: ImportedChart | undefined,
  options: UpdateOptions,
): Promise<{ readonly defaults: Values | undefined; readonly notes: readonly string[] }> {
  if (!before) return { defaults: undefined, notes: [] };
  const { name, version, repository, digest } = before;
  // It was a directory of the repository.
  if (repository === undefined) return { defaults: undefined, notes: [] };
  try {
    const locked = { name, version, repository, ...(digest ? { digest } : {}) };
    const { good } = await obtain(locked, options);
    return { defaults: fullDefaultsOf(archivedChart(name, good.archive)), notes: [] };
  } catch (error) {
    if (!(error instanceof Failure) && !(error instanceof BadArchive)) throw error;
    const [reason] = error.message.split("; ");
    const note = `${name} ${version} is not at hand (${reason}): changed defaults are not listed`;
    return { defaults: undefined, notes: [note] };
  }
}
