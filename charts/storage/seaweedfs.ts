import { defineComponent } from "../../lib/model/component.ts";
import { app } from "../parts/app/app.ts";
import { job } from "../parts/app/job.ts";
import {
  bucketKey,
  bucketScript,
  identities,
  isBucketName,
  keyVariables,
} from "../parts/seaweedfs.ts";

export interface SeaweedfsOptions {
  /** Names of the buckets. One that is left out later stays with what is in it; nobody has its key any more. */
  readonly buckets: readonly string[];
  /** Of its volume. @default "50Gi" */
  readonly size?: string;
  /** Its class; Longhorn's own backups need another than Longhorn's. @default the cluster's default class */
  readonly storageClass?: string;
  /** Hostname of its S3 API, for what is outside of the cluster. @default the cluster alone */
  readonly host?: string;
}

const name = "seaweedfs";
const image = "docker.io/chrislusf/seaweedfs:4.44";
/** Those of gRPC are higher by 10000. Who is in its namespace needs no key at any but S3's. */
const ports = { s3: 8333, metrics: 9324, master: 9333, masters: 19333, filer: 8888, filers: 18888 };
const file = "/etc/seaweedfs/identities.json";

/** An object store in one process on one volume: buckets with a key each, for whoever needs one. */
export const seaweedfs = defineComponent({
  name,
  layer: "storage",
  about: {
    docs: "https://github.com/seaweedfs/seaweedfs/wiki",
    login:
      "S3 asks for the key of a bucket; the page of its files asks for none: who may forward a port reads them all.",
  },
  namespace: name,
  podSecurity: "restricted",
  needs: ({ storageClass }: SeaweedfsOptions) => ({
    "secret-store": "each of its buckets is opened by a key",
    ...(!storageClass && { "default-storage": "it keeps buckets in a volume" }),
  }),
  provides: {
    "object-storage": ({ namespace, cluster }, { buckets }) => ({
      endpoint: `http://${name}.${namespace}.svc:${ports.s3}`,
      region: "us-east-1",
      pathStyle: true,
      buckets,
      credentials: (bucket: string) => bucketKey(cluster.name, bucket),
    }),
  },

  traffic: {
    from: [{ who: "anyone", ports: [ports.s3], why: "a bucket opens to who has its key" }],
  },

  *check({ buckets = [] }) {
    if (buckets.length === 0) yield 'has no buckets; name them, as buckets: ["backups"]';
    for (const bucket of buckets)
      if (!isBucketName(bucket))
        yield `has bucket "${bucket}"; write 3 to 63 lower-case letters, digits and hyphens`;
  },

  objects(scope, { buckets, size = "50Gi", storageClass, host }) {
    for (const bucket of buckets) scope.secret(bucketKey(scope.cluster.name, bucket));
    const user = { user: 1000, group: 1000 };
    app(scope, {
      name,
      image,
      ...user,
      command: ["weed"],
      args: [
        ...["-logtostderr=true", "server", "-dir=/data", "-ip.bind=0.0.0.0"],
        // As many files of a gigabyte as there is room for; by default a bucket takes seven at once.
        ...["-volume.max=0", "-master.volumeSizeLimitMB=1000", "-master.telemetry=false"],
        ...["-filer", "-s3", `-s3.config=${file}`, `-metricsPort=${ports.metrics}`],
      ],
      environment: { WEED_MASTER_VOLUME_GROWTH_COPY_1: "1" },
      secrets: keyVariables(buckets),
      files: { [file]: identities(buckets) },
      volumes: { data: { path: "/data", size, storageClass } },
      ports,
      hosts: host ? { [host]: "s3" } : undefined,
      health: { path: "/status", port: "s3" },
      metrics: { path: "/metrics", port: "metrics" },
      allowFrom: ["buckets"],
      requests: { cpu: "50m", memory: "256Mi" },
      limits: { memory: "1Gi" },
    });
    job(scope, {
      name: "buckets",
      image,
      ...user,
      command: ["sh", "-c", bucketScript(`${name}:${ports.master}`, buckets)],
      allowTo: [name],
      requests: { cpu: "10m", memory: "64Mi" },
    });
    const forward = { service: name, protocol: "http" } as const;
    scope.forward({ ...forward, name: "s3", localPort: 9000, port: ports.s3 });
    scope.forward({ ...forward, name: "buckets", localPort: 9001, port: ports.filer });
  },
});
