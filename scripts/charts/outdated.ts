import { compare, diff, parse, prerelease, type ReleaseType } from "semver";
import type { Problem } from "../../lib/problem.ts";
import type { ArchiveEntry } from "../import/lock.ts";
import { table } from "../tell/table.ts";
import { labelOf, reasonOf } from "./pull.ts";
import type { RepositoryOf } from "./repositories.ts";
import type { Offer } from "./repository.ts";

/** A chart, beside what its repository has. */
export interface Comparison {
  readonly name: string;
  readonly repository: string;
  readonly version: string;
  /** The newest stable version; absent when there is none. */
  readonly newest?: string;
  /** How far it is: major, minor, patch; absent when the locked version is as new. */
  readonly change?: ReleaseType;
  readonly isDeprecated?: boolean;
}

/** The newest version without a prerelease part. */
export function newestStable(offers: readonly Offer[]): Offer | undefined {
  return offers
    .filter(({ version }) => parse(version) && !prerelease(version))
    .toSorted((one, other) => compare(other.version, one.version))[0];
}

export async function outdated(
  charts: readonly ArchiveEntry[],
  repositoryOf: RepositoryOf,
): Promise<{ readonly comparisons: readonly Comparison[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const found = await Promise.all(
    charts.map(async (chart): Promise<readonly Comparison[]> => {
      try {
        const newest = newestStable(await repositoryOf(chart).versions(chart.name));
        return [comparisonOf(chart, newest)];
      } catch (error) {
        problems.push({ place: labelOf(chart), message: reasonOf(error) });
        return [];
      }
    }),
  );
  return { comparisons: found.flat(), problems };
}

function comparisonOf({ name, repository, version }: ArchiveEntry, newest?: Offer): Comparison {
  const known = { name, repository, version };
  if (!newest) return known;
  const isNewer = !parse(version) || compare(newest.version, version) > 0;
  const change = isNewer ? (diff(newest.version, parse(version) ?? "0.0.0") ?? "major") : undefined;
  return {
    ...known,
    newest: newest.version,
    ...(change ? { change } : {}),
    ...(newest.isDeprecated ? { isDeprecated: true } : {}),
  };
}

/** Columns, a line for each chart that could move or should be left. */
export function outdatedTable(comparisons: readonly Comparison[]): string {
  const rows = comparisons
    .filter(({ change, isDeprecated }) => change !== undefined || isDeprecated)
    .map(({ name, version, newest = "", change = "", isDeprecated }) => {
      return [name, version, newest, isDeprecated ? `${change} deprecated`.trim() : change];
    });
  if (rows.length === 0) return "all charts are at their newest stable versions";
  return table([["chart", "locked", "newest", "change"], ...rows]);
}
