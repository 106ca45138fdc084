import { defineComponent } from "../../lib/model/component.ts";
import { clusterOf } from "../parts/database/cloudnative-pg.ts";
import { cloudnativePgKinds } from "../parts/kinds/cloudnative-pg.ts";
import { monitored } from "../parts/monitoring.ts";

export interface CloudnativePgOptions {
  /**
   * What the databases of `postgres()` run. Another major version converts them while they are down, never back.
   * @default PostgreSQL 18 of CloudNativePG's own images, the only ones that it can run
   */
  readonly image?: string;
}

/** Makes databases of PostgreSQL, keeps their copies equal and lets another take over. Backups are yours to declare. */
export const cloudnativePg = defineComponent({
  name: "cloudnative-pg",
  layer: "platform",
  about: { docs: "https://cloudnative-pg.io/docs/" },
  // As upstream's documentation calls it, and `kubectl cnpg` with it.
  namespace: "cnpg-system",
  podSecurity: "restricted",
  provides: {
    "postgres-operator": (scope, options: CloudnativePgOptions) => ({
      database: clusterOf(scope.namespace, options.image),
    }),
  },
  chart: "cloudnative-pg",
  kinds: cloudnativePgKinds,
  // It asks databases how they are, wherever they stand.
  traffic: {
    to: [{ who: "api-server" }, { pods: { "cnpg.io/podRole": "instance" }, ports: [5432, 8000] }],
  },

  values: (scope) => ({
    monitoring: { podMonitorEnabled: monitored(scope) },
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
  }),
});
