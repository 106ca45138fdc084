import { PrometheusRule } from "../../imports/crds/monitoring.coreos.com/prometheusrule.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { Mail } from "../parts/alerts.ts";
import { homelabAlerts, mailRoute } from "../parts/alerts.ts";
import { dashboard, scannerDashboard } from "../parts/dashboards.ts";
import { grafanaValues } from "../parts/grafana.ts";
import { ingress } from "../parts/ingress.ts";
import type { GrafanaLogin } from "../parts/login.ts";
import { grafanaLoginIssues } from "../parts/login.ts";
import {
  etcdMetrics,
  exporterNamespace,
  exporterValues,
  prometheusRelease,
  selectEverything,
  volumeOf,
} from "../parts/prometheus.ts";
import { receive } from "../parts/push.ts";

export interface KubePrometheusStackOptions {
  /** Hostname of Grafana. */
  readonly host: string;
  /** Hostname under which other clusters' agents deliver their metrics, each at `/<cluster>/api/v1/write`. */
  readonly receiveAt?: string;
  /** They need no password. @default each that of its Secret `metrics-push-<cluster>`, keys `username` and `password` */
  readonly anonymous?: true;
  /** Names of those clusters: each has a password of its own, and an alert fires when one falls silent. */
  readonly senders?: readonly string[];
  /**
   * Who may log in to Grafana, and what they may do there. Its redirect is `https://<host>/login/generic_oauth`.
   * @default its admin alone, by the name and password of Secret `grafana-admin`
   */
  readonly login?: GrafanaLogin;
  /** No alert is mailed without it. */
  readonly mail?: Mail;
  /** How long metrics are kept. @default "15d" */
  readonly retention?: string;
  /** Size of Prometheus' volume. @default "20Gi" */
  readonly storage?: string;
}

const requests = (cpu: string, memory: string) => ({ requests: { cpu, memory } });

/** Prometheus with its operator and exporters, Alertmanager, and Grafana with the site's dashboards. */
export const kubePrometheusStack = defineComponent({
  name: "kube-prometheus-stack",
  layer: "observability",
  about: {
    docs: "https://prometheus-operator.dev/docs/",
    login: { secret: "grafana-admin", keys: ["admin-user", "admin-password"] },
  },
  namespace: "monitoring",
  podSecurity: "restricted",
  namespaces: exporterNamespace,
  needs: {
    "monitoring-crds": "its Prometheus, Alertmanager and monitors are of those kinds",
    "default-storage": "Prometheus and Alertmanager keep their data in volumes",
    ingress: "Grafana is served at a host",
  },
  provides: { metrics: ({ namespace }) => ({ namespace }) },
  chart: "kube-prometheus-stack",
  releaseName: prometheusRelease,
  plainSecrets: ["alertmanager-prometheus-kube-prometheus"],

  *check({ login }: KubePrometheusStackOptions) {
    if (login) yield* grafanaLoginIssues(login);
  },

  values(scope, options: KubePrometheusStackOptions) {
    const { receiveAt, mail, retention = "15d", storage = "20Gi" } = options;
    const grafana = grafanaValues(scope, options);
    const smtp = mail && scope.secret({ name: "alertmanager-smtp", keys: ["password"] });
    return {
      ...exporterValues(scope),
      prometheus: {
        prometheusSpec: {
          ...selectEverything,
          externalLabels: { cluster: scope.cluster.name },
          enableRemoteWriteReceiver: receiveAt !== undefined,
          retention,
          storageSpec: volumeOf(storage),
          resources: requests("200m", "1Gi"),
        },
      },
      alertmanager: {
        config: mail && smtp && mailRoute(mail, `/etc/alertmanager/secrets/${smtp.name}/password`),
        alertmanagerSpec: {
          secrets: smtp ? [smtp.name] : [],
          storage: volumeOf("2Gi"),
          resources: requests("20m", "64Mi"),
        },
      },
      grafana,
    };
  },

  objects(scope, { host, receiveAt, anonymous, senders = [] }) {
    new PrometheusRule(scope, "alerts", {
      metadata: { name: "homelab-alerts" },
      spec: homelabAlerts(senders),
    });
    etcdMetrics(scope);
    dashboard(scope, "vulnerability-scanner", scannerDashboard);
    const service = "prometheus-grafana";
    ingress(scope, { service, port: "http-web", number: 80, host });
    if (receiveAt)
      receive(scope, {
        pushed: "metrics",
        host: receiveAt,
        path: "/api/v1/write",
        service: "prometheus-kube-prometheus-prometheus",
        port: "http-web",
        number: 9090,
        senders,
        anonymous,
      });
    scope.forward({ name: "grafana", localPort: 3000, service, port: 80, protocol: "http" });
    scope.probe({ name: "grafana", url: `https://${host}/api/health` });
  },
});
