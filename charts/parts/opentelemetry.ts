import type { Scope } from "../../lib/model/scope.ts";

const own = "${env:MY_POD_IP}";

/** From apps to where traces are kept, and logs in a cluster that keeps them. */
export function collectorConfig(scope: Scope): Record<string, unknown> {
  const logs = scope.has("logs") ? scope.from("logs") : undefined;
  const pipeline = (exporter: string) => ({
    receivers: ["otlp"],
    processors: ["memory_limiter", "batch"],
    exporters: [exporter],
  });
  return {
    receivers: {
      otlp: {
        protocols: { grpc: { endpoint: `${own}:4317` }, http: { endpoint: `${own}:4318` } },
      },
    },
    processors: {
      batch: {},
      memory_limiter: { check_interval: "5s", limit_percentage: 80, spike_limit_percentage: 25 },
    },
    exporters: {
      "otlp_http/traces": { endpoint: scope.from("traces").http },
      // Loki docs: send-data/otel.
      ...(logs && { "otlp_http/logs": { endpoint: `${logs.queryUrl}/otlp` } }),
    },
    extensions: { health_check: { endpoint: `${own}:13133` } },
    service: {
      extensions: ["health_check"],
      pipelines: {
        traces: pipeline("otlp_http/traces"),
        ...(logs && { logs: pipeline("otlp_http/logs") }),
      },
      telemetry: {
        metrics: { readers: [{ pull: { exporter: { prometheus: { host: own, port: 8888 } } } }] },
      },
    },
  };
}
