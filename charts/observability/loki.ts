import { ingress } from "../parts/app/app.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { helm } from "../parts/helm.ts";

export interface LokiOptions {
  /** Hostname under which other clusters' collectors deliver their logs. */
  readonly receiveAt?: string;
  /** `720h` by default. */
  readonly retention?: string;
  /** Size of the volume; 20Gi by default. */
  readonly storage?: string;
}

const requests = { cpu: "100m", memory: "384Mi" };

/** Keeps logs, in one process on one volume. */
export const loki = defineComponent({
  name: "loki",
  layer: "observability",
  namespace: "monitoring",
  podSecurity: "privileged",
  needs: { "default-storage": "value singleBinary.persistence: it keeps logs in a volume" },
  provides: ["logs"],

  build(scope, { receiveAt, retention = "720h", storage = "20Gi" }: LokiOptions) {
    helm(scope, "loki", {
      values: {
        loki: {
          auth_enabled: false,
          commonConfig: { replication_factor: 1 },
          storage: { type: "filesystem" },
          schemaConfig: {
            configs: [
              {
                from: "2026-01-01",
                store: "tsdb",
                object_store: "filesystem",
                schema: "v13",
                index: { prefix: "index_", period: "24h" },
              },
            ],
          },
          compactor: { retention_enabled: true, delete_request_store: "filesystem" },
          limits_config: { retention_period: retention },
        },
        singleBinary: { replicas: 1, persistence: { size: storage }, resources: { requests } },
        read: { replicas: 0 },
        write: { replicas: 0 },
        backend: { replicas: 0 },
        // Each asks for gigabytes of memory that one house does not need.
        chunksCache: { enabled: false },
        resultsCache: { enabled: false },
        gateway: { enabled: false },
        lokiCanary: { enabled: false },
        test: { enabled: false },
      },
      makes: {
        services: { loki: { ports: { "http-metrics": 3100 } } },
        clusterKinds: [
          "rbac.authorization.k8s.io/ClusterRole",
          "rbac.authorization.k8s.io/ClusterRoleBinding",
        ],
      },
      pods: [{ name: "loki", replicas: 1, ...requests }],
    });
    if (receiveAt)
      ingress(scope, {
        service: "loki",
        port: "http-metrics",
        host: receiveAt,
        path: "/loki/api/v1/push",
      });
    scope.forward({ name: "loki", localPort: 3100, service: "loki", port: 3100, protocol: "http" });
  },
});
