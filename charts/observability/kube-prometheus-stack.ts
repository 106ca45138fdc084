import { PrometheusRule } from "../../imports/crds/monitoring.coreos.com/prometheusrule.ts";
import { ingress } from "../parts/app/app.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { Mail } from "../parts/alerts.ts";
import { homelabAlerts, mailRoute } from "../parts/alerts.ts";
import { dashboard, dashboardValues, logSource, scannerDashboard } from "../parts/dashboards.ts";
import { helm } from "../parts/helm.ts";
import {
  etcdMetrics,
  exporterPods,
  exporterValues,
  prometheusClusterKinds,
  prometheusRelease,
  selectEverything,
  volumeOf,
} from "../parts/prometheus.ts";

export interface KubePrometheusStackOptions {
  /** Hostname of Grafana. */
  readonly host: string;
  /** Hostname under which other clusters' agents deliver their metrics. */
  readonly receiveAt?: string;
  /** Names of those clusters: an alert fires when one falls silent. */
  readonly senders?: readonly string[];
  /** No alert is mailed without it. */
  readonly mail?: Mail;
  /** `15d` by default. */
  readonly retention?: string;
  /** Size of Prometheus' volume; 20Gi by default. */
  readonly storage?: string;
}

const server = { cpu: "200m", memory: "1Gi" };
const alertmanager = { cpu: "20m", memory: "64Mi" };
const grafana = { cpu: "50m", memory: "192Mi" };

/** Prometheus with its operator and exporters, Alertmanager, and Grafana with the site's dashboards. */
export const kubePrometheusStack = defineComponent({
  name: "kube-prometheus-stack",
  layer: "observability",
  namespace: "monitoring",
  podSecurity: "privileged",
  needs: {
    "monitoring-crds": "its Prometheus, Alertmanager and monitors are of those kinds",
    "default-storage": "Prometheus and Alertmanager keep their data in volumes",
    ingress: "Grafana is served at a host",
  },
  provides: ["metrics"],

  build(scope, options: KubePrometheusStackOptions) {
    const { host, receiveAt, senders = [], mail, retention = "15d", storage = "20Gi" } = options;
    const login = scope.secret({ name: "grafana-admin", keys: ["admin-user", "admin-password"] });
    const smtp = mail && scope.secret({ name: "alertmanager-smtp", keys: ["password"] });
    helm(scope, "kube-prometheus-stack", {
      name: prometheusRelease,
      values: {
        ...exporterValues(),
        prometheus: {
          prometheusSpec: {
            ...selectEverything,
            externalLabels: { cluster: scope.cluster.name },
            enableRemoteWriteReceiver: receiveAt !== undefined,
            retention,
            storageSpec: volumeOf(storage),
            resources: { requests: server },
          },
        },
        alertmanager: {
          config:
            mail && smtp && mailRoute(mail, `/etc/alertmanager/secrets/${smtp.name}/password`),
          alertmanagerSpec: {
            secrets: smtp ? [smtp.name] : [],
            storage: volumeOf("2Gi"),
            resources: { requests: alertmanager },
          },
        },
        grafana: {
          ...dashboardValues,
          admin: { existingSecret: login.name },
          "grafana.ini": { server: { root_url: `https://${host}` } },
          additionalDataSources: scope.has("logs") ? [logSource] : [],
          testFramework: { enabled: false },
          resources: { requests: grafana },
        },
      },
      makes: {
        services: {
          "prometheus-grafana": { ports: { "http-web": 80 } },
          "prometheus-kube-prometheus-prometheus": { ports: { "http-web": 9090 } },
          "prometheus-kube-prometheus-alertmanager": { ports: { "http-web": 9093 } },
        },
        plainSecrets: ["alertmanager-prometheus-kube-prometheus"],
        namespaces: ["kube-system"],
        clusterKinds: prometheusClusterKinds,
      },
      pods: [
        ...exporterPods,
        { name: "prometheus", replicas: 1, ...server, isMadeLater: true },
        { name: "alertmanager", replicas: 1, ...alertmanager, isMadeLater: true },
        { name: "grafana", replicas: 1, ...grafana },
      ],
    });
    new PrometheusRule(scope, "alerts", {
      metadata: { name: "homelab-alerts" },
      spec: homelabAlerts(senders),
    });
    etcdMetrics(scope);
    dashboard(scope, "vulnerability-scanner", scannerDashboard);
    ingress(scope, { service: "prometheus-grafana", port: "http-web", host });
    if (receiveAt) {
      ingress(scope, {
        service: "prometheus-kube-prometheus-prometheus",
        port: "http-web",
        host: receiveAt,
        path: "/api/v1/write",
      });
    }
    scope.forward({
      name: "grafana",
      localPort: 3000,
      service: "prometheus-grafana",
      port: 80,
      protocol: "http",
    });
    scope.probe({ name: "grafana", url: `https://${host}/api/health` });
  },
});
