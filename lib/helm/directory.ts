import { createHash } from "node:crypto";
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, normalize, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { importedCharts } from "../kubernetes/chart.ts";

/** The repository that directories of charts stand in. */
export const ownProject = fileURLToPath(new URL("../..", import.meta.url));

/** Why a path of charts.lock.yaml leads to no directory of the repository: what was found, and what to do. */
export class BadDirectory extends Error {}

/** The files of a chart by their paths below its directory, with slashes and in order. */
export type DirectoryFiles = ReadonlyMap<string, Buffer>;

/** Folders that others write, with everything in them. */
const made = new Set(["dist", "node_modules"]);

/** Reads a chart that is a directory of the repository. Throws a BadDirectory. */
export function readChartDirectory(project: string, path: string): DirectoryFiles {
  const fail = (found: string): never => {
    throw new BadDirectory(`has the path "${path}", ${found}`);
  };
  const normal = normalize(path);
  const [top = ""] = normal.split(sep);
  if (isAbsolute(path) || ["", ".", ".."].includes(top))
    fail("which is not below the repository; name a directory of it");
  if (made.has(top)) fail(`but ${top}/ is made anew by others; move the chart out of it`);
  const directory = join(project, normal);
  const stat = statSync(directory, { throwIfNoEntry: false });
  if (!stat) fail("which is not there; correct it");
  if (!stat!.isDirectory()) fail("which is no directory; name that of the chart");
  const root = realpathSync(project);
  const inside = (file: string): string => {
    const real = realOf(file);
    const link = file === directory ? "which" : `where ${relative(directory, file)}`;
    if (real === undefined) return fail(`${link} is a link to nothing; correct the link`);
    if (relative(root, real).split(sep)[0] === "..")
      fail(`${link} leads out of the repository to ${real}; put what it leads to in its place`);
    return real;
  };
  const files = new Map<string, Buffer>();
  const walk = (folder: string, above: readonly string[]): void => {
    const real = inside(folder);
    if (above.includes(real))
      fail(`where ${relative(directory, folder)} leads back to itself; take the link out`);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = join(folder, entry.name);
      const found = entry.isSymbolicLink() ? statSync(inside(file)) : entry;
      if (found.isDirectory()) walk(file, [...above, real]);
      else if (found.isFile())
        files.set(relative(directory, file).replaceAll(sep, "/"), readFileSync(file));
    }
  };
  walk(directory, []);
  if (!files.has("Chart.yaml")) fail("where there is no Chart.yaml; name the directory of a chart");
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function realOf(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/** Of all files, their names and what they hold, in the form of the digest of an archive. */
export function digestOfFiles(files: DirectoryFiles): string {
  const sums = [...files].map(([path, content]) => [
    path,
    createHash("sha256").update(content).digest("hex"),
  ]);
  return `sha256:${createHash("sha256").update(JSON.stringify(sums)).digest("hex")}`;
}

/** Another text after any change of a directory that is a chart: also of files that begin with a dot. */
export function directoriesStamp(project = ownProject, charts = importedCharts()): string {
  return Object.values(charts)
    .flatMap(({ path }) => (path === undefined ? [] : [path]))
    .map((path) => `${path} ${digestOrIssue(project, path)}`)
    .join("\n");
}

function digestOrIssue(project: string, path: string): string {
  try {
    return digestOfFiles(readChartDirectory(project, path));
  } catch (error) {
    // The plan says it.
    if (error instanceof BadDirectory) return error.message;
    throw error;
  }
}
