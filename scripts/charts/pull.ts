import { Refusal } from "../tell/refusal.ts";
import { archivePath, type ArchiveName } from "../../lib/helm/store.ts";
import type { Problem } from "../../lib/problem.ts";
import type { ArchiveEntry } from "../import/lock.ts";
import { BadArchive } from "../archive/archive.ts";
import { Failure } from "../http/failure.ts";
import type { LockChange } from "./lock-edit.ts";
import type { RepositoryOf } from "./repositories.ts";
import {
  cleanStore,
  putInStore,
  readStored,
  requireGood,
  type GoodArchive,
} from "../archive/store.ts";

export interface PullOptions {
  readonly store: string;
  readonly repositoryOf: RepositoryOf;
  /** Told of each chart as it is there. */
  readonly onProgress: (line: string) => void;
}

export interface Pulled {
  /** What the lock did not say yet, by chart. */
  readonly learned: ReadonlyMap<string, LockChange>;
  readonly problems: readonly Problem[];
  readonly fetched: number;
}

const atOnce = 8;

/** Fetches the archives that the store lacks. What went well stays, whatever becomes of the others. */
export async function pull(charts: readonly ArchiveEntry[], options: PullOptions): Promise<Pulled> {
  cleanStore(options.store);
  const learned = new Map<string, LockChange>();
  const problems: Problem[] = [];
  let fetched = 0;
  const queue = charts.values();
  const worker = async (): Promise<void> => {
    for (const chart of queue) {
      try {
        const { good, isNew } = await obtain(chart, options);
        if (isNew) fetched++;
        const change = unsaid(chart, good);
        if (Object.keys(change).length > 0) learned.set(chart.name, change);
      } catch (error) {
        problems.push({ place: labelOf(chart), message: reasonOf(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { learned, problems, fetched };
}

/** The archive of a chart, from the store or else from its repository. */
export async function obtain(
  chart: ArchiveEntry,
  { store, repositoryOf, onProgress }: PullOptions,
): Promise<{ readonly good: GoodArchive; readonly isNew: boolean }> {
  const stored = fromStore(store, chart, onProgress);
  if (stored) return { good: stored, isNew: false };
  const { archive, digest, isOpen } = await repositoryOf(chart).download(chart.name, chart.version);
  if (isOpen && chart.digest === undefined)
    throw new Failure(
      "comes over a connection that others can change, and charts.lock.yaml has no digest of it; use https://, or write the digest that its publisher states",
    );
  const good = requireGood(archive, chart);
  if (digest !== undefined && digest !== good.digest && chart.digest === undefined) {
    const message = `has the digest ${good.digest}, but the repository's index says ${digest}; ask its owner, then write the right one in charts.lock.yaml`;
    throw new Failure(message);
  }
  putInStore(store, chart, archive);
  const size = `${Math.ceil(archive.length / 1024)} KiB`;
  onProgress(`${labelOf(chart)}: ${size}, ${good.digest}`);
  return { good, isNew: true };
}

/** A bad archive in the store is fetched again. */
function fromStore(
  store: string,
  chart: ArchiveEntry,
  onProgress: (line: string) => void,
): GoodArchive | undefined {
  try {
    return readStored(store, chart);
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    onProgress(`${archivePath(store, chart)} ${error.message}; fetching it again`);
    return undefined;
  }
}

function unsaid(chart: ArchiveEntry, { digest, head }: GoodArchive): LockChange {
  return {
    ...(chart.digest === undefined ? { digest } : {}),
    ...(chart.appVersion === undefined && head.appVersion ? { appVersion: head.appVersion } : {}),
  };
}

export function labelOf({ name, version }: ArchiveName): string {
  return `${name} ${version}`;
}

/** Why something of one chart failed, in words: that of another is fetched all the same. */
export function reasonOf(error: unknown): string {
  if (error instanceof BadArchive)
    return `what the repository sends ${error.message}; pull again, and if that does not help ask the repository's owner before you change the lock`;
  if (error instanceof Failure) return error.message;
  // It tells more than one place, and ends the command as it is.
  if (error instanceof Refusal) throw error;
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return "the disk is full; make room and pull again";
  if (syscall === undefined) {
    if (process.env["DEBUG"]) throw error;
    return `fails for a reason that Strata does not know: ${message}; run the same command with DEBUG=1 and report what it prints`;
  }
  return `the store cannot be used: ${message}; mend that or name another with --store`;
}
