import { app, hostNeeds } from "../parts/app/app.ts";
import type { Keeping } from "../parts/app/keeping.ts";
import { kept } from "../parts/app/keeping.ts";
import type { Backup } from "../parts/database/backup.ts";
import type { Exposure } from "../parts/ingress.ts";
import { postgres } from "../parts/database/postgres.ts";
import { valkey } from "../parts/database/valkey.ts";
import { defineComponent } from "../../lib/model/component.ts";

export interface NextcloudOptions {
  /** Hostname that it is served at. */
  readonly host: string;
  /** Also to the internet. @default the house alone */
  readonly exposure?: Exposure;
  /** Where files are kept: `{ size: "200Gi" }`, or `{ nfs: { server, path } }`. */
  readonly files: Keeping;
  /** Of the image, without its flavour. It moves by one major version at a time, and never back. @default "34.0.1" */
  readonly version?: string;
  /** Dumps of the database. @default none */
  readonly backup?: Backup;
}

const name = "nextcloud";
const program = "/var/www/html";
const data = `${program}/data`;
/** Below the root of a claim, which may hold lost+found: what is not empty it does not make its own. */
const mountsOf = (files: Keeping) => ({
  program: { path: program, subPath: "program" },
  data: { path: data, ...(!("nfs" in files) && { subPath: "data" }) },
});
const steps = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"];
const privileges = {
  root: "Apache and cron step down to www-data by themselves",
  capabilities: { add: steps, reason: "they step down, and hand over what they unpack" },
  writableRoot: "its start script writes settings of PHP",
} as const;

/** Files, calendars and contacts. User `admin` has the password of Secret `nextcloud`, until it is changed there. */
export const nextcloud = defineComponent({
  name,
  layer: "apps",
  about: {
    docs: "https://docs.nextcloud.com/",
    login: { user: "admin", secret: "nextcloud", keys: ["password"] },
  },
  namespace: name,
  podSecurity: "restricted",
  needs: { ...hostNeeds, "secret-store": "its first user and its database have passwords" },

  objects(scope, { host, exposure, files, version = "34.0.1", backup }: NextcloudOptions) {
    const admin = scope.secret({ name, keys: ["password"] });
    const database = postgres(scope, { name: "database", database: name, size: "5Gi", backup });
    const cache = valkey(scope, { name: "cache", password: false });
    const mounts = mountsOf(files);
    const image = `docker.io/library/nextcloud:${version}-apache`;
    const isSecure = scope.cluster.ingress?.issuer !== undefined;
    const environment = {
      REDIS_HOST: cache.host,
      // Else it takes everybody for its Ingress, and locks all out together.
      TRUSTED_PROXIES: scope.cluster.podCidr,
      ...(isSecure && { OVERWRITEPROTOCOL: "https" }),
      PHP_MEMORY_LIMIT: "512M",
      PHP_UPLOAD_LIMIT: "16G",
    };
    app(scope, {
      name,
      image,
      port: 80,
      host,
      exposure,
      privileges,
      databases: [database, cache],
      environment: {
        ...environment,
        POSTGRES_HOST: "$(PGHOST)",
        POSTGRES_DB: "$(PGDATABASE)",
        POSTGRES_USER: "$(PGUSER)",
        POSTGRES_PASSWORD: "$(PGPASSWORD)",
        NEXTCLOUD_ADMIN_USER: "admin",
        NEXTCLOUD_TRUSTED_DOMAINS: host,
        // Behind an Ingress that has a limit of its own.
        APACHE_BODY_LIMIT: "0",
      },
      secrets: { NEXTCLOUD_ADMIN_PASSWORD: { secret: admin.name, key: "password" } },
      volumes: {
        program: { ...mounts.program, size: "5Gi" },
        data: { ...kept("files", files, data), ...mounts.data },
      },
      sidecars: {
        cron: {
          image,
          command: ["/cron.sh"],
          environment,
          privileges,
          mounts,
          limits: { memory: "512Mi" },
        },
      },
      health: { path: "/status.php", headers: { Host: host } },
      // It unpacks itself at first, and at each update.
      probes: { startup: { failureThreshold: 180 } },
      internet: [443, 587],
      requests: { cpu: "100m", memory: "256Mi" },
      limits: { memory: "1Gi" },
    });
    scope.probe({ name, url: `https://${host}/status.php` });
  },
});
