import type { ExternalDnsValues } from "../../imports/values/external-dns.ts";
import type { ClusterData } from "../../lib/model/cluster-data.ts";
import type { Scope } from "../../lib/model/scope.ts";
import type { Traffic } from "../../lib/model/traffic.ts";
import { goingTo } from "./addresses.ts";

/** A name server that takes changes (RFC 2136), such as BIND or Knot. The secret of its key is in a Secret. */
export interface NameServer {
  /** Its address. */
  readonly host: string;
  /** @default 53 */
  readonly port?: number;
  /** Name of its TSIG key. */
  readonly key: string;
  /** @default "hmac-sha256" */
  readonly algorithm?: "hmac-sha256" | "hmac-sha384" | "hmac-sha512";
}

/** Where records are written: exactly one. */
export interface Written {
  readonly server?: string;
  readonly cloudflare?: string;
  readonly nameServer?: NameServer;
}

/** What a flag has as a variable, out of a Secret. */
const variable = (name: string, secret: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key } },
});

/** How it writes, and what becomes of records that nobody asks for any more. */
export function writing(
  scope: Scope,
  { server, cloudflare, nameServer }: Written,
  sources: readonly string[],
): ExternalDnsValues {
  const common = { sources, domainFilters: [scope.cluster.domain] };
  const owned = { policy: "sync", registry: "txt", txtOwnerId: scope.cluster.name } as const;
  if (cloudflare !== undefined) {
    const { name } = scope.secret({ name: "cloudflare-api-token", keys: ["api-token"] });
    return {
      provider: { name: "cloudflare" },
      sources,
      domainFilters: [cloudflare],
      ...owned,
      env: [variable("CF_API_TOKEN", name, "api-token")],
    };
  }
  if (nameServer) {
    const { host, port = 53, key, algorithm = "hmac-sha256" } = nameServer;
    const { name } = scope.secret({ name: "tsig", keys: ["secret"] });
    return {
      provider: { name: "rfc2136" },
      ...common,
      ...owned,
      extraArgs: [
        `--rfc2136-host=${host}`,
        `--rfc2136-port=${port}`,
        `--rfc2136-zone=${scope.cluster.domain}`,
        `--rfc2136-tsig-keyname=${key}`,
        `--rfc2136-tsig-secret-alg=${algorithm}`,
        // It asks for the whole zone with the same key.
        "--rfc2136-tsig-axfr",
      ],
      env: [variable("EXTERNAL_DNS_RFC2136_TSIG_SECRET", name, "secret")],
    };
  }
  const { name } = scope.secret({ name: "pihole", keys: ["password"] });
  return {
    provider: { name: "pihole" },
    ...common,
    policy: "upsert-only",
    registry: "noop",
    // 0.21 speaks Pi-hole 5 unless told otherwise; 0.22 has no such flag any more.
    extraArgs: [`--pihole-server=${server}`, "--pihole-api-version=6"],
    env: [variable("EXTERNAL_DNS_PIHOLE_PASSWORD", name, "password")],
  };
}

/** Where it connects to for that; nothing is known where it leads anywhere. */
export function reached(
  cluster: ClusterData,
  { server = "", cloudflare, nameServer }: Written,
): Pick<Traffic, "to"> {
  if (cloudflare !== undefined) return { to: [{ who: "api-server" }, { who: "internet" }] };
  if (!nameServer) return goingTo(cluster, server);
  const { host, port = 53 } = nameServer;
  const { to } = goingTo(cluster, `http://${host}:${port}`);
  return to
    ? { to: to.map((one) => ("cidr" in one ? { ...one, ports: [port, `${port}/UDP`] } : one)) }
    : {};
}
