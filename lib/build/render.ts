import { ApiObject } from "cdk8s";
import type { Capability } from "../model/capability.ts";
import type { Cluster, PodSecurity } from "../model/cluster.ts";
import type { AnyPlacement, Layer } from "../model/component.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { identityOf } from "../kubernetes/manifest.ts";
import type { Release } from "../model/release.ts";
import type { Forward, Probe } from "./scope.ts";
import { Scope } from "./scope.ts";
import type { SecretRequest } from "../model/secret.ts";

/** A component of a cluster, with everything it puts there as plain data. */
export interface Rendered {
  readonly cluster: Cluster;
  readonly name: string;
  readonly layer: Layer;
  readonly namespace: string;
  /** Absent for what the engine itself adds. */
  readonly placement?: AnyPlacement;
  readonly manifests: readonly Manifest[];
  /** The chart that Argo CD renders. */
  readonly release?: Release;
  /** The chart that stands among the manifests, and how many of them, from the first, it made. */
  readonly unpacked?: { readonly release: Release; readonly count: number };
  /** The Secrets that it asked the secret store for. */
  readonly secrets: readonly SecretRequest[];
  /** Capabilities that it uses where the cluster has them, with the reason. */
  readonly uses: readonly (readonly [Capability, string])[];
  /** Identity of the object that carries a capability; its workloads carry the others. */
  readonly provided: ReadonlyMap<Capability, string>;
  readonly forwards: readonly Forward[];
  readonly probes: readonly Probe[];
}

/** Whether a kind lives in namespaces; undefined for a kind that nobody knows. */
export type ScopeOfKind = (
  apiVersion: string,
  kind: string,
) => "Namespaced" | "Cluster" | undefined;

// With it, cdk8s leaves keys in the order of the code: the same fleet must make the same bytes everywhere.
delete process.env["CDK8S_DISABLE_SORT"];

const built = new WeakMap<Cluster, readonly Rendered[]>();

/** The components of a cluster. Where charts are rendered they are asked for twice, and built once. */
export function renderComponents(cluster: Cluster, scopes: ScopeOfKind): readonly Rendered[] {
  const components =
    built.get(cluster) ?? cluster.components.map((placement) => render(cluster, placement, scopes));
  built.set(cluster, components);
  return components;
}

/** Builds one component. A component that throws is a bug and keeps its stack. */
export function render(
  cluster: Cluster,
  placement: AnyPlacement,
  scopeOfKind: ScopeOfKind,
): Rendered {
  const scope = new Scope(cluster, placement);
  placement.definition.build(scope, placement.options);
  const objects = scope.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
  const manifests = objects.map((object) =>
    inNamespace(object.toJson() as Manifest, scope.namespace, scopeOfKind),
  );
  const identities = new Map(objects.map((object, i) => [object, identityOf(manifests[i]!)]));
  return {
    cluster,
    placement,
    name: placement.name,
    layer: placement.definition.layer,
    namespace: scope.namespace,
    manifests,
    release: scope.release,
    secrets: scope.secrets,
    uses: scope.uses,
    provided: new Map(
      [...scope.provided].map(([capability, object]) => [capability, identities.get(object)!]),
    ),
    forwards: scope.forwards,
    probes: scope.probes,
  };
}

/**
 * Namespaced objects say their namespace. On any other object it would confuse Argo CD's tracking: the component's,
 * which cdk8s puts everywhere, goes; one that somebody wrote stays, and the validator reports it.
 */
export function inNamespace(
  manifest: Manifest,
  namespace: string,
  scopeOfKind: ScopeOfKind,
): Manifest {
  const { name, namespace: own, ...rest } = manifest.metadata;
  if (scopeOfKind(manifest.apiVersion, manifest.kind) === "Cluster") {
    return own === namespace ? { ...manifest, metadata: { name, ...rest } } : manifest;
  }
  return own === undefined ? { ...manifest, metadata: { name, namespace, ...rest } } : manifest;
}

const builtInNamespaces = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);
const strictness: readonly PodSecurity[] = ["privileged", "baseline", "restricted"];

/**
 * The namespaces of a cluster as one component of the engine's own. They stand in one Application for good:
 * a Namespace that changed its Application would need a hand to change its owner.
 */
export function renderNamespaces(cluster: Cluster, components: readonly Rendered[]): Rendered {
  const levels = new Map<string, PodSecurity>();
  for (const [name, { podSecurity }] of Object.entries(cluster.environments)) {
    levels.set(name, podSecurity ?? "restricted");
  }
  for (const { namespace, placement } of components) {
    const level = placement?.definition.podSecurity ?? "baseline";
    const known = levels.get(namespace);
    if (cluster.environments[namespace]) continue;
    levels.set(
      namespace,
      known && strictness.indexOf(known) < strictness.indexOf(level) ? known : level,
    );
  }
  const names = [...levels.keys()].filter((name) => !builtInNamespaces.has(name)).sort();
  return {
    cluster,
    name: "namespaces",
    layer: "security",
    namespace: "default",
    manifests: names.map((name) => namespaceManifest(name, levels.get(name)!)),
    secrets: [],
    uses: [],
    provided: new Map(),
    forwards: [],
    probes: [],
  };
}

function namespaceManifest(name: string, level: PodSecurity): Manifest {
  const labels = Object.fromEntries(
    ["audit", "enforce", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]),
  );
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}
