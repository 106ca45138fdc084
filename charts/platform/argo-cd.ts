import { createHash } from "node:crypto";
import { defaultWaveDelaySeconds, healthChecks } from "../../lib/emit/health.ts";
import { ingress } from "../parts/app/app.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { Scope } from "../../lib/build/scope.ts";
import { helm } from "../parts/helm.ts";
import { serviceMonitorReason } from "../parts/monitoring.ts";

export interface ArgoCdOptions {
  readonly host: string;
  /** The git repository, when it wants a user and password. */
  readonly privateRepository?: string;
  /** Clusters that this Argo CD syncs beside its own: name to API server. */
  readonly clusters?: Readonly<Record<string, string>>;
  /** 2 by default, which docs/order.md has the figures for; more where the API server is slow. */
  readonly waveDelaySeconds?: number;
}

const controller = { cpu: "250m", memory: "512Mi" };
const repoServer = { cpu: "100m", memory: "256Mi" };
const small = { cpu: "50m", memory: "96Mi" };
const checks = healthChecks();

/** Argo CD, which syncs everything and itself; the bootstrap installs it with the same values. */
export const argoCd = defineComponent({
  name: "argo-cd",
  layer: "platform",
  namespace: "argocd",
  podSecurity: "restricted",
  needs: { ingress: "its web interface is served at a host" },
  isDeployer: true,

  build(
    scope,
    {
      host,
      privateRepository,
      clusters = {},
      waveDelaySeconds = defaultWaveDelaySeconds,
    }: ArgoCdOptions,
  ) {
    const serviceMonitor = { enabled: scope.use("monitoring-crds", serviceMonitorReason) };
    const metrics = { enabled: serviceMonitor.enabled, serviceMonitor };
    helm(scope, "argo-cd", {
      values: {
        fullnameOverride: "argocd",
        global: { domain: host, networkPolicy: { create: false } },
        configs: {
          cm: checks,
          params: {
            "server.insecure": true,
            // Not as a variable: the chart has one, and of a list with two of a name a server-side apply is refused.
            "controller.sync.wave.delay.seconds": waveDelaySeconds,
          },
        },
        controller: {
          // A health check that comes while the controller runs wakes it at the next resync only, minutes a wave.
          podAnnotations: {
            "checksum/health": createHash("sha256").update(JSON.stringify(checks)).digest("hex"),
          },
          metrics,
          resources: { requests: controller },
        },
        repoServer: {
          // Slow nodes kill it while it starts, again and again.
          startupProbe: { enabled: true },
          livenessProbe: { timeoutSeconds: 5 },
          metrics,
          resources: { requests: repoServer },
        },
        server: { metrics, resources: { requests: small } },
        redis: { resources: { requests: small } },
        // The bootstrap makes its Secret: the chart's hook for it runs at every sync and wedges the first.
        redisSecretInit: { enabled: false },
        applicationSet: { resources: { requests: small } },
        dex: { enabled: false },
        notifications: { enabled: false },
      },
      makes: {
        services: { "argocd-server": { ports: { http: 80, https: 443 } } },
        clusterKinds: [
          "rbac.authorization.k8s.io/ClusterRole",
          "rbac.authorization.k8s.io/ClusterRoleBinding",
        ],
      },
      pods: [
        { name: "application-controller", replicas: 1, ...controller },
        { name: "repo-server", replicas: 1, ...repoServer },
        ...["server", "redis", "applicationset-controller"].map((name) => ({
          name,
          replicas: 1,
          ...small,
        })),
      ],
    });
    if (privateRepository) {
      scope.secret({
        name: "repository",
        keys: ["username", "password"],
        foundByLabel: true,
        labels: { "argocd.argoproj.io/secret-type": "repository" },
        template: { type: "git", url: privateRepository },
      });
    }
    for (const [name, server] of Object.entries(clusters)) clusterSecret(scope, name, server);
    ingress(scope, { service: "argocd-server", port: "http", host });
    scope.forward({
      name: "argocd",
      localPort: 8080,
      service: "argocd-server",
      port: 80,
      protocol: "http",
    });
    scope.probe({ name: "argocd", url: `https://${host}/healthz` });
  },
});

/**
 * By which Argo CD knows another cluster that it syncs. That cluster issues what is in it, anew each time it is made: in
 * a store it would be missing before, and out of date after.
 */
function clusterSecret(scope: Scope, name: string, server: string): void {
  scope.secret({
    name: `cluster-${name}`,
    keys: ["token", "ca"],
    foundByLabel: true,
    madeByBootstrap: true,
    labels: { "argocd.argoproj.io/secret-type": "cluster" },
    template: {
      name,
      server,
      config: '{"bearerToken":"{{ .token }}","tlsClientConfig":{"caData":"{{ .ca }}"}}',
    },
  });
}
