import { Certificate } from "../../imports/crds/cert-manager.io/certificate.ts";
import { TLSStore } from "../../imports/crds/traefik.io/tlsstore.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { traefikKinds } from "../parts/kinds/traefik.ts";
import { addressAnnotations } from "../parts/load-balancer.ts";
import { monitored } from "../parts/monitoring.ts";

export interface TraefikOptions {
  /** A fixed address out of the cluster's range: records and routers outside point to it. */
  readonly address?: string;
}

/** Serves Ingress objects, with a wildcard certificate for hosts that bring none. */
export const traefik = defineComponent({
  name: "traefik",
  layer: "networking",
  namespace: "traefik",
  needs: {
    "load-balancer": "value service.spec.type LoadBalancer: its Service waits for an address",
  },
  provides: { ingress: ({ namespace }) => ({ namespace }) },
  chart: "traefik",
  kinds: traefikKinds,

  values(scope, { address }: TraefikOptions) {
    return {
      deployment: { replicas: Math.min(2, scope.cluster.nodes.length) },
      service: { annotations: address ? addressAnnotations(scope, address) : {} },
      ports: {
        web: {
          http: {
            redirections: { entryPoint: { to: "websecure", scheme: "https", permanent: true } },
          },
        },
      },
      metrics: {
        prometheus: {
          service: { enabled: true },
          serviceMonitor: { enabled: monitored(scope) },
        },
      },
      resources: { requests: { cpu: "100m", memory: "128Mi" } },
    };
  },

  objects(scope) {
    const { domain, ingress } = scope.cluster;
    if (!ingress?.issuer || !scope.has("certificate-issuer")) return;
    const secretName = "wildcard-tls";
    const issuerRef = { kind: "ClusterIssuer", name: ingress.issuer };
    new Certificate(scope, "wildcard", {
      metadata: { name: "wildcard" },
      spec: { secretName, dnsNames: [`*.${domain}`], issuerRef },
    });
    new TLSStore(scope, "default", {
      metadata: { name: "default" },
      spec: { defaultCertificate: { secretName } },
    });
  },
});
