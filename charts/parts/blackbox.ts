/** What is asked by name; an address that leads on is followed, and one that wants a login does not answer. */
export function probeModules(verify: boolean): Record<string, object> {
  const tls_config = { insecure_skip_verify: !verify };
  return {
    // The chart's own, which nothing here names.
    http_2xx: { prober: "http", timeout: "5s" },
    http: {
      prober: "http",
      timeout: "10s",
      http: { preferred_ip_protocol: "ip4", tls_config },
    },
    tcp: { prober: "tcp", timeout: "10s", tcp: { preferred_ip_protocol: "ip4" } },
  };
}

export function probeAlerts(expiryDays: number): readonly object[] {
  return [
    {
      alert: "AddressDown",
      expr: "probe_success == 0",
      for: "5m",
      labels: { severity: "critical" },
      annotations: { summary: "{{ $labels.instance }} does not answer" },
    },
    {
      alert: "CertificateEnds",
      expr: `probe_ssl_earliest_cert_expiry - time() < ${expiryDays} * 86400`,
      for: "1h",
      labels: { severity: "warning" },
      annotations: {
        summary:
          "The certificate of {{ $labels.instance }} ends in {{ $value | humanizeDuration }}",
      },
    },
  ];
}
