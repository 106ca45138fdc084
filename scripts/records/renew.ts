import { openArchives } from "../../lib/helm/archive.ts";
import { Cache } from "../../lib/helm/cache/cache.ts";
import { findHelm } from "../../lib/helm/program.ts";
import type { Print } from "../../lib/helm/judge.ts";
import type { Printed } from "../../lib/helm/print.ts";
import type { ChartRecord } from "../../lib/helm/record/record.ts";
import type { Records } from "../../lib/helm/record/records.ts";
import type { RenderOptions } from "../../lib/helm/render.ts";
import { eachArchive, interruptedIssue, printing } from "../../lib/helm/render.ts";
import type { ChartRequest } from "../../lib/helm/request.ts";
import { effectiveValues } from "../../lib/helm/effective.ts";
import type { Problem } from "../../lib/problem.ts";
import { makeRecord } from "./make.ts";

export interface Renewed {
  /** By place. What is missing here was not at hand. */
  readonly records: ReadonlyMap<string, ChartRecord>;
  /** Of charts that Helm does not render. */
  readonly problems: readonly Problem[];
  /** Why nothing, or not all, could be rendered. */
  readonly missing: readonly Problem[];
}

/** Has Helm render the charts whose archives are there, and writes what they make, unless it is a trial. */
export async function renewRecords(
  requests: readonly ChartRequest[],
  records: Records,
  {
    cache: directory,
    parallel,
    isDry = false,
    ...places
  }: RenderOptions & { readonly isDry?: boolean },
): Promise<Renewed> {
  const cache = new Cache(directory);
  const renewed = new Map<string, ChartRecord>();
  const problems: Problem[] = [];
  const helm = await findHelm(cache);
  if (typeof helm === "string")
    return { records: renewed, problems, missing: [{ place: "helm", message: helm }] };
  const missing: Problem[] = [];
  const archives = openArchives(requests, places, missing);
  const printed = printing(helm, cache);
  await eachArchive(requests, archives, parallel, async (archive, request) => {
    const { found, effective } = await judged(request, (one) => printed(archive, one));
    if (found.issue !== undefined) {
      problems.push({ place: request.place, message: found.issue });
      return;
    }
    const record = makeRecord(found, request, effective);
    if (!isDry) records.write(request.place, record);
    renewed.set(request.place, record);
  });
  return { records: renewed, problems, missing };
}

interface Judged {
  readonly found: Printed;
  readonly effective: readonly string[];
}

async function judged(request: ChartRequest, print: Print): Promise<Judged> {
  try {
    const found = await print(request);
    return { found, effective: await effectiveValues(request, print) };
  } catch (error) {
    const found = { objects: [], issue: interruptedIssue(error, request) };
    return { found, effective: [] };
  }
}
