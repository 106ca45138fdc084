import { App, Chart } from "cdk8s";
import type { ApiObject } from "cdk8s";
import { bootstrapSecrets } from "../model/bootstrap.ts";
import type { Capabilities, Capability } from "../model/capability.ts";
import type { Cluster } from "../model/cluster.ts";
import type { PodSecurity } from "../model/cluster-data.ts";
import { bundledParts } from "../model/distribution.ts";
import type { AnyPlacement } from "../model/placement.ts";
import { namespaceOf } from "../model/placement.ts";
import { hasCapability, providerOf } from "../model/provider.ts";
import type { Probe } from "../model/probe.ts";
import type { Forward, Scope } from "../model/scope.ts";
import type { SecretReference, SecretRequest } from "../model/secret.ts";

/** That a component reads a capability that nothing in the cluster provides. */
export class MissingCapability extends Error {
  readonly capability: Capability;

  constructor(capability: Capability, reason: string) {
    super(reason);
    this.capability = capability;
  }
}

/** The scopes of one cluster: what a component hands over is made in its own. */
export class ClusterScopes {
  readonly cluster: Cluster;
  readonly #scopes = new Map<AnyPlacement, BuildScope>();
  readonly #handedOver = new Map<Capability, unknown>();
  readonly #open = new Set<Capability>();

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  of(placement: AnyPlacement): BuildScope {
    const known = this.#scopes.get(placement) ?? new BuildScope(this, placement);
    this.#scopes.set(placement, known);
    return known;
  }

  /** Throws a MissingCapability. */
  from<Name extends Capability>(capability: Name): Capabilities[Name] {
    if (!this.#handedOver.has(capability))
      this.#handedOver.set(capability, this.#handOver(capability));
    return this.#handedOver.get(capability) as Capabilities[Name];
  }

  #handOver(capability: Capability): unknown {
    const provider = providerOf(this.cluster, capability);
    return provider ? this.handedBy(provider, capability) : this.#bundled(capability);
  }

  /** What one of several providers hands over. Throws a MissingCapability. */
  handedBy(provider: AnyPlacement, capability: Capability): unknown {
    const provision = provider.provisions[capability];
    if (typeof provision !== "function") return provision;
    if (this.#open.has(capability))
      throw new MissingCapability(
        capability,
        `reads capability ${capability} to provide it itself; leave out one of the two`,
      );
    this.#open.add(capability);
    try {
      return provision(this.of(provider), provider.options) as unknown;
    } finally {
      this.#open.delete(capability);
    }
  }

  #bundled(capability: Capability): unknown {
    const parts = [...bundledParts(this.cluster).values()];
    const part = parts.find(({ provides }) => capability in provides);
    if (part) return part.provides[capability];
    throw new MissingCapability(
      capability,
      `reads capability ${capability}, which nothing in this cluster provides; add a component that does`,
    );
  }
}

/** What a component has put into its scope. */
export class BuildScope extends Chart implements Scope {
  readonly cluster: Cluster;
  readonly component: string;
  override readonly namespace: string;
  readonly forwards: Forward[] = [];
  readonly probes: Probe[] = [];
  readonly secrets: SecretRequest[] = [];
  readonly uses: [Capability, string][] = [];
  readonly needs: [Capability, string][] = [];
  readonly loosened: [PodSecurity, string][] = [];
  readonly issues: string[] = [];
  readonly provided = new Map<Capability, ApiObject>();
  readonly #scopes: ClusterScopes;

  constructor(scopes: ClusterScopes, placement: AnyPlacement) {
    super(new App(), placement.name, { disableResourceNameHashes: true });
    this.#scopes = scopes;
    this.cluster = scopes.cluster;
    this.component = placement.name;
    this.namespace = namespaceOf(placement);
  }

  get namespaces(): readonly string[] {
    const { components, environments } = this.cluster;
    return [...new Set([...components.map(namespaceOf), ...Object.keys(environments)])].sort();
  }

  has(capability: Capability): boolean {
    return hasCapability(this.cluster, capability);
  }

  use(capability: Capability, reason: string): boolean {
    const isThere = this.has(capability);
    if (isThere && !this.uses.some(([known]) => known === capability))
      this.uses.push([capability, reason]);
    return isThere;
  }

  need(capability: Capability, reason: string): void {
    if (!this.needs.some(([known]) => known === capability)) this.needs.push([capability, reason]);
  }

  from<Name extends Capability>(capability: Name): Capabilities[Name] {
    return this.#scopes.from(capability);
  }

  secret(request: SecretRequest): SecretReference {
    this.secrets.push(request);
    const { cluster } = this;
    const namespace = request.namespace ?? this.namespace;
    const isGiven = `${namespace}/${request.name}` in bootstrapSecrets(cluster);
    if (!isGiven && !request.madeByBootstrap && providerOf(cluster, "secret-store"))
      this.from("secret-store").secret(this, { ...request, cluster: cluster.name, namespace });
    return { name: request.name, keys: request.keys };
  }

  provide(capability: Capability, object: ApiObject): void {
    this.provided.set(capability, object);
  }

  loosen(level: PodSecurity, reason: string): void {
    this.loosened.push([level, reason]);
  }

  complain(issue: string): void {
    this.issues.push(issue);
  }

  forward(forward: Omit<Forward, "namespace">): void {
    this.forwards.push({ ...forward, namespace: this.namespace });
  }

  probe(probe: Probe): void {
    this.probes.push(probe);
    if (this.has("prober")) this.from("prober").probe(this, probe);
  }
}
