import { createHash } from "node:crypto";
import { defaultWaveDelaySeconds, healthChecks } from "../../lib/emit/health.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { clusterSecret, repositorySecret } from "../parts/argo-cd.ts";
import type { Login } from "../parts/login.ts";
import { argoCdLogin, loginIssues } from "../parts/login.ts";
import { ingress } from "../parts/ingress.ts";
import { monitored } from "../parts/monitoring.ts";
import type { SignatureKeys } from "../parts/signatures.ts";
import { keyringOf, signatureIssues, signersOf } from "../parts/signatures.ts";

export interface ArgoCdOptions {
  /** Hostname of its web interface. */
  readonly host: string;
  /** The git repository, when it wants a user and password. */
  readonly privateRepository?: string;
  /** Clusters that this Argo CD syncs beside its own: name to API server. */
  readonly clusters?: Readonly<Record<string, string>>;
  /**
   * Who may log in, and what they may do there; `admin` is off then. Argo CD's redirect is `https://<host>/auth/callback`.
   * @default `admin`, whose password Argo CD makes up
   */
  readonly login?: Login;
  /**
   * Keys of gpg, by one of which the newest commit of the fleet's branch has to be signed: of any other it deploys
   * nothing (docs/publish.md). @default no signature is asked for
   */
  readonly signatureKeys?: SignatureKeys;
  /** docs/order.md has the figures; more where the API server is slow. @default 2 */
  readonly waveDelaySeconds?: number;
}

const requests = (cpu: string, memory: string) => ({ requests: { cpu, memory } });
const small = requests("50m", "96Mi");
const checks = healthChecks();

/** Argo CD, which syncs everything and itself; the bootstrap installs it with the same values. */
export const argoCd = defineComponent({
  name: "argo-cd",
  layer: "platform",
  about: {
    docs: "https://argo-cd.readthedocs.io/en/stable/",
    login: { user: "admin", secret: "argocd-initial-admin-secret", keys: ["password"] },
  },
  namespace: "argocd",
  podSecurity: "restricted",
  needs: { ingress: "its web interface is served at a host" },
  provides: {
    deployer: (_, { signatureKeys }) =>
      signatureKeys ? { signers: signersOf(signatureKeys) } : {},
  },
  chart: "argo-cd",
  kinds: { "argoproj.io/Application": {}, "argoproj.io/AppProject": {} },
  bootstrapSecrets: { "argocd-redis": ["auth"] },
  atRunTime: { secrets: { "argocd-initial-admin-secret": ["password"] } },

  *check({ login, signatureKeys }: ArgoCdOptions) {
    if (login) yield* loginIssues(login);
    if (signatureKeys) yield* signatureIssues(signatureKeys);
  },

  values(scope, options) {
    const { host, login, signatureKeys, waveDelaySeconds = defaultWaveDelaySeconds } = options;
    const { cm: loginSettings, rbac } = login ? argoCdLogin(scope, login) : {};
    const serviceMonitor = { enabled: monitored(scope) };
    const metrics = { enabled: serviceMonitor.enabled, serviceMonitor };
    // A health check that comes while the controller runs wakes it at the next resync only, minutes a wave.
    const checksum = checksumOf(checks);
    const keys = signatureKeys && keyringOf(signatureKeys);
    return {
      fullnameOverride: "argocd",
      global: { domain: host, networkPolicy: { create: false } },
      configs: {
        cm: { ...checks, ...loginSettings },
        ...(rbac && { rbac }),
        ...(keys && { gpg: { keys } }),
        params: {
          "server.insecure": true,
          // Not as a variable: the chart has one, and of a list with two of a name a server-side apply is refused.
          "controller.sync.wave.delay.seconds": waveDelaySeconds,
        },
      },
      controller: {
        podAnnotations: { "checksum/health": checksum },
        metrics,
        resources: requests("250m", "512Mi"),
      },
      repoServer: {
        // Slow nodes kill it while it starts, again and again.
        startupProbe: { enabled: true },
        livenessProbe: { timeoutSeconds: 5 },
        // Of a key that it has, it never reads another text: the time until which it is good, for one.
        ...(keys && { podAnnotations: { "checksum/keys": checksumOf(keys) } }),
        metrics,
        resources: requests("100m", "256Mi"),
      },
      server: { metrics, resources: small },
      redis: { resources: small },
      // The bootstrap makes its Secret: the chart's hook for it runs at every sync and wedges the first.
      redisSecretInit: { enabled: false },
      applicationSet: { resources: small },
      dex: { enabled: false },
      notifications: { enabled: false },
    };
  },

  objects(scope, { host, privateRepository, clusters = {} }) {
    if (privateRepository) repositorySecret(scope, privateRepository);
    for (const [name, server] of Object.entries(clusters)) clusterSecret(scope, name, server);
    const service = "argocd-server";
    ingress(scope, { service, port: "http", number: 80, host });
    scope.forward({ name: "argocd", localPort: 8080, service, port: 80, protocol: "http" });
    scope.probe({ name: "argocd", url: `https://${host}/healthz` });
  },
});

function checksumOf(settings: object): string {
  return createHash("sha256").update(JSON.stringify(settings)).digest("hex");
}
