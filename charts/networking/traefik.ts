import type { Chart } from "cdk8s";
import { Middleware } from "../../imports/crds/traefik.io/middleware.ts";
import { TLSStore } from "../../imports/crds/traefik.io/tlsstore.ts";
import type { GatewayServer } from "../../lib/model/capability.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { AskedPassword } from "../../lib/model/capability.ts";
import { traefikKinds } from "../parts/kinds/traefik.ts";
import { recordAnnotations } from "../parts/dns.ts";
import { addGateway } from "../parts/gateway.ts";
import { addressAnnotations } from "../parts/load-balancer.ts";
import { monitored } from "../parts/monitoring.ts";
import { wildcardSecret } from "../parts/wildcard.ts";

export interface TraefikOptions {
  /** A fixed address out of the cluster's range: records and routers outside point to it. */
  readonly address?: string;
  /** A name for its address in the cluster's DNS, for CNAME records of others. */
  readonly host?: string;
  /**
   * Hosts are served by routes of a Gateway, and by an Ingress only where it can say what no route can. `hosts`: those
   * with a certificate of their own, which are not right below the cluster's domain. @default Ingress objects alone
   */
  readonly gateway?: { readonly hosts?: readonly string[] };
}

const toHttps = { entryPoint: { to: "websecure", scheme: "https", permanent: true } };

/** Of its entry points, as its chart has them. */
const ports = { http: 8000, https: 8443 };

/** Serves Ingress objects, with a wildcard certificate for hosts that bring none, and the routes of a Gateway. */
export const traefik = defineComponent({
  name: "traefik",
  layer: "networking",
  about: { docs: "https://doc.traefik.io/traefik/" },
  namespace: "traefik",
  needs: ({ gateway }: TraefikOptions) => ({
    "load-balancer": "value service.spec.type LoadBalancer: its Service waits for an address",
    ...(gateway && { "gateway-crds": "its Gateway is of the kinds of Gateway API" }),
  }),
  provides: {
    ingress: ({ namespace }, { gateway }) => ({
      namespace,
      service: "traefik",
      asksPassword,
      ...(gateway && { gateway: gatewayOf(gateway) }),
    }),
  },
  chart: "traefik",
  kinds: traefikKinds,

  values(scope, { address, host, gateway }) {
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
      ...(gateway && {
        providers: { kubernetesGateway: { enabled: true } },
        gateway: { enabled: false },
      }),
      metrics: { prometheus: { service: { enabled: true }, serviceMonitor } },
      resources: { requests: { cpu: "100m", memory: "128Mi" } },
    };
  },
  objects(scope, { gateway }) {
    if (gateway) return addGateway(scope, gatewayOf(gateway), { ports });
    const secretName = wildcardSecret(scope);
    const spec = { defaultCertificate: { secretName: secretName ?? "" } };
    if (secretName) new TLSStore(scope, "default", { metadata: { name: "default" }, spec });
  },
});

function gatewayOf({ hosts = [] }: NonNullable<TraefikOptions["gateway"]>): GatewayServer {
  return {
    name: "traefik",
    namespace: "traefik",
    className: "traefik",
    hosts,
    servesIngress: true,
  };
}

/** A Middleware of the Ingress' own namespace: those of others are closed to it. */
function asksPassword(scope: Chart, { secret, path }: AskedPassword): Record<string, string> {
  const middlewares = {
    [secret]: { basicAuth: { secret, removeHeader: true } },
    ...(path !== undefined && { [`${secret}-path`]: { replacePath: { path } } }),
  };
  const names = Object.entries(middlewares).map(([name, spec]) => {
    new Middleware(scope, `password-${name}`, { metadata: { name }, spec });
    return `${scope.namespace}-${name}@kubernetescrd`;
  });
  return { "traefik.ingress.kubernetes.io/router.middlewares": names.join(",") };
}
