import { defineComponent } from "../../lib/model/component.ts";
import { bucketValues, bucketVariables } from "../parts/loki.ts";
import { receive } from "../parts/push.ts";

export interface LokiOptions {
  /** Hostname under which other clusters' collectors deliver their logs, each at `/<cluster>/loki/api/v1/push`. */
  readonly receiveAt?: string;
  /** Names of those clusters: each has a password of its own. */
  readonly senders?: readonly string[];
  /** They need no password. @default each that of its Secret `logs-push-<cluster>`, keys `username` and `password` */
  readonly anonymous?: true;
  /**
   * Bucket of the cluster's object storage that keeps logs; what was kept elsewhere before is not found there.
   * @default the volume
   */
  readonly bucket?: string;
  /** How long logs are kept. @default "720h" */
  readonly retention?: string;
  /** Size of the volume. @default "20Gi" */
  readonly storage?: string;
}

const service = "loki";
const port = 3100;
const pushPath = "/loki/api/v1/push";

/** Keeps logs, in one process on one volume, or behind it in a bucket. */
export const loki = defineComponent({
  name: "loki",
  layer: "observability",
  about: {
    docs: "https://grafana.com/docs/loki/latest/",
    login: "What it keeps is looked at in Grafana; the port is its API.",
  },
  namespace: "monitoring",
  podSecurity: "restricted",
  needs: { "default-storage": "value singleBinary.persistence: it keeps logs in a volume" },
  provides: {
    logs({ namespace }) {
      const queryUrl = `http://${service}.${namespace}.svc:${port}`;
      return { queryUrl, pushUrl: `${queryUrl}${pushPath}` };
    },
  },
  chart: "loki",
  measured: {
    "loki-sc-rules": { cpu: "50m", memory: "50Mi", source: "Loki's chart: sidecar.resources" },
  },

  values: (scope, { retention = "720h", storage = "20Gi", bucket }: LokiOptions) => ({
    loki: {
      auth_enabled: false,
      commonConfig: { replication_factor: 1 },
      storage: bucket ? bucketValues(scope, bucket) : { type: "filesystem" },
      schemaConfig: {
        configs: [
          {
            from: "2026-01-01",
            store: "tsdb",
            object_store: bucket ? "s3" : "filesystem",
            schema: "v13",
            index: { prefix: "index_", period: "24h" },
          },
        ],
      },
      compactor: { retention_enabled: true, delete_request_store: bucket ? "s3" : "filesystem" },
      limits_config: { retention_period: retention },
    },
    singleBinary: {
      replicas: 1,
      persistence: { size: storage },
      ...(bucket && { extraEnvFrom: [bucketVariables(scope, bucket)] }),
      resources: { requests: { cpu: "100m", memory: "384Mi" } },
    },
    read: { replicas: 0 },
    write: { replicas: 0 },
    backend: { replicas: 0 },
    // Each asks for gigabytes of memory that one house does not need.
    chunksCache: { enabled: false },
    resultsCache: { enabled: false },
    gateway: { enabled: false },
    lokiCanary: { enabled: false },
    test: { enabled: false },
  }),

  objects(scope, { receiveAt: host, senders = [], anonymous }) {
    const way = { service, port: "http-metrics", number: port, path: pushPath };
    if (host) receive(scope, { ...way, pushed: "logs", host, senders, anonymous });
    scope.forward({ name: "loki", localPort: port, service, port, protocol: "http" });
  },
});
