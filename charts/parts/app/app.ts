import { ServiceMonitor } from "../../../imports/crds/monitoring.coreos.com/servicemonitor.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import { ingressOf } from "../ingress.ts";
import { complainOf } from "./complaints.ts";
import { hostsOf } from "./hosts.ts";
import { networkPolicy } from "./network.ts";
import type { AppOptions } from "./options.ts";
import { selectorOf } from "./options.ts";
import { addServices, allPorts } from "./services.ts";
import { addClaims } from "./volumes.ts";
import { addWorkload, kindOf } from "./workload.ts";

/** Needs of a component whose apps have a `host`. */
export const hostNeeds = {
  ingress: "an Ingress serves its host",
  "certificate-issuer": "its host has a TLS certificate",
} as const;

/**
 * A first-party app: Deployment or StatefulSet, ServiceAccount, NetworkPolicy and Services, and as asked Ingress,
 * volume claims, files, HorizontalPodAutoscaler, PodDisruptionBudget and ServiceMonitor.
 */
export function app(scope: Scope, options: AppOptions): void {
  const { name, autoscale, critical, metrics } = options;
  complainOf(scope, options);
  addAccount(scope, name);
  addWorkload(scope, options);
  addServices(scope, options);
  networkPolicy(scope, options);
  addIngress(scope, options);
  addClaims(scope, options);
  if (autoscale) autoscaler(scope, options, autoscale);
  if (critical && scope.cluster.nodes.length > 1) disruptionBudget(scope, name);
  if (metrics && scope.has("monitoring-crds")) serviceMonitor(scope, name, metrics);
}

/** Pods have an account of their own, and no token of it. */
export function addAccount(scope: Scope, name: string): void {
  new k8s.KubeServiceAccount(scope, `${name}-account`, {
    metadata: { name, labels: selectorOf(name) },
    automountServiceAccountToken: false,
  });
}

function addIngress(scope: Scope, options: AppOptions): void {
  const hosts = hostsOf(options);
  const ports = new Set(allPorts(options).map(({ name }) => name));
  const asked = Object.values(hosts).flatMap((paths) => Object.values(paths));
  // A port that is not there is told once, where the options are read.
  if (asked.length === 0 || asked.some((port) => !ports.has(port))) return;
  scope.need("ingress", hostNeeds.ingress);
  if (scope.cluster.ingress?.issuer)
    scope.need("certificate-issuer", hostNeeds["certificate-issuer"]);
  const numbers = Object.fromEntries(
    allPorts(options).map(({ name, servicePort }) => [name, servicePort]),
  );
  ingressOf(scope, options.name, hosts, { exposure: options.exposure, numbers });
}

function autoscaler(
  scope: Scope,
  options: AppOptions,
  { min, max, cpuPercent }: NonNullable<AppOptions["autoscale"]>,
): void {
  const { name } = options;
  new k8s.KubeHorizontalPodAutoscalerV2(scope, `${name}-autoscaler`, {
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: kindOf(options), name },
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

function serviceMonitor(
  scope: Scope,
  name: string,
  { path, port = "http" }: NonNullable<AppOptions["metrics"]>,
): void {
  new ServiceMonitor(scope, `${name}-monitor`, {
    metadata: { name },
    spec: { selector: { matchLabels: selectorOf(name) }, endpoints: [{ port, path }] },
  });
}
