import { ServiceMonitor } from "../../../imports/crds/monitoring.coreos.com/servicemonitor.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import { ingress } from "../ingress.ts";
import { networkPolicy } from "./network.ts";
import type { AppOptions } from "./options.ts";
import { selectorOf } from "./options.ts";
import { deployment } from "./workload.ts";

/** Needs of a component whose apps have a `host`. */
export const hostNeeds = {
  ingress: "an Ingress serves its host",
  "certificate-issuer": "its host has a TLS certificate",
} as const;

/**
 * A first-party app: Deployment, Service, ServiceAccount and NetworkPolicy, and as asked Ingress, volume claims,
 * HorizontalPodAutoscaler, PodDisruptionBudget and ServiceMonitor.
 */
export function app(scope: Scope, options: AppOptions): void {
  const { name } = options;
  const labels = selectorOf(name);
  const metadata = { name, labels };
  new k8s.KubeServiceAccount(scope, `${name}-account`, {
    metadata,
    automountServiceAccountToken: false,
  });
  deployment(scope, options);
  new k8s.KubeService(scope, `${name}-service`, {
    metadata,
    spec: {
      selector: labels,
      ports: [{ name: "http", port: 80, targetPort: k8s.IntOrString.fromString("http") }],
    },
  });
  networkPolicy(scope, options);
  if (options.host) ingress(scope, { service: name, port: "http", host: options.host });
  for (const [volume, { size, storageClass }] of Object.entries(options.volumes ?? {})) {
    new k8s.KubePersistentVolumeClaim(scope, `${name}-${volume}`, {
      metadata: { name: `${name}-${volume}`, labels },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: storageClass,
        resources: { requests: { storage: k8s.Quantity.fromString(size) } },
      },
    });
  }
  if (options.autoscale) autoscaler(scope, name, options.autoscale);
  if (options.critical && scope.cluster.nodes.length > 1) disruptionBudget(scope, name);
  if (options.metrics && scope.has("monitoring-crds"))
    serviceMonitor(scope, name, options.metrics.path);
}

function autoscaler(
  scope: Scope,
  name: string,
  { min, max, cpuPercent }: NonNullable<AppOptions["autoscale"]>,
): void {
  new k8s.KubeHorizontalPodAutoscalerV2(scope, `${name}-autoscaler`, {
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [
        {
          type: "Resource",
          resource: {
            name: "cpu",
            target: { type: "Utilization", averageUtilization: cpuPercent },
          },
        },
      ],
    },
  });
}

function disruptionBudget(scope: Scope, name: string): void {
  new k8s.KubePodDisruptionBudget(scope, `${name}-budget`, {
    metadata: { name },
    spec: {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      selector: { matchLabels: selectorOf(name) },
    },
  });
}

function serviceMonitor(scope: Scope, name: string, path: string): void {
  new ServiceMonitor(scope, `${name}-monitor`, {
    metadata: { name },
    spec: { selector: { matchLabels: selectorOf(name) }, endpoints: [{ port: "http", path }] },
  });
}
