import type { KubePrometheusStackValues } from "../../imports/values/kube-prometheus-stack.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { dashboardValues, logSource, traceSource } from "./dashboards.ts";
import type { GrafanaLogin } from "./login.ts";
import { grafanaLogin } from "./login.ts";

const requests = (cpu: string, memory: string) => ({ requests: { cpu, memory } });

/** Grafana with the site's dashboards, and all that is kept in the cluster to look at. */
export function grafanaValues(
  scope: Scope,
  { host, login: asked }: { readonly host: string; readonly login?: GrafanaLogin },
): KubePrometheusStackValues["grafana"] {
  const admin = scope.secret({ name: "grafana-admin", keys: ["admin-user", "admin-password"] });
  const login = asked && grafanaLogin(scope, asked);
  return {
    ...dashboardValues,
    admin: { existingSecret: admin.name },
    "grafana.ini": { server: { root_url: `https://${host}` }, ...login?.ini },
    ...(login && { envValueFrom: login.envValueFrom }),
    additionalDataSources: [
      ...(scope.has("logs") ? [logSource(scope.from("logs"))] : []),
      ...(scope.has("traces") ? [traceSource(scope.from("traces"))] : []),
    ],
    testFramework: { enabled: false },
    sidecar: { resources: requests("50m", "50Mi") },
    resources: requests("50m", "192Mi"),
  };
}
