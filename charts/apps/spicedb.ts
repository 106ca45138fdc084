import { defineComponent } from "../../lib/model/component.ts";
import { app } from "../parts/app/app.ts";
import { job } from "../parts/app/job.ts";
import type { Backup } from "../parts/database/backup.ts";
import { postgres } from "../parts/database/postgres.ts";

export interface SpicedbOptions {
  /** Size of its database's volume. @default "5Gi" */
  readonly size?: string;
  /** Of the image; one minor version at a time. @default "v1.52.0" */
  readonly version?: string;
  /** Dumps of the database. @default none */
  readonly backup?: Backup;
}

const name = "spicedb";
const port = 50051;

/**
 * Keeps who may do what, and answers apps that ask: by gRPC at `spicedb.spicedb.svc:50051`, with the key `preshared-key`
 * of Secret `spicedb`.
 */
export const spicedb = defineComponent({
  name,
  layer: "apps",
  about: {
    docs: "https://authzed.com/docs/spicedb/getting-started/discovering-spicedb",
    login: { secret: "spicedb", keys: ["preshared-key"] },
  },
  namespace: name,
  podSecurity: "restricted",
  needs: { "secret-store": "its callers have a key, and its database a password" },
  traffic: { from: [{ who: "anyone", ports: [port], why: "apps with its key ask it" }] },

  objects(scope, { size = "5Gi", version = "v1.52.0", backup }: SpicedbOptions) {
    const key = scope.secret({ name, keys: ["preshared-key"] });
    const database = postgres(scope, {
      name: "database",
      database: name,
      size,
      // Without it nobody can watch for changes.
      settings: { track_commit_timestamp: "on" },
      backup,
    });
    const common = {
      image: `ghcr.io/authzed/spicedb:${version}`,
      databases: [database],
      environment: {
        SPICEDB_DATASTORE_ENGINE: "postgres",
        SPICEDB_DATASTORE_CONN_URI:
          "postgres://$(PGUSER):$(PGPASSWORD)@$(PGHOST):$(PGPORT)/$(PGDATABASE)",
      },
      requests: { cpu: "50m", memory: "128Mi" },
      limits: { memory: "512Mi" },
    };
    job(scope, { ...common, name: "migrate", args: ["migrate", "head"] });
    app(scope, {
      ...common,
      name,
      args: ["serve", "--dispatch-cluster-enabled=false", "--telemetry-endpoint="],
      secrets: { SPICEDB_GRPC_PRESHARED_KEY: { secret: key.name, key: "preshared-key" } },
      ports: { grpc: port, metrics: 9090 },
      health: { grpc: "grpc" },
      metrics: { path: "/metrics", port: "metrics" },
    });
    scope.forward({ name, localPort: port, service: name, port, protocol: "tcp" });
  },
});
