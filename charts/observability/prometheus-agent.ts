import { defineComponent } from "../../lib/model/component.ts";
import type { Scope } from "../../lib/model/scope.ts";
import {
  etcdMetrics,
  exporterNamespace,
  exporterValues,
  prometheusRelease,
  selectEverything,
} from "../parts/prometheus.ts";
import { pushSecret } from "../parts/push.ts";

export interface PrometheusAgentOptions {
  /** Remote write URL of the cluster that keeps the metrics. */
  readonly sendTo: string;
  /** It asks for no password. @default that of Secret `metrics-push-<cluster>`, keys `username` and `password` */
  readonly anonymous?: true;
}

/** Scrapes a cluster and sends everything to another: exporters and Prometheus without storage or rules. */
export const prometheusAgent = defineComponent({
  name: "prometheus-agent",
  layer: "observability",
  about: { docs: "https://prometheus.io/docs/prometheus/latest/prometheus_agent/" },
  namespace: "monitoring",
  podSecurity: "restricted",
  namespaces: exporterNamespace,
  needs: { "monitoring-crds": "its PrometheusAgent and monitors are of those kinds" },
  provides: { metrics: ({ namespace }) => ({ namespace }) },
  chart: "kube-prometheus-stack",
  releaseName: prometheusRelease,

  values: (scope, { sendTo, anonymous }: PrometheusAgentOptions) => ({
    ...exporterValues(scope),
    prometheus: {
      agentMode: true,
      prometheusSpec: {
        ...selectEverything,
        externalLabels: { cluster: scope.cluster.name },
        remoteWrite: [{ url: sendTo, ...(!anonymous && { basicAuth: login(scope) }) }],
        resources: { requests: { cpu: "100m", memory: "384Mi" } },
      },
    },
    defaultRules: { create: false },
    alertmanager: { enabled: false },
    grafana: { enabled: false },
  }),

  objects: etcdMetrics,
});

function login(scope: Scope) {
  const name = pushSecret(scope, "metrics");
  return { username: { name, key: "username" }, password: { name, key: "password" } };
}
