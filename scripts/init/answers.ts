import type { Architecture } from "../../lib/model/cluster-data.ts";

export const storages = ["local-path", "longhorn", "nfs", "none"] as const;
export const secretStores = ["sealed", "vault", "bootstrap"] as const;
export const loadBalancers = ["k3s", "metallb", "cilium-l2", "cilium-bgp"] as const;
export const authorities = ["local", "letsencrypt", "own", "none"] as const;
export const architectures = ["amd64", "arm64"] as const satisfies readonly Architecture[];
export const machineKinds = ["existing", "proxmox"] as const;

/** How Let's Encrypt proves a domain, with what a provider's solver has to be told, as its kind calls it. */
export const challenges = {
  cloudflare: [],
  route53: ["region"],
  digitalocean: [],
  azureDNS: ["subscriptionID", "resourceGroupName", "hostedZoneName", "tenantID", "clientID"],
  cloudDNS: ["project"],
  akamai: ["serviceConsumerDomain"],
  acmeDNS: ["host"],
  rfc2136: ["nameserver", "tsigKeyName", "tsigAlgorithm"],
  http01: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ChallengeName = keyof typeof challenges;
export const challengeNames = Object.keys(challenges) as readonly ChallengeName[];

/** Something with an address, by its name. */
export interface Named {
  readonly name: string;
  readonly address: string;
}

/** What a fleet is made of, by the names of the flags. Addresses, ranges and quantities as they are written. */
export interface Answers {
  readonly domain: string;
  readonly email: string;
  readonly network: string;
  readonly gateway: string;
  readonly dns: readonly string[];
  /** Undefined where no server hands out addresses. */
  readonly dhcp: string | undefined;
  readonly reserved: readonly Named[];
  readonly repository: string;
  readonly branch: string;
  readonly private: boolean;
  readonly name: string;
  readonly machines: (typeof machineKinds)[number];
  readonly proxmox: Named;
  readonly "host-cores": number;
  readonly "host-memory": string;
  readonly pool: string;
  readonly servers: number;
  readonly nodes: readonly string[];
  readonly endpoint: string;
  readonly architecture: Architecture;
  readonly cpu: number;
  readonly memory: string;
  readonly storage: (typeof storages)[number];
  readonly "nfs-share": { readonly server: string; readonly share: string };
  readonly "backup-target": string;
  readonly certificates: (typeof authorities)[number];
  readonly challenge: ChallengeName;
  readonly "challenge-settings": Readonly<Record<string, string>>;
  readonly secrets: (typeof secretStores)[number];
  readonly vault: string;
  readonly "load-balancer": (typeof loadBalancers)[number];
  readonly range: string;
  readonly "bgp-peer": { readonly address: string; readonly asn: number };
  readonly monitoring: boolean;
}

/** Those that are there by now; the rest was not asked yet, or does not matter. */
export type Given = { readonly [Name in keyof Answers]?: Answers[Name] };

/** Text for `none` of what may be left out. */
export const none = "none";
