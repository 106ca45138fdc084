import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import { directoryTree } from "../emit/git-tree.ts";
import type { DirectoryChart } from "../kubernetes/chart.ts";
import type * as parser from "../kubernetes/parse.ts";
import { mapOf } from "../outside/maps.ts";
import type { DirectoryFiles } from "./directory.ts";
import { BadDirectory, ownProject, readChartDirectory } from "./directory.ts";

/** A chart that is a directory of the repository, as Argo CD gets it: at a pin of its own. */
export interface PinnedDirectory {
  /** Hash of its git tree; absent where it cannot be read, which its reader says. */
  readonly tree?: string;
  /** What Argo CD would not find there: what was found, and what to do. */
  readonly issues: readonly string[];
}

export function pinnedDirectory(
  { name, path }: DirectoryChart,
  project = ownProject,
): PinnedDirectory {
  try {
    const files = readChartDirectory(project, path);
    const directory = join(project, path);
    const away = [...files.keys()].filter((file) => leadsOut(directory, file));
    return {
      tree: directoryTree(directory),
      issues: [
        ...away.map(
          (file) =>
            `chart ${name} has the link ${path}/${file}, which leads out of what a pin holds; put what it leads to in its place`,
        ),
        ...missingCharts(files).map(
          (needed) =>
            `chart ${name} needs chart ${needed}, which ${path}/charts/ does not hold, and nobody fetches it; run "helm dependency update ${path}" and commit what it brings`,
        ),
      ],
    };
  } catch (error) {
    if (!(error instanceof BadDirectory)) throw error;
    return { issues: [] };
  }
}

function leadsOut(directory: string, file: string): boolean {
  const real = relative(realpathSync(directory), realpathSync(join(directory, file)));
  return real.split(sep)[0] === "..";
}

/** Names of the charts that Chart.yaml lists and charts/ has neither as a directory nor as an archive. */
function missingCharts(files: DirectoryFiles): string[] {
  const { parseObjects } = createRequire(import.meta.url)(
    "../kubernetes/parse.ts",
  ) as typeof parser;
  const [chart] = parseObjects(String(files.get("Chart.yaml")));
  const { dependencies } = mapOf(chart);
  const needed = (Array.isArray(dependencies) ? dependencies : []).flatMap((one) => {
    const { name } = mapOf(one);
    return typeof name === "string" ? [name] : [];
  });
  if (needed.length === 0) return [];
  const held = new Set<string>();
  for (const [file, content] of files) {
    const [, packed] = /^charts\/([^/]+)-v?\d[^/]*\.tgz$/.exec(file) ?? [];
    const isDirectory = /^charts\/[^/]+\/Chart\.yaml$/.test(file);
    const [, named] = (isDirectory && nameLine.exec(String(content))) || [];
    held.add(packed ?? named ?? "");
  }
  return needed.filter((name) => !held.has(name));
}

const nameLine = /^name:[ \t]*["']?([^\s"'#]+)/m;
