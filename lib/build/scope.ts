import { App, Chart } from "cdk8s";
import type { ApiObject } from "cdk8s";
import type { Capability } from "../model/capability.ts";
import type { Cluster } from "../model/cluster.ts";
import type { AnyPlacement } from "../model/component.ts";
import { namespaceOf } from "../model/component.ts";
import { bundledPart } from "../model/distribution.ts";
import type { Release, ReleaseInput } from "../model/release.ts";
import type { SecretReference, SecretRequest } from "../model/secret.ts";

/** A Service that the operations scripts forward to a port of this computer. */
export interface Forward {
  readonly name: string;
  readonly localPort: number;
  readonly service: string;
  readonly port: number;
  readonly namespace: string;
  readonly protocol: "http" | "https" | "tcp";
}

/** An endpoint that tells whether the component works. */
export interface Probe {
  readonly name: string;
  readonly url: string;
}

/** Where a component puts its objects: a cdk8s Chart that knows the cluster it builds for. */
export class Scope extends Chart {
  readonly cluster: Cluster;
  readonly component: string;
  override readonly namespace: string;
  readonly forwards: Forward[] = [];
  readonly probes: Probe[] = [];
  readonly secrets: SecretRequest[] = [];
  readonly uses: [Capability, string][] = [];
  readonly provided = new Map<Capability, ApiObject>();
  release: Release | undefined;

  constructor(cluster: Cluster, placement: AnyPlacement) {
    super(new App(), placement.name, { disableResourceNameHashes: true });
    this.cluster = cluster;
    this.component = placement.name;
    this.namespace = namespaceOf(placement);
  }

  /** Whether the cluster has the capability, whoever provides it. */
  has(capability: Capability): boolean {
    return hasCapability(this.cluster, capability);
  }

  /** Whether the cluster has a capability that the component can do without; if so, it comes first. */
  use(capability: Capability, reason: string): boolean {
    const isThere = this.has(capability);
    if (isThere) this.uses.push([capability, reason]);
    return isThere;
  }

  /** The one chart of the component. */
  helm(input: ReleaseInput): void {
    if (this.release) throw new Error(`${this.component} has two charts; make a component of each`);
    this.release = {
      name: this.component,
      stated: {},
      makes: {},
      pods: [],
      ignoreDifferences: [],
      crdsAtRunTime: false,
      hasDeleteHook: false,
      changes: {},
      ...input,
    };
  }

  /** Asks the cluster's secret store, or the bootstrap, for a Secret in the component's namespace. */
  secret(request: SecretRequest): SecretReference {
    this.secrets.push(request);
    const provider = providerOf(this.cluster, "secret-store");
    if (!request.madeByBootstrap) provider?.definition.secret?.(this, request, provider.options);
    return { name: request.name, keys: request.keys };
  }

  /** Annotations with which a LoadBalancer Service asks for a fixed address; none where nobody gives fixed ones. */
  addressAnnotations(address: string): Readonly<Record<string, string>> {
    return (
      providerOf(this.cluster, "load-balancer")?.definition.addressAnnotations?.(address) ?? {}
    );
  }

  /** Says which object carries a capability; without it, the component's workloads do. */
  provide(capability: Capability, object: ApiObject): void {
    this.provided.set(capability, object);
  }

  forward(forward: Omit<Forward, "namespace">): void {
    this.forwards.push({ ...forward, namespace: this.namespace });
  }

  probe(probe: Probe): void {
    this.probes.push(probe);
  }
}

/** The component that serves a capability: the preferred one, or the only one. */
export function providerOf(cluster: Cluster, capability: Capability): AnyPlacement | undefined {
  const providers = cluster.components.filter(({ provides }) => provides.includes(capability));
  const preferred = cluster.prefer?.[capability];
  return providers.find(({ name }) => name === preferred) ?? providers[0];
}

/** Whether a component of the cluster or a part of its distribution provides the capability. */
export function hasCapability(
  { components, kubernetes }: Cluster,
  capability: Capability,
): boolean {
  return (
    components.some(({ provides }) => provides.includes(capability)) ||
    kubernetes.bundled.some((name) => bundledPart(name).provides.includes(capability))
  );
}
