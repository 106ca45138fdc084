import type { AskedRecord } from "../../lib/model/capability.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { whereto } from "../parts/addresses.ts";
import { monitored } from "../parts/monitoring.ts";

export interface ExternalDnsOptions {
  /** Where Pi-hole's web server answers, for example `http://192.168.1.2`. */
  readonly server: string;
}

/** 0.22 has another default, external-dns.kubernetes.io (external-dns docs: annotations, "Annotation prefix"). */
const prefix = "external-dns.alpha.kubernetes.io";

/** Writes the hosts of Ingress objects into Pi-hole, and those that Services ask for. */
export const externalDns = defineComponent({
  name: "external-dns",
  layer: "networking",
  namespace: "external-dns",
  podSecurity: "restricted",
  needs: { "secret-store": "it logs in to Pi-hole with a password" },
  provides: {
    dns: {
      annotations: ({ host, target }: AskedRecord) => ({
        ...(host && { [`${prefix}/hostname`]: host }),
        ...(target && { [`${prefix}/target`]: target }),
      }),
    },
  },
  chart: "external-dns",
  stated: {
    policy:
      "Pi-hole keeps no ownership records: two clusters that delete would delete each other's",
  },
  kinds: { "externaldns.k8s.io/*": {} },
  traffic(scope, { server }: ExternalDnsOptions) {
    const there = whereto(scope.cluster, server);
    return there ? { to: [{ who: "api-server" }, there] } : {};
  },

  values(scope, { server }) {
    const { name } = scope.secret({ name: "pihole", keys: ["password"] });
    return {
      provider: { name: "pihole" },
      sources: ["ingress", "service", ...gatewaySources(scope)],
      domainFilters: [scope.cluster.domain],
      policy: "upsert-only",
      registry: "noop",
      // 0.21 speaks Pi-hole 5 unless told otherwise; 0.22 has no such flag any more.
      extraArgs: [`--pihole-server=${server}`, "--pihole-api-version=6"],
      env: [
        {
          name: "EXTERNAL_DNS_PIHOLE_PASSWORD",
          valueFrom: { secretKeyRef: { name, key: "password" } },
        },
      ],
      serviceMonitor: { enabled: monitored(scope) },
      resources: { requests: { cpu: "20m", memory: "64Mi" } },
    };
  },
});

/** Routes tell their hosts as Ingress objects do; it fails without their kinds. */
function gatewaySources(scope: Scope): string[] {
  const isGateway = scope.has("ingress") && scope.from("ingress").gateway !== undefined;
  if (!isGateway) return [];
  scope.use("gateway-crds", "it reads the hosts of routes");
  return ["gateway-httproute"];
}
