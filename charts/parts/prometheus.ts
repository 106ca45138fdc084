import { ScrapeConfig } from "../../imports/crds/monitoring.coreos.com/scrapeconfig.ts";
import type { KubePrometheusStackValues } from "../../imports/values/kube-prometheus-stack.ts";
import type { ClusterData } from "../../lib/model/cluster-data.ts";
import type { MetricsSource } from "../../lib/model/distribution.ts";
import { hasKubeProxy, metricsOf } from "../../lib/model/distribution.ts";
import type { Scope } from "../../lib/model/scope.ts";

const small = { cpu: "20m", memory: "64Mi" };

/** The release name that the operations scripts and dashboards of the field expect. */
export const prometheusRelease = "prometheus";

const nodeExporter = "node-exporter";

/** It looks at the node from the node's own network and files: alone in a namespace, so that nothing else may. */
export const exporterNamespace = { [nodeExporter]: "privileged" } as const;

/** Values that a full stack and an agent share. */
export function exporterValues({ cluster }: Scope): KubePrometheusStackValues {
  return {
    crds: { enabled: false },
    cleanPrometheusOperatorObjectNames: true,
    kubeControllerManager: scrapedPods(cluster, "controller-manager"),
    kubeScheduler: scrapedPods(cluster, "scheduler"),
    kubeProxy: hasKubeProxy(cluster) ? scrapedPods(cluster, "kube-proxy") : { enabled: false },
    // Its Service would need Endpoints, a kind that Argo CD excludes.
    kubeEtcd: { enabled: false },
    prometheusOperator: {
      // Its webhook's certificate comes from a hook that waits for ever under Argo CD; synth checks the same kinds.
      admissionWebhooks: { enabled: false },
      tls: { enabled: false },
      resources: { requests: small },
    },
    "kube-state-metrics": { resources: { requests: small } },
    "prometheus-node-exporter": {
      namespaceOverride: nodeExporter,
      resources: { requests: small },
    },
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

/** How the chart scrapes what runs in pods of its own and shows its metrics beyond 127.0.0.1. */
function scrapedPods({ kubernetes }: ClusterData, source: MetricsSource): ScrapedPods {
  const pods = metricsOf(kubernetes, source)?.pods;
  return pods ? { enabled: true, service: { selector: pods } } : { enabled: false };
}

interface ScrapedPods {
  readonly enabled: boolean;
  readonly service?: { readonly selector: Readonly<Record<string, string>> };
}

/** Scrapes etcd on the servers, where other machines can read its metrics. */
export function etcdMetrics(scope: Scope): void {
  const { kubernetes, nodes } = scope.cluster;
  const etcd = metricsOf(kubernetes, "etcd");
  if (!etcd) return;
  const servers = nodes.filter(({ role }) => role === "control-plane");
  new ScrapeConfig(scope, "etcd", {
    metadata: { name: "etcd" },
    spec: {
      jobName: "etcd",
      staticConfigs: [{ targets: servers.map(({ address }) => `${address}:${etcd.port}`) }],
    },
  });
}
