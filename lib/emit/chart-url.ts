import type { Fleet } from "../model/cluster.ts";
import type { ImportedChart } from "../kubernetes/chart.ts";

/** The repository of a chart, as Argo CD writes it: an OCI registry without its scheme, the fleet's own for a directory of it. */
export function chartUrl(fleet: Fleet, { repository }: ImportedChart): string {
  return repository?.replace(/^oci:\/\//, "") ?? fleet.repository.url;
}
