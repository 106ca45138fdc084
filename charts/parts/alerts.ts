import type { PrometheusRuleProps } from "../../imports/crds/monitoring.coreos.com/prometheusrule.ts";
import { houseAlerts } from "./house-alerts.ts";

/** The site's own alerts (seed 002, lines 1120-1152; a single restart is no crash loop). */
export function homelabAlerts(senders: readonly string[]): PrometheusRuleProps["spec"] {
  const silent = senders.length > 0 ? [silenceAlerts(senders)] : [];
  return { groups: [nodeAlerts, ...houseAlerts, ...silent] };
}

type PrometheusRuleGroup = NonNullable<PrometheusRuleProps["spec"]["groups"]>[number];

const nodeAlerts: PrometheusRuleGroup = {
  name: "nodes",
  interval: "30s",
  rules: [
    {
      alert: "NodeDown",
      expr: 'up{job="node-exporter"} == 0',
      for: "5m",
      labels: { severity: "critical" },
      annotations: { summary: "Node {{ $labels.instance }} is down" },
    },
    {
      alert: "HighMemoryUsage",
      expr: "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes > 0.9",
      for: "5m",
      labels: { severity: "warning" },
      annotations: { summary: "High memory usage on {{ $labels.instance }}" },
    },
    {
      alert: "PodCrashLooping",
      expr: 'max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[5m]) >= 1',
      for: "5m",
      labels: { severity: "warning" },
      annotations: {
        summary: "Pod {{ $labels.namespace }}/{{ $labels.pod }} is crash looping",
      },
    },
  ],
};

/** Where the metrics of a whole cluster are missing, no rule over them fires. */
function silenceAlerts(senders: readonly string[]): PrometheusRuleGroup {
  return {
    name: "clusters",
    rules: senders.map((cluster) => ({
      alert: "ClusterSilent",
      expr: `absent(up{cluster="${cluster}"})`,
      for: "15m",
      labels: { severity: "critical", cluster },
      annotations: { summary: `Cluster ${cluster} delivers no metrics` },
    })),
  };
}

export interface Mail {
  readonly to: string;
  readonly from: string;
  /** `host:port`. */
  readonly smarthost: string;
  readonly user: string;
}

/** Mails every alert but those that only prove that alerting works. The password is a mounted file. */
export function mailRoute(
  { to, from, smarthost, user }: Mail,
  passwordFile: string,
): Record<string, unknown> {
  return {
    global: {
      smtp_from: from,
      smtp_smarthost: smarthost,
      smtp_auth_username: user,
      smtp_auth_password_file: passwordFile,
    },
    route: {
      group_by: ["alertname", "cluster"],
      group_wait: "10s",
      receiver: "email",
      routes: [{ matchers: ['alertname =~ "Watchdog|InfoInhibitor"'], receiver: "null" }],
    },
    receivers: [{ name: "null" }, { name: "email", email_configs: [{ to, send_resolved: true }] }],
  };
}
