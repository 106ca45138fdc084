import { defineComponent } from "../../lib/model/component.ts";
import { goingTo } from "../parts/addresses.ts";
import { monitored } from "../parts/monitoring.ts";
import { bucketOf, keyOf } from "../parts/tempo.ts";

export interface TempoOptions {
  /**
   * Bucket of the cluster's object storage that keeps traces; what was kept elsewhere before is not found there.
   * @default the volume
   */
  readonly bucket?: string;
  /** How long traces are kept. @default "168h" */
  readonly retention?: string;
  /** Size of the volume. @default "10Gi" */
  readonly storage?: string;
}

const service = "tempo";
const port = 3200;

/** Keeps traces, which apps send to `http://tempo.tempo.svc:4318`; Grafana shows them. */
export const tempo = defineComponent({
  name: service,
  layer: "observability",
  about: {
    docs: "https://grafana.com/docs/tempo/latest/",
    login: "What it keeps is looked at in Grafana; the port is its API.",
  },
  namespace: service,
  podSecurity: "restricted",
  needs: ({ bucket }: TempoOptions) => ({
    "default-storage": "value persistence.enabled: it keeps traces in a volume",
    ...(bucket && {
      "object-storage": "it keeps traces in a bucket",
      "secret-store": "it opens the bucket with a key",
    }),
  }),
  provides: {
    traces({ namespace }) {
      const host = `http://${service}.${namespace}.svc`;
      return { grpc: `${host}:4317`, http: `${host}:4318`, queryUrl: `${host}:${port}` };
    },
  },
  chart: "tempo",

  traffic: (scope, { bucket }) => ({
    from: [{ who: "anyone", ports: [4317, 4318], why: "apps of any namespace send traces" }],
    ...(bucket ? goingTo(scope.cluster, scope.from("object-storage").endpoint) : { to: [] }),
  }),

  values: (scope, { bucket, retention = "168h", storage = "10Gi" }) => ({
    tempo: {
      retention,
      reportingEnabled: false,
      ...(bucket && { storage: bucketOf(scope, bucket), extraEnvFrom: [keyOf(scope, bucket)] }),
      // Ballast is memory that nothing uses.
      memBallastSizeMbs: 0,
      resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { memory: "1Gi" } },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      },
    },
    persistence: { enabled: true, size: storage },
    serviceMonitor: { enabled: monitored(scope) },
  }),

  objects(scope) {
    scope.forward({ name: service, localPort: port, service, port, protocol: "http" });
  },
});
