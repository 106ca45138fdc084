import type { ApiObject, Chart } from "cdk8s";
import type { Capabilities, Capability } from "./capability.ts";
import type { ClusterData, PodSecurity } from "./cluster-data.ts";
import type { Probe } from "./probe.ts";
import type { SecretReference, SecretRequest } from "./secret.ts";

/** A Service that the operations scripts forward to a port of this computer. */
export interface Forward {
  readonly name: string;
  readonly localPort: number;
  readonly service: string;
  readonly port: number;
  readonly namespace: string;
  readonly protocol: "http" | "https" | "tcp";
}

/** Where a component puts its objects: a cdk8s Chart that knows the cluster it builds for. */
export interface Scope extends Chart {
  readonly cluster: ClusterData;
  readonly component: string;
  readonly namespace: string;
  /** Where the fleet has something in this cluster: its components and its environments, sorted. */
  readonly namespaces: readonly string[];

  /** Whether the cluster has the capability, whoever provides it. */
  has(capability: Capability): boolean;

  /** Whether the cluster has a capability that the component can do without; if so, it comes first. */
  use(capability: Capability, reason: string): boolean;

  /** Asks for a capability that its options call for, beside those that the component always needs. */
  need(capability: Capability, reason: string): void;

  /** What the provider of a capability hands over. Where there is none, the component is not built, and a problem. */
  from<Name extends Capability>(capability: Name): Capabilities[Name];

  /** Asks the cluster's secret store, or the bootstrap, for a Secret, by default in the component's namespace. */
  secret(request: SecretRequest): SecretReference;

  /** Says which object carries a capability; without it, the component's workloads do. */
  provide(capability: Capability, object: ApiObject): void;

  /** Loosens the Pod Security level of the namespace, with the reason; an environment keeps the level it has. */
  loosen(level: PodSecurity, reason: string): void;

  /** Says what is wrong with options, as `<what was found>; <what to do>`. */
  complain(issue: string): void;

  forward(forward: Omit<Forward, "namespace">): void;

  /** Has `health` ask an address, and the cluster's own prober where it has one. */
  probe(probe: Probe): void;
}
