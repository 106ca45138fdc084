import { Certificate } from "../../imports/crds/cert-manager.io/certificate.ts";
import { PrometheusRule } from "../../imports/crds/monitoring.coreos.com/prometheusrule.ts";
import { app, hostNeeds } from "../../charts/parts/app/app.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { Scope } from "../../lib/model/scope.ts";

export interface ServiceOptions {
  readonly name: string;
  readonly host: string;
  /** Tag of both images. */
  readonly version: string;
  /** The API keeps data on a volume when true, and grows with the load when not. */
  readonly stateful: boolean;
}

/** What most applications of a fleet are: a web frontend with its API, a secret, a certificate and an alert. */
export const service = defineComponent({
  name: "service",
  layer: "apps",
  namespace: ({ name }: ServiceOptions) => name,
  podSecurity: "restricted",
  needs: { ...hostNeeds, "secret-store": "the API has a key for its database" },
  instance: ({ name }) => name,

  objects(scope, { name, host, version, stateful }) {
    const [web, api] = [`${name}-web`, `${name}-api`];
    const secret = scope.secret({ name: `${api}-database`, keys: ["user", "password"] });
    app(scope, {
      name: web,
      image: `registry.example.com/${name}/web:${version}`,
      port: 8080,
      host,
      critical: true,
      environment: { API_URL: `http://${api}`, PUBLIC_URL: `https://${host}/` },
      allowTo: [api],
    });
    app(scope, {
      name: api,
      image: `registry.example.com/${name}/api:${version}`,
      port: 9000,
      host: `api-${host}`,
      autoscale: stateful ? undefined : { min: 2, max: 6, cpuPercent: 70 },
      volumes: stateful ? { data: { path: "/var/lib/api", size: "20Gi" } } : undefined,
      secrets: {
        DATABASE_USER: { secret: secret.name, key: "user" },
        DATABASE_PASSWORD: { secret: secret.name, key: "password" },
      },
      health: "/health",
      metrics: { path: "/metrics" },
      allowFrom: [web],
      internet: true,
    });
    identity(scope, name, host);
    alerts(scope, name, api);
  },
});

/** A client certificate that the API shows to the others. */
function identity(scope: Scope, name: string, host: string): void {
  const { issuer = "" } = scope.cluster.ingress ?? {};
  new Certificate(scope, "identity", {
    metadata: { name: `${name}-identity` },
    spec: {
      secretName: `${name}-identity`,
      dnsNames: [`identity-${host}`],
      issuerRef: { kind: "ClusterIssuer", name: issuer },
    },
  });
}

function alerts(scope: Scope, name: string, api: string): void {
  new PrometheusRule(scope, "alerts", {
    metadata: { name },
    spec: {
      groups: [
        {
          name,
          rules: [
            {
              alert: "ErrorBudgetBurn",
              expr: `sum(rate(http_requests_total{job="${api}",code=~"5.."}[5m])) / sum(rate(http_requests_total{job="${api}"}[5m])) > 0.02`,
              for: "10m",
              labels: { severity: "critical" },
              annotations: { summary: `${api} answers more than 2 % of its requests with errors` },
            },
          ],
        },
      ],
    },
  });
}
