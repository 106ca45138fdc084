import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { Source } from "./dist.ts";

interface ChartRecord {
  readonly chart: string;
  readonly version: string;
  readonly release: string;
  readonly objects: readonly Manifest[];
}

/** What the chart of a component makes, as it was recorded; its hooks run at other moments. A text says why nobody knows. */
export function recordedObjects(
  repository: string,
  cluster: string,
  component: string,
  source: Source,
): readonly Manifest[] | string {
  const path = join("imports", "records", cluster, `${component}.json`);
  if (!existsSync(join(repository, path))) return `${path}: is missing; renew it`;
  const record = JSON.parse(readFileSync(join(repository, path), "utf8")) as ChartRecord;
  const wanted = [source.chart, source.targetRevision, source.helm?.releaseName ?? record.release];
  const found = [record.chart, record.version, record.release];
  if (wanted.join() !== found.join())
    return `${path}: is of ${found.join(" ")}, not of ${wanted.join(" ")}; renew it`;
  return record.objects.filter(
    ({ metadata }) => metadata.annotations?.["helm.sh/hook"] === undefined,
  );
}
