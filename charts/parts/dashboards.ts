import type { LogReceiver, TraceReceiver } from "../../lib/model/capability.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../lib/model/scope.ts";

/** Dashboards of grafana.com by id and revision: Grafana loads exactly these when it starts (seeds 000 and 002). */
const communityDashboards = {
  "kubernetes-cluster": { gnetId: 7249, revision: 1, datasource: "Prometheus" },
  "node-exporter-full": { gnetId: 1860, revision: 37, datasource: "Prometheus" },
  "cilium-agent": { gnetId: 16611, revision: 1, datasource: "Prometheus" },
  longhorn: { gnetId: 13032, revision: 6, datasource: "Prometheus" },
  "argo-cd": { gnetId: 14584, revision: 1, datasource: "Prometheus" },
};

const dashboardProviders = {
  "dashboardproviders.yaml": {
    apiVersion: 1,
    providers: [
      {
        name: "default",
        orgId: 1,
        folder: "",
        type: "file",
        options: { path: "/var/lib/grafana/dashboards/default" },
      },
    ],
  },
};

/** Grafana's values for dashboards of grafana.com. */
export const dashboardValues = { dashboards: { default: communityDashboards }, dashboardProviders };

/** What keeps the logs, as a source of Grafana. */
export const logSource = ({ queryUrl }: LogReceiver) => ({
  name: "Loki",
  type: "loki",
  uid: "loki",
  access: "proxy",
  url: queryUrl,
});

/** What keeps the traces, as a source of Grafana. */
export const traceSource = ({ queryUrl }: TraceReceiver) => ({
  name: "Tempo",
  type: "tempo",
  uid: "tempo",
  access: "proxy",
  url: queryUrl,
});

/** A dashboard that Grafana's sidecar finds by its label. */
export function dashboard(scope: Scope, name: string, content: object): void {
  new k8s.KubeConfigMap(scope, `dashboard-${name}`, {
    metadata: { name: `dashboard-${name}`, labels: { grafana_dashboard: "1" } },
    data: { [`${name}.json`]: `${JSON.stringify(content, null, 2)}\n` },
  });
}

const prometheus = { type: "prometheus", uid: "prometheus" };

/** The site's own dashboard (seed 002, lines 1028-1045). */
export const scannerDashboard = {
  uid: "vulnerability-scanner",
  title: "Vulnerability Scanner Metrics",
  schemaVersion: 41,
  time: { from: "now-6h", to: "now" },
  panels: [
    {
      id: 1,
      type: "timeseries",
      title: "Scan Rate",
      gridPos: { x: 0, y: 0, w: 24, h: 9 },
      datasource: prometheus,
      targets: [{ refId: "A", expr: "rate(scans_total[5m])" }],
    },
  ],
};

/** What the Trivy operator has found, by severity over time and by image now. */
export const vulnerabilityDashboard = {
  uid: "vulnerabilities",
  title: "Vulnerabilities of images",
  schemaVersion: 41,
  time: { from: "now-7d", to: "now" },
  panels: [
    {
      id: 1,
      type: "timeseries",
      title: "By severity",
      gridPos: { x: 0, y: 0, w: 24, h: 8 },
      datasource: prometheus,
      targets: [
        {
          refId: "A",
          expr: "sum by (severity) (trivy_image_vulnerabilities)",
          legendFormat: "{{severity}}",
        },
      ],
    },
    {
      id: 2,
      type: "table",
      title: "By image",
      gridPos: { x: 0, y: 8, w: 24, h: 16 },
      datasource: prometheus,
      targets: [
        {
          refId: "A",
          expr: "sort_desc(sum by (namespace, image_repository, image_tag, severity) (trivy_image_vulnerabilities) > 0)",
          format: "table",
          instant: true,
        },
      ],
    },
  ],
};
