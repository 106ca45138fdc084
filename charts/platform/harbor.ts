import { defineComponent } from "../../lib/model/component.ts";
import { databasePolicy } from "../parts/app/network.ts";
import { postgres } from "../parts/database/postgres.ts";
import { valkey } from "../parts/database/valkey.ts";
import { bucketStorage, exposedAt, harborSecrets, sizes } from "../parts/harbor.ts";
import { monitored } from "../parts/monitoring.ts";

export interface HarborOptions {
  /** Hostname of the registry and its web interface. */
  readonly host: string;
  /** Size of the volume that keeps images. @default "50Gi" */
  readonly size?: string;
  /** Bucket of the cluster's object storage that keeps images. @default the volume */
  readonly bucket?: string;
  /** Scans images for known vulnerabilities, with 512Mi of memory more. @default true */
  readonly scanner?: boolean;
}

const name = "harbor";

/**
 * A registry of your own, with a scanner. User `admin` has the password HARBOR_ADMIN_PASSWORD of Secret `harbor`; whether
 * images with known vulnerabilities can be pulled is a setting of each project.
 */
export const harbor = defineComponent({
  name,
  layer: "platform",
  about: {
    docs: "https://goharbor.io/docs/",
    login: { user: "admin", secret: "harbor", keys: ["HARBOR_ADMIN_PASSWORD"] },
  },
  namespace: name,
  podSecurity: "restricted",
  // None for arm64 yet (harbor issue 22278).
  architectures: ["amd64"],
  needs: ({ bucket }: HarborOptions) => ({
    ingress: "it is served at a host",
    "certificate-issuer": "its tokens are signed with a key that is made in the cluster",
    "secret-store": "its parts know each other by passwords",
    "default-storage": "it keeps images and its database in volumes",
    ...(bucket && { "object-storage": "it keeps images in a bucket" }),
  }),
  chart: "harbor",
  // What they hold is given by Secrets that are asked for.
  plainSecrets: ["core", "jobservice", "registry", "registryctl", "exporter", "trivy"].map(
    (part) => `${name}-${part}`,
  ),

  values(scope, { host, size = "50Gi", bucket, scanner = true }) {
    const database = postgres(scope, { name: "database", database: "registry", size: "5Gi" });
    // It loses what waits in it, scans and copies, when it is restarted; its policy lets Harbor in alone.
    const cache = valkey(scope, { name: "cache", password: false });
    for (const one of [database, cache]) databasePolicy(scope, name, one);
    const enabled = monitored(scope);
    return {
      ...exposedAt(scope, host),
      ...harborSecrets(scope),
      ...sizes(scanner),
      // Two pods at a time would wait for one volume.
      updateStrategy: { type: "Recreate" },
      persistence: {
        persistentVolumeClaim: { registry: { size } },
        ...(bucket && { imageChartStorage: bucketStorage(scope, bucket) }),
      },
      database: {
        type: "external",
        external: {
          host: database.host,
          port: String(database.port),
          username: database.user,
          coreDatabase: database.database,
          existingSecret: database.password?.secret,
        },
        // By default each part opens more than PostgreSQL takes.
        maxIdleConns: 5,
        maxOpenConns: 25,
      },
      redis: { type: "external", external: { addr: `${cache.host}:${cache.port}` } },
      metrics: { enabled, serviceMonitor: { enabled } },
    };
  },

  objects(scope, { host }) {
    scope.probe({ name, url: `https://${host}/api/v2.0/ping` });
  },
});
