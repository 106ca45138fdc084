import { gunzipSync } from "node:zlib";
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { Parser } from "tar";
import type { ArchiveName } from "../../lib/helm/store.ts";

/** The text files of a chart by their path below its root; subcharts stand in `charts/<name>/`. */
export type ChartFiles = ReadonlyMap<string, string>;

/** Of Chart.yaml. */
export interface ChartHead {
  readonly name: string;
  readonly version: string;
  readonly appVersion?: string;
}

/** Why an archive is no chart, in words. */
export class BadArchive extends Error {}

// Real charts unpack to a few megabytes.
const mostBytes = 256 * 1024 * 1024;

/** Unpacks a chart in memory. Archives of subcharts inside it are unpacked too. */
export function readArchive(archive: Uint8Array): ChartFiles {
  // The first folder is named after the chart.
  const below = (path: string): string => path.split("/").slice(1).join("/");
  return chartFilesOf([...unpack(archive)].map(([path, content]) => [below(path), content]));
}

/** The texts of the files of a chart, and of what the archives of its subcharts hold. */
export function chartFilesOf(contents: Iterable<readonly [string, Buffer]>): ChartFiles {
  const files = new Map<string, string>();
  for (const [below, content] of contents) {
    if (!/^charts\/[^/]+\.tgz$/.test(below)) files.set(below, content.toString());
    else for (const [inner, text] of unpack(content)) files.set(`charts/${inner}`, text.toString());
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

export function headOf(text: string): ChartHead {
  // In this schema everything is text: an unquoted appVersion 3.10 is no number.
  const { name, version, appVersion } = load(text, { schema: FAILSAFE_SCHEMA }) as ChartHead;
  return { name, version, ...(appVersion ? { appVersion } : {}) };
}

function unpack(archive: Uint8Array): Map<string, Buffer> {
  try {
    return readTar(gunzipSync(archive, { maxOutputLength: mostBytes }));
  } catch (error) {
    throw new BadArchive(`is no whole gzip archive of a chart: ${(error as Error).message}`);
  }
}

function readTar(tar: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let failure: Error | undefined;
  // From memory the parser works synchronously; strict makes its warnings errors.
  const parser = new Parser({
    strict: true,
    onReadEntry(entry) {
      const chunks: Buffer[] = [];
      entry.on("data", (chunk: Buffer) => chunks.push(chunk));
      entry.on("end", () => {
        if (entry.type === "File" || entry.type === "OldFile")
          files.set(entry.path, Buffer.concat(chunks));
      });
    },
  });
  parser.on("error", (error: Error) => (failure ??= error));
  parser.end(tar);
  if (failure) throw failure;
  if (files.size === 0) throw new Error("it is empty");
  return files;
}
