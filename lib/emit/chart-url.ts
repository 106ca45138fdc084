import type { ImportedChart } from "../kubernetes/chart.ts";

/** The repository of a chart, as Argo CD writes it: an OCI registry without its scheme. */
export function chartUrl({ name, repository }: ImportedChart): string {
  // A directory of the repository is always rendered.
  if (repository === undefined) throw new Error(`chart ${name} has no repository`);
  return repository.replace(/^oci:\/\//, "");
}
