import type { PrometheusRuleProps } from "../../imports/crds/monitoring.coreos.com/prometheusrule.ts";

type Group = NonNullable<PrometheusRuleProps["spec"]["groups"]>[number];
type Rule = NonNullable<Group["rules"]>[number];

function rule(alert: string, severity: string, held: string, expr: string, summary: string): Rule {
  return { alert, expr, for: held, labels: { severity }, annotations: { summary } };
}

/**
 * Of what the clusters' components show: none fires where nobody has the component. The chart's own tell of volumes that
 * fill up; its rules of etcd go with a Service that is not there.
 */
export const houseAlerts: readonly Group[] = [
  {
    name: "storage",
    rules: [
      rule(
        "LonghornVolumeDegraded",
        "warning",
        "15m",
        'longhorn_volume_robustness{state="degraded"} == 1',
        "Volume {{ $labels.volume }} has fewer copies than it should",
      ),
      rule(
        "LonghornVolumeFaulted",
        "critical",
        "2m",
        'longhorn_volume_robustness{state="faulted"} == 1',
        "Volume {{ $labels.volume }} has no healthy copy",
      ),
    ],
  },
  {
    name: "certificates",
    rules: [
      rule(
        "CertificateNotReady",
        "critical",
        "30m",
        'certmanager_certificate_ready_status{condition="True"} == 0',
        "Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} is not issued",
      ),
      // cert-manager renews when a third of the time is left.
      rule(
        "CertificateNotRenewed",
        "warning",
        "1h",
        "certmanager_certificate_expiration_timestamp_seconds - time() < 14 * 86400",
        "Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} ends in {{ $value | humanizeDuration }}",
      ),
    ],
  },
  {
    name: "deployments",
    rules: [
      rule(
        "ApplicationOutOfSync",
        "warning",
        "30m",
        'argocd_app_info{sync_status!="Synced"} == 1',
        "Application {{ $labels.name }} is {{ $labels.sync_status }}",
      ),
      rule(
        "ApplicationUnhealthy",
        "warning",
        "30m",
        'argocd_app_info{health_status=~"Degraded|Missing"} == 1',
        "Application {{ $labels.name }} is {{ $labels.health_status }}",
      ),
    ],
  },
  {
    name: "etcd",
    rules: [
      rule(
        "EtcdMemberDown",
        "critical",
        "5m",
        'up{job="etcd"} == 0',
        "etcd of {{ $labels.instance }} does not answer",
      ),
      rule(
        "EtcdNoLeader",
        "critical",
        "1m",
        "etcd_server_has_leader == 0",
        "etcd of {{ $labels.instance }} has no leader",
      ),
      rule(
        "EtcdNearlyFull",
        "warning",
        "10m",
        "etcd_mvcc_db_total_size_in_bytes / etcd_server_quota_backend_bytes > 0.8",
        "etcd of {{ $labels.instance }} takes no writes when it is full",
      ),
    ],
  },
];
