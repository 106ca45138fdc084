import { certManager } from "../../charts/index.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import { minorOf } from "../../lib/model/cluster-data.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { scopeOfKind } from "../../lib/kubernetes/kinds.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { titleOf } from "../../lib/kubernetes/manifest.ts";
import type { Rendered } from "../../lib/build/rendered.ts";
import { render } from "../../lib/build/render.ts";
import { ClusterScopes } from "../../lib/build/scope.ts";
import { toYaml } from "../../lib/emit/yaml.ts";
import { tinyCluster } from "../lib/support/tiny.ts";

/** What a component makes in a small cluster, beside others that it may look for there, with who signs certificates. */
export function renderedIn(
  placement: AnyPlacement,
  others: readonly AnyPlacement[] = [],
  more: Partial<Cluster> = {},
  hasSigner = true,
): Rendered {
  const all = [placement, ...others];
  const isSigned = all.some(({ provides }) => provides.includes("certificate-issuer"));
  const signers =
    hasSigner && more.ingress && !isSigned ? [certManager({ authority: "local" })] : [];
  const cluster = tinyCluster([...all, ...signers], more);
  const scopes = scopeOfKind(minorOf(cluster.kubernetes.version));
  return render(new ClusterScopes(cluster), placement, scopes);
}

/** The values of its chart, loosely typed: a test knows what it looks for. */
// oxlint-disable-next-line no-explicit-any
export function valuesOf({ release }: Rendered): any {
  return release?.values;
}

export function titlesOf({ manifests }: Rendered): string[] {
  return manifests.map(titleOf).sort();
}

export function manifestOf({ manifests }: Rendered, kind: string, name: string): Manifest {
  const found = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found) throw new Error(`no ${kind} "${name}" in ${manifests.map(titleOf).join(", ")}`);
  return found;
}

/** The same for people: values of the chart, what it makes, and every object. */
export function asYaml({ release, manifests }: Rendered): string {
  const chart = release && {
    chart: release.chart.name,
    name: release.name,
    values: release.values,
  };
  return [...(chart ? [chart] : []), ...manifests].map(toYaml).join("---\n");
}

/** Problems that a component finds in its options. */
export function problemsOf(placement: AnyPlacement, more: Partial<Cluster> = {}): string[] {
  return [
    ...(placement.definition.check?.(placement.options, tinyCluster([placement], more)) ?? []),
  ];
}
