import type {
  Container,
  EnvVar,
  Quantity,
  TopologySpreadConstraint,
} from "../../../lib/kubernetes/constructs.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import type { AppOptions } from "./options.ts";
import { selectorOf } from "./options.ts";

/** The Deployment of an app, within the `restricted` Pod Security level. */
export function deployment(scope: Scope, options: AppOptions): void {
  const { name, volumes = {}, critical = false, autoscale, user = 10001, architecture } = options;
  const labels = selectorOf(name);
  const mountsVolume = Object.keys(volumes).length > 0;
  new k8s.KubeDeployment(scope, `${name}-deployment`, {
    metadata: { name, labels },
    spec: {
      // With an autoscaler, git must not say how many: each sync would undo its last decision.
      replicas: autoscale ? undefined : (options.replicas ?? (critical ? 2 : 1)),
      revisionHistoryLimit: 3,
      selector: { matchLabels: labels },
      // A ReadWriteOnce volume is not given to the new pod while the old one has it.
      strategy: mountsVolume ? { type: "Recreate" } : undefined,
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: user,
            fsGroup: mountsVolume ? user : undefined,
            seccompProfile: { type: "RuntimeDefault" },
          },
          nodeSelector: architecture ? { "kubernetes.io/arch": architecture } : undefined,
          topologySpreadConstraints: critical ? [spread(labels)] : undefined,
          containers: [container(options)],
          volumes: [
            { name: "tmp", emptyDir: {} },
            ...Object.keys(volumes).map((volume) => ({
              name: volume,
              persistentVolumeClaim: { claimName: `${name}-${volume}` },
            })),
          ],
        },
      },
    },
  });
}

/** Pods on different nodes as far as there are some: a full node must not keep a pod from starting. */
function spread(labels: Readonly<Record<string, string>>): TopologySpreadConstraint {
  return {
    maxSkew: 1,
    topologyKey: "kubernetes.io/hostname",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
  };
}

function container(options: AppOptions): Container {
  const { name, image, port, args, healthPath = "/", volumes = {} } = options;
  const { requests = { cpu: "250m", memory: "256Mi" }, limits = { cpu: "500m", memory: "512Mi" } } =
    options;
  const httpGet = { path: healthPath, port: k8s.IntOrString.fromString("http") };
  return {
    name,
    image,
    args: args ? [...args] : undefined,
    ports: [{ name: "http", containerPort: port }],
    env: variables(options),
    resources: { requests: quantities(requests), limits: quantities(limits) },
    startupProbe: { httpGet, periodSeconds: 5, failureThreshold: 30 },
    readinessProbe: { httpGet },
    livenessProbe: { httpGet, periodSeconds: 20 },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      { name: "tmp", mountPath: "/tmp" },
      ...Object.entries(volumes).map(([volume, { path }]) => ({ name: volume, mountPath: path })),
    ],
  };
}

function variables({ environment = {}, secrets = {} }: AppOptions): EnvVar[] | undefined {
  const found = [
    ...Object.entries(environment).map(([name, value]) => ({ name, value })),
    ...Object.entries(secrets).map(([name, { secret, key }]) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret, key } },
    })),
  ];
  return found.length > 0 ? found : undefined;
}

function quantities(
  amounts: Readonly<Record<string, string | undefined>>,
): Record<string, Quantity> {
  return Object.fromEntries(
    Object.entries(amounts).flatMap(([name, amount]) =>
      amount ? [[name, k8s.Quantity.fromString(amount)]] : [],
    ),
  );
}
