import { Certificate } from "../../imports/crds/cert-manager.io/certificate.ts";
import { TLSStore } from "../../imports/crds/traefik.io/tlsstore.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { helm } from "../parts/helm.ts";
import { serviceMonitorReason } from "../parts/monitoring.ts";

export interface TraefikOptions {
  /** A fixed address out of the cluster's range: records and routers outside point to it. */
  readonly address?: string;
}

const requests = { cpu: "100m", memory: "128Mi" };

/** Serves Ingress objects, with a wildcard certificate for hosts that bring none. */
export const traefik = defineComponent({
  name: "traefik",
  layer: "networking",
  namespace: "traefik",
  needs: {
    "load-balancer": "value service.spec.type LoadBalancer: its Service waits for an address",
  },
  provides: ["ingress"],

  build(scope, { address }: TraefikOptions) {
    const { cluster } = scope;
    const replicas = Math.min(2, cluster.nodes.length);
    helm(scope, "traefik", {
      values: {
        deployment: { replicas },
        service: { annotations: address ? scope.addressAnnotations(address) : {} },
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
            serviceMonitor: { enabled: scope.use("monitoring-crds", serviceMonitorReason) },
          },
        },
        resources: { requests },
      },
      makes: {
        ingressClasses: ["traefik"],
        services: {
          traefik: { ports: { web: 80, websecure: 443 } },
          "traefik-metrics": { ports: { metrics: 9100 } },
        },
        clusterKinds: [
          "networking.k8s.io/IngressClass",
          "rbac.authorization.k8s.io/ClusterRole",
          "rbac.authorization.k8s.io/ClusterRoleBinding",
        ],
      },
      pods: [{ name: "traefik", replicas, ...requests }],
    });
    const issuer = cluster.ingress?.issuer;
    if (!issuer || !scope.has("certificate-issuer")) return;
    const secretName = "wildcard-tls";
    new Certificate(scope, "wildcard", {
      metadata: { name: "wildcard" },
      spec: {
        secretName,
        dnsNames: [`*.${cluster.domain}`],
        issuerRef: { kind: "ClusterIssuer", name: issuer },
      },
    });
    new TLSStore(scope, "default", {
      metadata: { name: "default" },
      spec: { defaultCertificate: { secretName } },
    });
  },
});
