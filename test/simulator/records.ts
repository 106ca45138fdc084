import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubernetesObject, Source } from "./dist.ts";

interface ChartRecord {
  readonly chart: string;
  readonly version: string;
  readonly release: string;
  readonly objects: readonly KubernetesObject[];
}

/** What the chart of a component makes, as it was recorded; its hooks run at other moments. */
export function recordedObjects(
  repository: string,
  cluster: string,
  component: string,
  source: Source,
): readonly KubernetesObject[] {
  const path = join("imports", "records", cluster, `${component}.json`);
  const record = JSON.parse(readFileSync(join(repository, path), "utf8")) as ChartRecord;
  const wanted = [source.chart, source.targetRevision, source.helm?.releaseName ?? record.release];
  const found = [record.chart, record.version, record.release];
  if (wanted.join() !== found.join())
    throw new Error(`${path}: is of ${found.join(" ")}, not of ${wanted.join(" ")}; renew it`);
  return record.objects.filter(
    ({ metadata }) => metadata.annotations?.["helm.sh/hook"] === undefined,
  );
}
