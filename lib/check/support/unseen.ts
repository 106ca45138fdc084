import { groupOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../plan.ts";

/** Groups and kinds whose controllers make no pods and no Services for an object. */
const quiet = new Set([
  "acme.cert-manager.io",
  "argoproj.io/Application",
  "argoproj.io/AppProject",
  "bitnami.com",
  "cert-manager.io",
  "cilium.io",
  "external-secrets.io",
  "externaldns.k8s.io",
  "generators.external-secrets.io",
  "longhorn.io",
  "metallb.io",
  "monitoring.coreos.com/AlertmanagerConfig",
  "monitoring.coreos.com/PodMonitor",
  "monitoring.coreos.com/Probe",
  "monitoring.coreos.com/PrometheusRule",
  "monitoring.coreos.com/ScrapeConfig",
  "monitoring.coreos.com/ServiceMonitor",
  "monitoring.grafana.com",
  "traefik.io",
]);

const workloads = new Set([
  "CronJob",
  "DaemonSet",
  "Deployment",
  "Job",
  "Pod",
  "ReplicaSet",
  "StatefulSet",
]);

/**
 * Namespaces with pods and Services that are not rendered: those of charts, of operators, and of the distribution
 * itself. There, a selector that finds nothing proves nothing.
 */
export function unseenNamespaces({ components, index }: ClusterPlan): ReadonlySet<string> {
  const found = new Set(["kube-system"]);
  for (const { release, namespace } of components) if (release) found.add(namespace);
  for (const { manifest, pods } of index.items) {
    if (!manifest?.metadata.namespace) continue;
    // Its pods are malformed, and reported as such.
    if (!pods && workloads.has(manifest.kind)) found.add(manifest.metadata.namespace);
    const group = groupOf(manifest.apiVersion);
    // Groups of the API server itself have no dot or end in k8s.io.
    if (!group.includes(".") || group.endsWith(".k8s.io")) continue;
    if (!quiet.has(group) && !quiet.has(`${group}/${manifest.kind}`))
      found.add(manifest.metadata.namespace);
  }
  return found;
}
