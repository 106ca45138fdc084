import { FAILSAFE_SCHEMA } from "js-yaml";
import { Parser } from "tar";
import type { ArchiveName } from "../../lib/helm/store.ts";
import { Budget } from "../../lib/outside/gunzip.ts";
import { mapOf } from "../../lib/outside/maps.ts";
import { BadText, readYaml } from "../../lib/outside/text.ts";
import { onOneLine } from "../../lib/outside/visible.ts";

/** The text files of a chart by their path below its root; subcharts stand in `charts/<name>/`. */
export type ChartFiles = ReadonlyMap<string, string>;

/** Of Chart.yaml. */
export interface ChartHead {
  readonly name: string;
  readonly version: string;
  readonly appVersion?: string;
}

/** Why an archive is no chart, in words. */
export class BadArchive extends BadText {}

/** Unpacks a chart in memory. Archives of subcharts inside it are unpacked too. */
export function readArchive(archive: Uint8Array): ChartFiles {
  // The first folder is named after the chart.
  const below = (path: string): string => path.split("/").slice(1).join("/");
  const budget = new Budget();
  const contents = [...unpack(archive, budget)];
  return chartFilesOf(
    contents.map(([path, content]) => [below(path), content]),
    budget,
  );
}

/** The texts of the files of a chart, and of what the archives of its subcharts hold. */
export function chartFilesOf(
  contents: Iterable<readonly [string, Buffer]>,
  budget = new Budget(),
): ChartFiles {
  const files = new Map<string, string>();
  for (const [below, content] of contents) {
    if (!/^charts\/[^/]+\.tgz$/.test(below)) files.set(below, content.toString());
    else
      for (const [inner, text] of unpack(content, budget))
        files.set(`charts/${inner}`, text.toString());
  }
  return files;
}

/** Throws unless the archive is whole and is the chart of this name and version. */
export function checkArchive(archive: Uint8Array, { name, version }: ArchiveName): ChartHead {
  const text = readArchive(archive).get("Chart.yaml");
  if (text === undefined) throw new BadArchive("holds no Chart.yaml");
  const head = headOf(text);
  if (head.name !== name) throw new BadArchive(`holds the chart "${head.name}", not "${name}"`);
  if (head.version !== version)
    throw new BadArchive(`holds version ${head.version}, not ${version}`);
  return head;
}

/** Throws a BadArchive where Chart.yaml is none. */
export function headOf(text: string): ChartHead {
  const { name = "", version = "", appVersion = "" } = mapOf(headerOf(text));
  for (const [field, value] of Object.entries({ name, version, appVersion }))
    if (!isHeading(value))
      throw new BadArchive(`holds a Chart.yaml whose ${field} is no line of text`);
  return { name, version, ...(appVersion ? { appVersion } : {}) } as ChartHead;
}

function headerOf(text: string): unknown {
  try {
    // In this schema everything is text: an unquoted appVersion 3.10 is no number.
    return readYaml(text, { schema: FAILSAFE_SCHEMA });
  } catch (error) {
    throw new BadArchive(`holds a Chart.yaml that cannot be read: ${(error as Error).message}`);
  }
}

/** It goes into the lock, into tables and on the terminal. */
function isHeading(value: unknown): boolean {
  return typeof value === "string" && value.length <= 200 && onOneLine(value) === value;
}

function unpack(archive: Uint8Array, budget: Budget): Map<string, Buffer> {
  try {
    return readTar(budget.gunzip(archive), budget);
  } catch (error) {
    throw new BadArchive(`is no whole gzip archive of a chart: ${(error as Error).message}`);
  }
}

function readTar(tar: Buffer, budget: Budget): Map<string, Buffer> {
  // The parser would unpack what is packed twice by itself, without a bound.
  if (tar[0] === 0x1f && tar[1] === 0x8b) throw new Error("it is packed twice");
  const files = new Map<string, Buffer>();
  let failure: Error | undefined;
  // From memory the parser works synchronously; strict makes its warnings errors.
  const parser = new Parser({
    strict: true,
    zstd: false,
    onReadEntry(entry) {
      const isFile = entry.type === "File" || entry.type === "OldFile";
      if (isFile) failure ??= refused(() => budget.take(entry.size));
      // A damaged or hostile archive names what it likes; nothing is written by these names.
      if (isFile && !isPath(entry.path)) failure ??= new Error("it names a file outside of itself");
      const chunks: Buffer[] = [];
      entry.on("data", (chunk: Buffer) => chunks.push(chunk));
      entry.on("end", () => {
        if (isFile && !failure) files.set(entry.path, Buffer.concat(chunks));
      });
    },
  });
  parser.on("error", (error: Error) => (failure ??= error));
  parser.end(tar);
  if (failure) throw failure;
  if (files.size === 0) throw new Error("it is empty");
  return files;
}

/** What stands in the way, if anything: the parser goes on after what its listeners throw. */
function refused(take: () => void): Error | undefined {
  try {
    take();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Below the archive, in visible signs, and no deeper than any file system has it. */
function isPath(path: string): boolean {
  const parts = path.split("/");
  const isPlain = parts.every((part) => part !== "" && part !== "." && part !== "..");
  return isPlain && path.length <= 1024 && parts.length <= 64 && onOneLine(path) === path;
}
