import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { archivePath, digestOf, type ArchiveName } from "../../lib/helm/store.ts";
import { Refusal } from "../tell/refusal.ts";
import { BadArchive, checkArchive, type ChartHead } from "./archive.ts";

/** What the lock says of an archive. */
export interface Wanted extends ArchiveName {
  readonly digest?: string;
}

/** An archive that is whole and is the locked chart. */
export interface GoodArchive {
  readonly archive: Buffer;
  readonly digest: string;
  readonly head: ChartHead;
}

/** Throws BadArchive unless the bytes are the locked chart. */
export function requireGood(archive: Buffer, chart: Wanted): GoodArchive {
  const digest = digestOf(archive);
  // First, since it says most: a truncated archive has another digest, too.
  const head = checkArchive(archive, chart);
  if (chart.digest !== undefined && digest !== chart.digest)
    throw new BadArchive(`has the digest ${digest}, not ${chart.digest} as in charts.lock.yaml`);
  return { archive, digest, head };
}

/** The archive of a chart, or undefined when there is none. Throws BadArchive when it is not the locked one. */
export function readStored(store: string, chart: Wanted): GoodArchive | undefined {
  const path = archivePath(store, chart);
  return existsSync(path) ? requireGood(read(path), chart) : undefined;
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isFolder = code === "EISDIR";
    throw new BadArchive(
      isFolder ? "is a directory; remove it" : `cannot be read (${code}); correct its permissions`,
    );
  }
}

/** The same, but for a reader that cannot go on without it. */
export function requireStored(store: string, chart: Wanted): GoodArchive {
  const stored = tryStored(store, chart);
  if (typeof stored !== "string") return stored;
  const place = archivePath(store, chart);
  throw new Refusal([{ place, message: stored }], "nothing is written");
}

/** The archive of a chart, or why it is not good, in words. */
export function tryStored(store: string, chart: Wanted): GoodArchive | string {
  try {
    return readStored(store, chart) ?? "is not there; run npm run charts -- pull";
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    const { message } = error;
    return `${message}${message.includes("; ") ? " and" : ";"} run npm run charts -- pull`;
  }
}

/** Puts an archive in its place as a whole or not at all. */
export function putInStore(store: string, chart: ArchiveName, archive: Buffer): void {
  mkdirSync(store, { recursive: true });
  const temporary = join(store, `.${randomUUID()}.tmp`);
  try {
    const file = openSync(temporary, "wx");
    try {
      writeFileSync(file, archive);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, archivePath(store, chart));
  } finally {
    rmSync(temporary, { force: true });
  }
}

// A file in the making is there for moments.
const abandonedMilliseconds = 60_000;

/** Removes what a killed `pull` left behind. */
export function cleanStore(store: string): void {
  if (!statSync(store, { throwIfNoEntry: false })?.isDirectory()) return;
  for (const name of readdirSync(store).filter((file) => /^\..*\.tmp$/.test(file))) {
    const path = join(store, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > abandonedMilliseconds) rmSync(path, { force: true });
  }
}
