import type { Chart } from "cdk8s";
import type { AskedSecret } from "./secret.ts";

/**
 * What one component offers to others that do not care who offers it, and what it hands over to them. A component adds
 * its own by declaration merging:
 *
 * @example
 * declare module "../../lib/model/capability.ts" {
 *   interface Capabilities {
 *     "object-storage": { readonly endpoint: string };
 *   }
 * }
 */
export interface Capabilities {
  /** Pods get addresses and reach each other. */
  cni: object;
  /** Services of type LoadBalancer get an address. */
  "load-balancer": LoadBalancer;
  /** Ingress objects of the default class are served. */
  ingress: Serving;
  /** Volume claims without a class are bound. */
  "default-storage": object;
  /** Certificates are signed. */
  "certificate-issuer": CertificateIssuer;
  /** Declared secrets come into being. */
  "secret-store": SecretStore;
  /** What syncs the cluster itself: its Application deletes nothing, not even when it is taken out. */
  deployer: object;
  /** ServiceMonitor, PrometheusRule and their kin are known to the API server. */
  "monitoring-crds": object;
  /** Metrics are scraped and dashboards shown. */
  metrics: Serving;
  /** Logs are taken in over HTTP. */
  logs: LogReceiver;
  /** Hostnames of Ingress objects resolve. */
  dns: object;
}

export type Capability = keyof Capabilities;

/** Others find these at run time, whenever they come: nobody waits for who provides them. */
export const foundLater: ReadonlySet<Capability> = new Set(["deployer", "dns", "logs", "metrics"]);

/** Objects name these themselves, an Ingress its class and issuer, a Secret its store: a need of it makes no edge. */
export const namedByObjects: ReadonlySet<Capability> = new Set([
  "ingress",
  "certificate-issuer",
  "secret-store",
]);

/** Something that connects to pods. */
export interface Serving {
  /** Where its pods stand, for policies that let them in. */
  readonly namespace: string;
}

export interface LoadBalancer {
  /** How a Service asks for fixed addresses, with commas between them; none where nobody gives fixed ones. */
  readonly addresses?: {
    readonly annotation: string;
    /** Services with the same value of this one may share an address. */
    readonly sharing?: string;
  };
  /**
   * How the network is told of its addresses, where the pods' network does that: over `bgp` they are routed to the nodes,
   * and need not stand in their network.
   */
  readonly announcedBy?: "l2" | "bgp";
  /** It takes the ports of its Services on every node, so that each can be had once. */
  readonly takesHostPorts?: true;
}

export interface CertificateIssuer {
  /** With which an Ingress asks for the certificates of its hosts, by the name of an issuer. */
  ingressAnnotations(issuer: string): Readonly<Record<string, string>>;
  /** Whether a certificate for `*.<domain>` can be had. */
  readonly signsWildcards: boolean;
}

export interface LogReceiver {
  /** Where agents of the same cluster push, in Loki's form. */
  readonly pushUrl: string;
  /** Where dashboards of the same cluster read. */
  readonly queryUrl: string;
}

export interface SecretStore {
  /** Adds, in the consumer's scope, what makes the Secret come into being. */
  secret(scope: Chart, request: AskedSecret): void;
  /**
   * Of a controller that unseals what stands in git: `<label>=<value>` of the Secrets in its namespace whose keys it
   * reads when it starts. The bootstrap gives it one of type kubernetes.io/tls before that.
   */
  readonly sealingKeys?: string;
}
