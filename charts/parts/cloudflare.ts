import type { ExternalDnsValues } from "../../imports/values/external-dns.ts";
import type { Scope } from "../../lib/model/scope.ts";

/** Read by this instance alone, so that names lead elsewhere inside the house (external-dns docs: split-horizon). */
const prefix = "public.external-dns.kubernetes.io/";

/** The annotation that says where a public host leads. */
export const publicTarget = `${prefix}target`;

/** Has external-dns write records of those Ingress objects that ask for it, and take away its own. */
export function publicDns(scope: Scope, zone: string): ExternalDnsValues {
  const { name } = scope.secret({ name: "cloudflare-api-token", keys: ["api-token"] });
  return {
    provider: { name: "cloudflare" },
    sources: ["ingress"],
    domainFilters: [zone],
    annotationPrefix: prefix,
    annotationFilter: publicTarget,
    policy: "sync",
    txtOwnerId: scope.cluster.name,
    // A record that leads into a tunnel is nothing outside of Cloudflare.
    extraArgs: ["--cloudflare-proxied"],
    env: [{ name: "CF_API_TOKEN", valueFrom: { secretKeyRef: { name, key: "api-token" } } }],
    resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "128Mi" } },
  };
}

interface Asked {
  readonly tunnel: string;
  readonly zone: string;
  readonly verify?: boolean;
}

interface Place {
  readonly service: string;
  readonly directory: string;
  readonly metrics: number;
}

/** Which hosts come is decided by the records: here are all of the zone, and no other. */
export function tunnelConfiguration(
  { tunnel, zone, verify = true }: Asked,
  { service, directory, metrics }: Place,
): string {
  return `tunnel: ${tunnel}
credentials-file: ${directory}/credentials.json
# TCP, which policies of the cluster let out.
protocol: http2
metrics: 0.0.0.0:${metrics}
ingress:
  - hostname: "*.${zone}"
    service: https://${service}:443
    originRequest:
      matchSNItoHost: true
      noTLSVerify: ${!verify}
  - service: http_status:404
`;
}
