import type { Manifest } from "../kubernetes/manifest.ts";
import type { Archive } from "./archive.ts";
import { differences } from "./compare.ts";
import { nullsIn } from "./nulls.ts";
import type { Helm } from "./program.ts";
import { template } from "./program.ts";
import type { ChartRequest } from "./request.ts";
import { tidy } from "./tidy.ts";

/** What Helm makes of a chart. */
export interface Printed {
  readonly objects: readonly Manifest[];
  /** What is wrong with fields that it prints as null, where Argo CD renders the chart: they are left out of the objects. */
  readonly nulls?: readonly string[];
  /** What came out the second time, where that was something else. */
  readonly again?: readonly Manifest[];
  /** Why there are no objects, and what to do. */
  readonly issue?: string;
}

/** Has Helm print a chart, twice where a template calls for chance or the clock. */
export async function print(helm: Helm, archive: Archive, request: ChartRequest): Promise<Printed> {
  const first = await printOnce(helm, archive, request);
  if (first.issue !== undefined || !archive.mayVary()) return first;
  const { objects } = await printOnce(helm, archive, request);
  return differences(first.objects, objects).length > 0 ? { ...first, again: objects } : first;
}

/** The same, once in any case. */
export async function printOnce(
  helm: Helm,
  archive: Archive,
  request: ChartRequest,
): Promise<Printed> {
  const what = titleOf(request);
  const { path } = request.chart;
  const todo = path === undefined ? "correct its values" : `correct its values or ${path}`;
  const { output, error } = await template(helm, archive, request);
  if (error !== undefined) {
    const pull = `run "npm run charts -- pull ${request.chart.name}"`;
    const issue = archive.isWhole()
      ? `Helm does not render ${what}: ${error}; ${todo}`
      : `the archive of ${what} is no whole gzip archive; ${pull}`;
    return { objects: [], issue };
  }
  // A reader of YAML, which what is remembered need not wait for.
  const { parseObjects } = await import("../kubernetes/parse.ts");
  try {
    const printed = parseObjects(output);
    const objects = tidy(printed);
    const nulls = nullsIn(printed);
    return { objects, ...(nulls.length > 0 && { nulls }) };
  } catch (problem) {
    const reason = (problem as Error).message.split("\n")[0];
    return {
      objects: [],
      issue: `${what} prints what cannot be read: ${reason}; ${todo}`,
    };
  }
}

/** `chart <name> <version>`. */
export function titleOf({ chart }: ChartRequest): string {
  return `chart ${chart.name} ${chart.version}`;
}
