import type { KubePrometheusStackValues } from "../../imports/values/kube-prometheus-stack.ts";
import type { PodRequests } from "../../lib/release.ts";
import type { Scope } from "../../lib/scope.ts";

const small = { cpu: "20m", memory: "64Mi" };

/** The release name that the operations scripts and dashboards of the field expect. */
export const prometheusRelease = "prometheus";

/** Cluster-scoped kinds of chart kube-prometheus-stack. */
export const prometheusClusterKinds = [
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
];

/** Pods of the chart that run with and without local storage. */
export const exporterPods: readonly PodRequests[] = [
  { name: "operator", replicas: 1, ...small },
  { name: "kube-state-metrics", replicas: 1, ...small },
  { name: "node-exporter", replicas: "each-node", ...small },
];

/** Values that a full stack and an agent share, for k3s with Cilium. */
export function exporterValues({ cluster }: Scope): KubePrometheusStackValues {
  const endpoints = cluster.nodes
    .filter(({ role }) => role === "control-plane")
    .map(({ address }) => address);
  const isReachable = cluster.kubernetes.distribution === "k3s";
  return {
    crds: { enabled: false },
    cleanPrometheusOperatorObjectNames: true,
    // k3s runs these in one process, on the servers, and Cilium stands in for kube-proxy.
    kubeControllerManager: { enabled: isReachable, endpoints },
    kubeScheduler: { enabled: isReachable, endpoints },
    kubeEtcd: {
      enabled: isReachable,
      endpoints,
      service: { enabled: isReachable, port: 2381, targetPort: 2381 },
    },
    kubeProxy: { enabled: false },
    prometheusOperator: {
      // Its webhook's certificate comes from a hook that waits for ever under Argo CD; synth checks the same kinds.
      admissionWebhooks: { enabled: false },
      tls: { enabled: false },
      resources: { requests: small },
    },
    "kube-state-metrics": { resources: { requests: small } },
    "prometheus-node-exporter": { resources: { requests: small } },
  };
}

/** Selects the monitors of every component, not only the chart's own. */
export const selectEverything = {
  serviceMonitorSelectorNilUsesHelmValues: false,
  podMonitorSelectorNilUsesHelmValues: false,
  ruleSelectorNilUsesHelmValues: false,
  probeSelectorNilUsesHelmValues: false,
  scrapeConfigSelectorNilUsesHelmValues: false,
};

/** A volume of the default class for what the operator runs. */
export function volumeOf(size: string): Record<string, unknown> {
  const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } } };
  return { volumeClaimTemplate: { spec } };
}
