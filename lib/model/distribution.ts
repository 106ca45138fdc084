import type { Capabilities } from "./capability.ts";

/** A part that a Kubernetes distribution brings along unless it is told not to. */
export interface Bundled {
  readonly provides: Readonly<Partial<Capabilities>>;
  readonly storageClass?: string;
  readonly ingressClass?: string;
  /** Of its Service of type LoadBalancer. */
  readonly loadBalancerPorts?: readonly number[];
}

/** Parts of k3s by the names its `disable` option and flannel-backend use (k3s docs: installation/packaged-components). */
export const bundled = {
  coredns: { provides: {} },
  "metrics-server": { provides: {} },
  flannel: { provides: { cni: {} } },
  servicelb: { provides: { "load-balancer": { takesHostPorts: true } } },
  traefik: {
    provides: { ingress: { namespace: "kube-system" } },
    ingressClass: "traefik",
    loadBalancerPorts: [80, 443],
  },
  "local-storage": { provides: { "default-storage": {} }, storageClass: "local-path" },
} as const satisfies Record<string, Bundled>;

export type BundledName = keyof typeof bundled;

/** The same without the literal types; a name that synth finds to be none provides nothing. */
export function bundledPart(name: BundledName): Bundled {
  return (bundled as Readonly<Partial<Record<string, Bundled>>>)[name] ?? { provides: {} };
}

/** Capabilities that a list of bundled parts provides, as a type. */
export type BundledCapability<Names extends readonly BundledName[]> = KeysOf<
  (typeof bundled)[Names[number]]["provides"]
>;

// Distributes over the parts: the keys of a union would be only those that all have in common.
type KeysOf<Provided> = Provided extends unknown ? keyof Provided : never;

export interface DistributionFacts {
  /** Where every node reaches the API server without kube-proxy. */
  readonly apiProxy: { readonly host: string; readonly port: number };
}

/** k3s keeps a local API load balancer on 6444 (k3s docs: cli/agent, `--lb-server-port`). */
export const distributions = {
  k3s: { apiProxy: { host: "127.0.0.1", port: 6444 } },
  /** k3s in containers, on one computer. */
  k3d: { apiProxy: { host: "127.0.0.1", port: 6444 } },
} as const satisfies Record<string, DistributionFacts>;

export type Distribution = keyof typeof distributions;
