import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Kinds, Naming } from "../../../lib/model/kind.ts";
import type { PodRequests } from "../../../lib/model/run-time.ts";

const group = "monitoring.coreos.com";

interface Server {
  readonly replicas?: number;
  readonly shards?: number;
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> };
}

/** The operator runs the pods of its servers, with the requests of their spec. */
function serverPods({ kind, metadata, spec }: Manifest): PodRequests[] {
  const { replicas = 1, shards = 1, resources } = (spec ?? {}) as Server;
  const { cpu = "0", memory = "0" } = resources?.requests ?? {};
  const name = `${kind} "${metadata.name}"`;
  return [{ name, replicas: replicas * shards, cpu: String(cpu), memory: String(memory) }];
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
