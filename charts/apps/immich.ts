import { app, hostNeeds } from "../parts/app/app.ts";
import type { Keeping } from "../parts/app/keeping.ts";
import { kept } from "../parts/app/keeping.ts";
import type { Scheduling } from "../parts/app/options.ts";
import type { Backup } from "../parts/database/backup.ts";
import type { Exposure } from "../parts/ingress.ts";
import { postgres } from "../parts/database/postgres.ts";
import { valkey } from "../parts/database/valkey.ts";
import { defineComponent } from "../../lib/model/component.ts";

export interface ImmichOptions {
  /** Hostname that it is served at. */
  readonly host: string;
  /** Also to the internet. @default the house alone */
  readonly exposure?: Exposure;
  /** Where photos are kept: `{ size: "500Gi" }`, or `{ nfs: { server, path } }`. */
  readonly photos: Keeping;
  /**
   * Finds faces and what is to be seen, with 1 to 4 GiB of memory more; `{ nodes: ["big-1"] }` says where.
   * @default false
   */
  readonly machineLearning?: boolean | Scheduling;
  /** Of its images. Read upstream's release notes before another. @default "v2.6.3" */
  readonly version?: string;
  /** Dumps of the database. @default none */
  readonly backup?: Backup;
}

const name = "immich";
const learning = "immich-machine-learning";
/** PostgreSQL with the search for vectors that Immich takes. */
const vectors = "ghcr.io/immich-app/postgres:18-vectorchord0.5.3-pgvector0.8.1";
const privileges = { writableRoot: "its programs keep caches beside their volumes" };

/** Photos and videos of phones, looked at in the browser. Whoever signs up first administers it. */
export const immich = defineComponent({
  name,
  layer: "apps",
  about: { docs: "https://docs.immich.app/", login: "Whoever signs up first administers it." },
  namespace: name,
  podSecurity: "restricted",
  needs: { ...hostNeeds, "secret-store": "its database has a password" },

  objects(scope, options: ImmichOptions) {
    const { host, exposure, photos, machineLearning = false, version = "v2.6.3", backup } = options;
    const database = postgres(scope, {
      name: "database",
      database: name,
      size: "10Gi",
      standalone: "an operator's images do not search vectors",
      image: vectors,
      settings: { shared_preload_libraries: "vchord.so" },
      backup,
    });
    const cache = valkey(scope, { name: "cache", password: false });
    const isLearning = machineLearning !== false;
    app(scope, {
      name,
      image: `ghcr.io/immich-app/immich-server:${version}`,
      user: 1000,
      port: 2283,
      host,
      exposure,
      privileges,
      databases: [database, cache],
      environment: {
        DB_HOSTNAME: "$(PGHOST)",
        DB_DATABASE_NAME: "$(PGDATABASE)",
        DB_USERNAME: "$(PGUSER)",
        DB_PASSWORD: "$(PGPASSWORD)",
        REDIS_HOSTNAME: cache.host,
        IMMICH_TRUSTED_PROXIES: scope.cluster.podCidr,
        IMMICH_MACHINE_LEARNING_ENABLED: String(isLearning),
        ...(isLearning && { IMMICH_MACHINE_LEARNING_URL: `http://${learning}` }),
      },
      volumes: { photos: kept("photos", photos, "/data") },
      health: "/api/server/ping",
      // A new version changes the database first.
      probes: { startup: { failureThreshold: 180 } },
      allowTo: isLearning ? [learning] : [],
      internet: true,
      requests: { cpu: "200m", memory: "512Mi" },
      limits: { memory: "3Gi" },
    });
    if (isLearning)
      app(scope, {
        ...(typeof machineLearning === "object" && machineLearning),
        name: learning,
        image: `ghcr.io/immich-app/immich-machine-learning:${version}`,
        user: 1000,
        port: 3003,
        privileges,
        environment: { MPLCONFIGDIR: "/tmp" },
        volumes: { models: { path: "/cache", size: "10Gi" } },
        health: "/ping",
        allowFrom: [name],
        internet: true,
        requests: { cpu: "200m", memory: "1Gi" },
        limits: { memory: "4Gi" },
      });
    scope.probe({ name, url: `https://${host}/api/server/ping` });
  },
});
