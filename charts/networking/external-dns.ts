import { defineComponent } from "../../lib/model/component.ts";
import { helm } from "../parts/helm.ts";
import { serviceMonitorReason } from "../parts/monitoring.ts";

export interface ExternalDnsOptions {
  /** Where Pi-hole's web server answers, for example `http://192.168.1.2`. */
  readonly server: string;
}

const requests = { cpu: "20m", memory: "64Mi" };

/** Writes the hosts of Ingress objects into Pi-hole. */
export const externalDns = defineComponent({
  name: "external-dns",
  layer: "networking",
  namespace: "external-dns",
  podSecurity: "restricted",
  needs: { "secret-store": "it logs in to Pi-hole with a password" },
  provides: ["dns"],

  build(scope, { server }: ExternalDnsOptions) {
    const password = scope.secret({ name: "pihole", keys: ["password"] });
    helm(scope, "external-dns", {
      values: {
        provider: { name: "pihole" },
        sources: ["ingress"],
        domainFilters: [scope.cluster.domain],
        policy: "upsert-only",
        registry: "noop",
        // 0.21 speaks Pi-hole 5 unless told otherwise; 0.22 has no such flag any more.
        extraArgs: [`--pihole-server=${server}`, "--pihole-api-version=6"],
        env: [
          {
            name: "EXTERNAL_DNS_PIHOLE_PASSWORD",
            valueFrom: { secretKeyRef: { name: password.name, key: "password" } },
          },
        ],
        serviceMonitor: { enabled: scope.use("monitoring-crds", serviceMonitorReason) },
        resources: { requests },
      },
      stated: {
        policy:
          "Pi-hole keeps no ownership records: two clusters that delete would delete each other's",
      },
      makes: {
        clusterKinds: [
          "rbac.authorization.k8s.io/ClusterRole",
          "rbac.authorization.k8s.io/ClusterRoleBinding",
        ],
      },
      pods: [{ name: "external-dns", replicas: 1, ...requests }],
    });
  },
});
