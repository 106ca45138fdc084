import { defineComponent } from "../../lib/model/component.ts";
import { monitored } from "../parts/monitoring.ts";
import { collectorConfig } from "../parts/opentelemetry.ts";

const name = "opentelemetry-collector";
const ports = [4317, 4318];
const off = { enabled: false };

/**
 * Takes in what apps tell by the protocol of OpenTelemetry, at `http://opentelemetry-collector.telemetry.svc:4318`: adds
 * which pod it was, and sends traces where the cluster keeps them, and logs.
 */
export const opentelemetryCollector = defineComponent({
  name,
  layer: "observability",
  about: { docs: "https://opentelemetry.io/docs/collector/" },
  namespace: "telemetry",
  podSecurity: "restricted",
  needs: { traces: "it sends what apps trace there" },
  chart: name,
  traffic: { from: [{ who: "anyone", ports, why: "apps of any namespace tell what they do" }] },

  values: (scope) => ({
    mode: "deployment",
    // Of Kubernetes, without what vendors add.
    image: { repository: "docker.io/otel/opentelemetry-collector-k8s" },
    alternateConfig: collectorConfig(scope),
    presets: { kubernetesAttributes: { enabled: true } },
    ports: {
      "jaeger-compact": off,
      "jaeger-thrift": off,
      "jaeger-grpc": off,
      zipkin: off,
      metrics: { enabled: true },
    },
    serviceMonitor: { enabled: monitored(scope) },
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    },
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
  }),
});
