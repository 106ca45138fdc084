import type { AskedRecord } from "../../lib/model/capability.ts";
import { defineComponent } from "../../lib/model/component.ts";
import type { NameServer } from "../parts/external-dns.ts";
import { reached, writing } from "../parts/external-dns.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { monitored } from "../parts/monitoring.ts";

export interface ExternalDnsOptions {
  /** Of Pi-hole: where its web server answers, for example `http://192.168.1.2`. */
  readonly server?: string;
  /** A zone of Cloudflare, for example `house.example`. */
  readonly cloudflare?: string;
  /** A name server that takes changes to the cluster's domain: `{ host: "192.168.1.2", key: "external-dns" }`. */
  readonly nameServer?: NameServer;
}

/** 0.22 has another default, external-dns.kubernetes.io (external-dns docs: annotations, "Annotation prefix"). */
const prefix = "external-dns.alpha.kubernetes.io";

/**
 * Writes the hosts of Ingress objects, and those that Services ask for, into Pi-hole, a zone of Cloudflare, or a name
 * server. One placement for each: they stand side by side, and `prefer: { dns: "external-dns" }` names one of them.
 */
export const externalDns = defineComponent({
  name: "external-dns",
  layer: "networking",
  about: { docs: "https://kubernetes-sigs.github.io/external-dns/latest/" },
  namespace: "external-dns",
  podSecurity: "restricted",
  instance: ({ cloudflare, nameServer }: ExternalDnsOptions) =>
    cloudflare === undefined ? nameServer && "rfc2136" : "cloudflare",
  needs: ({ cloudflare, nameServer }) => ({
    "secret-store":
      cloudflare === undefined && !nameServer
        ? "it logs in to Pi-hole with a password"
        : "it writes records with a key",
  }),
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
  traffic: (scope, options) => reached(scope.cluster, options),

  *check(options) {
    const given = (["server", "cloudflare", "nameServer"] as const).filter((one) => options[one]);
    if (given.length !== 1)
      yield `has ${given.join(" and ") || "no place"} to write records; give it one of server, cloudflare and nameServer, and each other a placement of its own`;
  },

  values: (scope, options) => ({
    ...writing(scope, options, ["ingress", "service", ...gatewaySources(scope)]),
    serviceMonitor: { enabled: monitored(scope) },
    resources: { requests: { cpu: "20m", memory: "64Mi" } },
  }),
});

/** Routes tell their hosts as Ingress objects do; it fails without their kinds. */
function gatewaySources(scope: Scope): string[] {
  const isGateway = scope.has("ingress") && scope.from("ingress").gateway !== undefined;
  if (!isGateway) return [];
  scope.use("gateway-crds", "it reads the hosts of routes");
  return ["gateway-httproute"];
}
