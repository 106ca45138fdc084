import type { Chart } from "cdk8s";
import type { Probe } from "./probe.ts";
import type { AskedSecret, SecretRequest } from "./secret.ts";
import type { Network } from "./traffic.ts";

/**
 * What one component offers to others that do not care who offers it, and what it hands over to them. A component adds
 * its own by declaration merging:
 *
 * @example
 * declare module "../../lib/model/capability.ts" {
 *   interface Capabilities {
 *     "message-queue": { readonly url: string };
 *   }
 * }
 */
export interface Capabilities {
  /** Pods get addresses and reach each other. */
  cni: Network;
  /** Services of type LoadBalancer get an address. */
  "load-balancer": LoadBalancer;
  /** Ingress objects of the default class are served. */
  ingress: IngressServer;
  /** Ingress objects that ask for it are reached from the internet. */
  "public-ingress": PublicIngress;
  /** Volume claims without a class are bound. */
  "default-storage": object;
  /** Certificates are signed. */
  "certificate-issuer": CertificateIssuer;
  /** Declared secrets come into being. */
  "secret-store": SecretStore;
  /** What syncs the cluster itself: its Application deletes nothing, not even when it is taken out. */
  deployer: Deployer;
  /** ServiceMonitor, PrometheusRule and their kin are known to the API server. */
  "monitoring-crds": object;
  /** Gateway, HTTPRoute and their kin are known to the API server. */
  "gateway-crds": object;
  /** What pods use of CPU and memory is measured: autoscaling, `kubectl top`. */
  "pod-metrics": object;
  /** Metrics are scraped and dashboards shown. */
  metrics: Serving;
  /** Addresses are asked whether they answer. */
  prober: Prober;
  /** Logs are taken in over HTTP. */
  logs: LogReceiver;
  /** Traces are taken in by the protocol of OpenTelemetry. */
  traces: TraceReceiver;
  /** Hostnames of Ingress objects resolve, and those that Services ask for. */
  dns: Dns;
  /** Buckets are kept behind an S3 API. */
  "object-storage": ObjectStorage;
}

export type Capability = keyof Capabilities;

/** Others find these at run time, whenever they come: nobody waits for who provides them. */
export const foundLater: ReadonlySet<Capability> = new Set([
  "deployer",
  "dns",
  "logs",
  "metrics",
  "pod-metrics",
  "prober",
  "public-ingress",
  "traces",
]);

/** Objects name these themselves, an Ingress its class and issuer, a Secret its store: a need of it makes no edge. */
export const namedByObjects: ReadonlySet<Capability> = new Set([
  "ingress",
  "certificate-issuer",
  "secret-store",
]);

export interface Deployer {
  /**
   * IDs of keys of gpg, 16 hexadecimal digits in capitals: of a branch whose newest commit is signed by none of them it
   * deploys nothing. @default no signature is asked for
   */
  readonly signers?: readonly string[];
}

/** Something that connects to pods. */
export interface Serving {
  /** Where its pods stand, for policies that let them in. */
  readonly namespace: string;
}

export interface IngressServer extends Serving {
  /** Has an Ingress ask for a password: adds to the scope what that takes, and returns the annotations. */
  asksPassword?(scope: Chart, asked: AskedPassword): Readonly<Record<string, string>>;
  /** Name of its Service there, which takes HTTPS at port 443, and of its pods as an app. */
  readonly service?: string;
  /** Hosts are served by routes of this Gateway; left out where Ingress objects serve them. */
  readonly gateway?: GatewayServer;
  /** It comes to pods from its node, with no address of pods of its own. */
  readonly fromNodes?: true;
}

/** A Gateway that routes of all namespaces may name. */
export interface GatewayServer {
  readonly name: string;
  readonly namespace: string;
  /** Name of its GatewayClass. */
  readonly className: string;
  /** Hosts with a certificate of their own, beside that of the cluster's domain. */
  readonly hosts: readonly string[];
  /** Its provider serves Ingress objects, too. */
  readonly servesIngress: boolean;
}

/** The name and password of a Secret of type `kubernetes.io/basic-auth` in the Ingress' namespace. */
export interface AskedPassword {
  readonly secret: string;
  /** The path at which requests are handed on. @default that by which they came */
  readonly path?: string;
}

export interface PublicIngress {
  /** With which an Ingress asks for it. */
  readonly annotations: Readonly<Record<string, string>>;
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

/** A record that an object asks for. */
export interface AskedRecord {
  /** The name that is to lead to a Service; an Ingress asks by its rules. */
  readonly host?: string;
  /** An address or a name that it leads to. @default the object's own address */
  readonly target?: string;
}

export interface Dns {
  /** With which an Ingress or a Service asks for a record. */
  annotations(record: AskedRecord): Readonly<Record<string, string>>;
}

export interface ObjectStorage {
  /** URL without a path, for example `https://minio.house.example:9000`. */
  readonly endpoint: string;
  readonly region: string;
  /** Buckets stand in the path of URLs, not in the name of the host. */
  readonly pathStyle: boolean;
  /** All buckets that there are. @default not known: its maker sees to it */
  readonly buckets?: readonly string[];
  /**
   * What a reader asks its scope's `secret` for to reach a bucket. Its keys are AWS_ACCESS_KEY_ID and
   * AWS_SECRET_ACCESS_KEY, the variables that clients of S3 read by themselves.
   */
  credentials(bucket: string): SecretRequest;
}

export interface CertificateIssuer {
  /** With which an Ingress asks for the certificates of its hosts, by the name of an issuer. */
  ingressAnnotations(issuer: string): Readonly<Record<string, string>>;
  /** Whether a certificate for `*.<domain>` can be had. */
  readonly signsWildcards: boolean;
  /** Secret of its namespace whose `tls.crt` is the authority, where it is no public one. */
  readonly authority?: string;
}

export interface LogReceiver {
  /** Where agents of the same cluster push, in Loki's form. */
  readonly pushUrl: string;
  /** Where dashboards of the same cluster read. */
  readonly queryUrl: string;
}

export interface TraceReceiver {
  /** Where apps of the same cluster send, by gRPC and by HTTP. */
  readonly grpc: string;
  readonly http: string;
  /** Where dashboards of the same cluster read. */
  readonly queryUrl: string;
}

export interface Prober {
  /** Adds, in the scope of whose address it is, what has it asked. */
  probe(scope: Chart, probe: Probe): void;
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
