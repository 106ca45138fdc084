import { defineComponent } from "../../lib/model/component.ts";
import { helm } from "../parts/helm.ts";
import {
  etcdMetrics,
  exporterPods,
  exporterValues,
  prometheusClusterKinds,
  prometheusRelease,
  selectEverything,
} from "../parts/prometheus.ts";

export interface PrometheusAgentOptions {
  /** Remote write URL of the cluster that keeps the metrics. */
  readonly sendTo: string;
}

const agent = { cpu: "100m", memory: "384Mi" };

/** Scrapes a cluster and sends everything to another: exporters and Prometheus without storage or rules. */
export const prometheusAgent = defineComponent({
  name: "prometheus-agent",
  layer: "observability",
  namespace: "monitoring",
  podSecurity: "privileged",
  needs: { "monitoring-crds": "its PrometheusAgent and monitors are of those kinds" },
  provides: ["metrics"],

  build(scope, { sendTo }: PrometheusAgentOptions) {
    helm(scope, "kube-prometheus-stack", {
      name: prometheusRelease,
      values: {
        ...exporterValues(),
        prometheus: {
          agentMode: true,
          prometheusSpec: {
            ...selectEverything,
            externalLabels: { cluster: scope.cluster.name },
            remoteWrite: [{ url: sendTo }],
            resources: { requests: agent },
          },
        },
        defaultRules: { create: false },
        alertmanager: { enabled: false },
        grafana: { enabled: false },
      },
      makes: { namespaces: ["kube-system"], clusterKinds: prometheusClusterKinds },
      pods: [
        ...exporterPods,
        { name: "prometheus-agent", replicas: 1, ...agent, isMadeLater: true },
      ],
    });
    etcdMetrics(scope);
  },
});
