import { ScrapeConfig } from "../../imports/crds/monitoring.coreos.com/scrapeconfig.ts";
import type { KubePrometheusStackValues } from "../../imports/values/kube-prometheus-stack.ts";
import type { Scope } from "../../lib/model/scope.ts";

const small = { cpu: "20m", memory: "64Mi" };

/** The release name that the operations scripts and dashboards of the field expect. */
export const prometheusRelease = "prometheus";

/** Values that a full stack and an agent share, for k3s with Cilium. */
export function exporterValues(): KubePrometheusStackValues {
  return {
    crds: { enabled: false },
    cleanPrometheusOperatorObjectNames: true,
    // k3s runs these in the process that the kubelet's metrics are of, and Cilium stands in for kube-proxy. Their
    // Services would need Endpoints, a kind that Argo CD excludes.
    kubeControllerManager: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeProxy: { enabled: false },
    kubeEtcd: { enabled: false },
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

/** Scrapes etcd on the servers, where k3s shows its metrics when told `etcd-expose-metrics`. */
export function etcdMetrics(scope: Scope): void {
  const { kubernetes, nodes } = scope.cluster;
  if (kubernetes.distribution !== "k3s") return;
  const servers = nodes.filter(({ role }) => role === "control-plane");
  new ScrapeConfig(scope, "etcd", {
    metadata: { name: "etcd" },
    spec: {
      jobName: "etcd",
      staticConfigs: [{ targets: servers.map(({ address }) => `${address}:2381`) }],
    },
  });
}
