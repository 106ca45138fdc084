import type { Chart } from "cdk8s";
import { Middleware } from "../../imports/crds/traefik.io/middleware.ts";
import { TLSStore } from "../../imports/crds/traefik.io/tlsstore.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { traefikKinds } from "../parts/kinds/traefik.ts";
import { recordAnnotations } from "../parts/dns.ts";
import { addressAnnotations } from "../parts/load-balancer.ts";
import { monitored } from "../parts/monitoring.ts";
import { wildcardSecret } from "../parts/wildcard.ts";

export interface TraefikOptions {
  /** A fixed address out of the cluster's range: records and routers outside point to it. */
  readonly address?: string;
  /** A name for its address in the cluster's DNS, for CNAME records of others. */
  readonly host?: string;
}

const toHttps = { entryPoint: { to: "websecure", scheme: "https", permanent: true } };

/** Serves Ingress objects, with a wildcard certificate for hosts that bring none. */
export const traefik = defineComponent({
  name: "traefik",
  layer: "networking",
  about: { docs: "https://doc.traefik.io/traefik/" },
  namespace: "traefik",
  needs: {
    "load-balancer": "value service.spec.type LoadBalancer: its Service waits for an address",
  },
  provides: { ingress: ({ namespace }) => ({ namespace, service: "traefik", asksPassword }) },
  chart: "traefik",
  kinds: traefikKinds,

  values(scope, { address, host }: TraefikOptions) {
    const serviceMonitor = { enabled: monitored(scope) };
    return {
      deployment: { replicas: Math.min(2, scope.cluster.nodes.length) },
      service: {
        annotations: {
          ...(address && addressAnnotations(scope, address)),
          ...(host && recordAnnotations(scope, { host })),
        },
      },
      ports: { web: { http: { redirections: toHttps } } },
      metrics: { prometheus: { service: { enabled: true }, serviceMonitor } },
      resources: { requests: { cpu: "100m", memory: "128Mi" } },
    };
  },
  objects(scope) {
    const secretName = wildcardSecret(scope);
    const spec = { defaultCertificate: { secretName: secretName ?? "" } };
    if (secretName) new TLSStore(scope, "default", { metadata: { name: "default" }, spec });
  },
});

/** A Middleware of the Ingress' own namespace: those of others are closed to it. */
function asksPassword(scope: Chart, secret: string): Record<string, string> {
  const basicAuth = { secret, removeHeader: true };
  new Middleware(scope, `password-${secret}`, { metadata: { name: secret }, spec: { basicAuth } });
  const name = `${scope.namespace}-${secret}@kubernetescrd`;
  return { "traefik.ingress.kubernetes.io/router.middlewares": name };
}
