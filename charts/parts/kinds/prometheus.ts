import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Kinds, Naming } from "../../../lib/model/kind.ts";
import type { PodRequests, VolumeRequests } from "../../../lib/model/run-time.ts";

const group = "monitoring.coreos.com";

interface Server {
  readonly replicas?: number;
  readonly shards?: number;
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> };
  readonly storage?: { readonly volumeClaimTemplate?: { readonly spec?: ClaimSpec } };
}

interface ClaimSpec {
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> };
}

/** The operator runs the pods of its servers, with the requests of their spec. */
function serverPods({ kind, metadata, spec }: Manifest): PodRequests[] {
  const { replicas = 1, shards = 1, resources } = (spec ?? {}) as Server;
  const { cpu, memory } = resources?.requests ?? {};
  const name = `${kind} "${metadata.name}"`;
  const text = (one?: string | number) => (one === undefined ? undefined : String(one));
  const asked = { cpu: text(cpu), memory: text(memory) };
  return [{ name, replicas: replicas * shards, ...asked }];
}

/** ... each with a volume. */
function serverVolumes({ kind, metadata, spec }: Manifest): VolumeRequests[] {
  const { replicas = 1, shards = 1, storage } = (spec ?? {}) as Server;
  const { resources, storageClassName: storageClass } = storage?.volumeClaimTemplate?.spec ?? {};
  const size = resources?.requests?.["storage"];
  if (size === undefined) return [];
  const name = `${kind} "${metadata.name}"`;
  return [{ name, count: replicas * shards, size: String(size), storageClass }];
}

const serverNames: readonly Naming[] = [
  { path: "spec.serviceAccountName", to: "ServiceAccount" },
  { path: "spec.secrets[]", to: "Secret" },
  { path: "spec.configMaps[]", to: "ConfigMap" },
  {
    path: "spec.storage.volumeClaimTemplate.spec.storageClassName",
    to: { group: "storage.k8s.io", kind: "StorageClass", namespaced: false },
  },
];

const server = {
  names: serverNames,
  pods: serverPods,
  volumes: serverVolumes,
  // Its containers by themselves, its pods by the security context of the chart.
  podSecurity: "restricted",
  runsUnseen: true,
} as const;

/** The kinds of the Prometheus operator. */
export const prometheusKinds: Kinds = {
  [`${group}/Alertmanager`]: server,
  [`${group}/Prometheus`]: server,
  [`${group}/PrometheusAgent`]: server,
  [`${group}/ThanosRuler`]: server,
  [`${group}/ServiceMonitor`]: { scrapes: { what: "Services", endpoints: "endpoints" } },
  [`${group}/PodMonitor`]: { scrapes: { what: "pods", endpoints: "podMetricsEndpoints" } },
  [`${group}/*`]: {},
};
