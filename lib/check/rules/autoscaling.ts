import type { Cluster } from "../../model/cluster.ts";
import { hasCapability } from "../../model/provider.ts";
import type { Item } from "../../order/item.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { AutoscalerSpec } from "../support/replicas.ts";
import { targetOf } from "../support/replicas.ts";
import { problemAt, specOf } from "../support/rule.ts";

interface Metric {
  readonly type: string;
  readonly resource?: { readonly name: string; readonly target?: { readonly type?: string } };
}

interface Spec extends AutoscalerSpec {
  readonly metrics: readonly Metric[];
  readonly targetCPUUtilizationPercentage: number;
}

/** A HorizontalPodAutoscaler has metrics to decide by, and nobody undoes what it decides. */
export function* autoscaling(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, components, index } = plan;
  const scaled = new Map<string, string>();
  const ranged = new Set(
    index.items.flatMap(({ manifest }) =>
      manifest?.kind === "LimitRange" ? [manifest.metadata.namespace] : [],
    ),
  );
  for (const { name, manifests } of components) {
    for (const manifest of manifests) {
      if (manifest.kind !== "HorizontalPodAutoscaler") continue;
      const title = titleOf(manifest);
      const { namespace } = manifest.metadata;
      const id = targetOf(manifest);
      const twin = id && scaled.get(id);
      if (id && twin === undefined) scaled.set(id, title);
      const target = id === undefined ? undefined : index.makers.get(id);
      for (const message of autoscalerIssues(manifest, target, twin, ranged.has(namespace)))
        yield problemAt(cluster, name, `${title} ${message}`);
      if (usesResources(manifest) && !servesMetrics(plan))
        yield problemAt(
          cluster,
          name,
          `${title} scales by CPU or memory, which nothing in this cluster measures; ${measuring(cluster)}`,
        );
    }
  }
}

function* autoscalerIssues(
  manifest: Manifest,
  target: Item | undefined,
  twin: string | undefined,
  hasDefaults: boolean,
): Iterable<string> {
  const { minReplicas = 1, maxReplicas = Infinity } = specOf<Spec>(manifest);
  if (minReplicas > maxReplicas)
    yield `has spec.minReplicas ${minReplicas}, more than spec.maxReplicas ${maxReplicas}; swap or correct them`;
  // A missing target is reported where it is named.
  if (!target?.manifest) return;
  if (twin !== undefined)
    yield `scales ${target.title}, which ${twin} scales too; leave it to one of them`;
  const { replicas } = specOf<{ replicas: number }>(target.manifest);
  if (replicas !== undefined)
    yield `scales ${target.title}, whose spec.replicas ${replicas} every sync sets again; drop spec.replicas`;
  // A LimitRange gives requests to containers that have none.
  if (hasDefaults) return;
  for (const resource of utilisedBy(manifest)) {
    const silent = target.pods?.spec.containers.find(
      ({ resources: { requests, limits } = {} }) =>
        (requests?.[resource] ?? limits?.[resource]) === undefined,
    );
    if (silent)
      yield `scales by ${resource} utilisation, which is a share of requests, but container "${silent.name}" of ${target.title} requests none; add resources.requests.${resource}`;
  }
}

/** The resources whose use is compared with requests. */
function utilisedBy(manifest: Manifest): Set<string> {
  const { metrics = [], targetCPUUtilizationPercentage } = specOf<Spec>(manifest);
  const found = new Set<string>(targetCPUUtilizationPercentage === undefined ? [] : ["cpu"]);
  for (const { resource } of metrics)
    if (resource?.target?.type === "Utilization") found.add(resource.name);
  return found;
}

function usesResources(manifest: Manifest): boolean {
  const { metrics } = specOf<Spec>(manifest);
  // Without metrics it scales by CPU.
  return (
    !metrics || metrics.some(({ type }) => type === "Resource" || type === "ContainerResource")
  );
}

function measuring({ kubernetes }: Cluster): string {
  const parts = Object.entries(kubernetes.distribution.parts);
  const part = parts.find(([, { provides }]) => "pod-metrics" in provides)?.[0];
  return part ? `keep ${part} in kubernetes.bundled` : "add a component that provides pod-metrics";
}

function servesMetrics({ cluster, components }: ClusterPlan): boolean {
  return (
    hasCapability(cluster, "pod-metrics") ||
    components.some(
      ({ isUnseen, manifests }) =>
        // What nobody has seen may bring it.
        isUnseen ||
        manifests.some(
          ({ kind, metadata }) =>
            kind === "APIService" && metadata.name.endsWith(".metrics.k8s.io"),
        ),
    )
  );
}
