import type { Rendered } from "../build/rendered.ts";
import type { LabelSelector } from "../kubernetes/labels.ts";
import { LabelIndex, indexByNamespace } from "../kubernetes/labels.ts";
import { perObject } from "../kubernetes/each.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { identity, identityOf, titleOf } from "../kubernetes/manifest.ts";
import type { Cluster } from "../model/cluster.ts";
import type { Find } from "../model/kind.ts";
import type { KindTable } from "../order/kind-table.ts";
import { kindTableOf } from "../order/kind-table.ts";
import type { PodTemplate } from "../order/references/pod.ts";
import { podTemplateOf } from "../order/references/pod.ts";
import { policiesIn } from "./policy.ts";
import type { PlacedPolicy, Pod } from "./reach.ts";
import { Reach } from "./reach.ts";

/** Pods of a workload that stands in git. */
export interface Pods extends Pod {
  readonly component: Rendered;
  readonly manifest: Manifest;
  readonly template: PodTemplate;
  /** Their workload is of the component's chart. */
  readonly isMade: boolean;
  /** They stand in the network of their node, where no policy reaches. */
  readonly isOnHost: boolean;
  /** By which their workload finds them. */
  readonly selector: LabelSelector;
}

export interface FoundPolicy extends PlacedPolicy {
  readonly component: Rendered;
  /** It is of the component's chart. */
  readonly isMade: boolean;
}

/** An object with the component that brings it. */
export type Owned = readonly [manifest: Manifest, component: Rendered, isMade: boolean];

/** What of a cluster has to do with who connects to whom. */
export interface World {
  readonly cluster: Cluster;
  readonly components: readonly Rendered[];
  readonly kinds: KindTable;
  readonly objects: readonly Owned[];
  /** Those of them that stand in a namespace, by that. */
  readonly placed: ReadonlyMap<string, readonly Owned[]>;
  readonly pods: ReadonlyMap<string, LabelIndex<Pods>>;
  /** Services by identity. */
  readonly services: ReadonlyMap<string, Manifest>;
  /** By namespace. */
  readonly policies: ReadonlyMap<string, readonly FoundPolicy[]>;
  readonly find: Find;
}

export function worldOf(cluster: Cluster, components: readonly Rendered[]): World {
  const kinds = kindTableOf(components);
  const objects = components.flatMap((component) =>
    component.manifests.map((one, i): Owned => [one, component, i < component.made]),
  );
  const pods: [string, Pods][] = [];
  const policies: FoundPolicy[] = [];
  const known = new Map<string, Manifest>();
  const services = new Map<string, Manifest>();
  for (const [manifest, component, isMade] of objects) {
    const { namespace = "" } = manifest.metadata;
    const id = identityOf(manifest);
    known.set(id, manifest);
    if (manifest.kind === "Service" && manifest.apiVersion === "v1") services.set(id, manifest);
    const found = podsOf(manifest);
    if (found) pods.push([namespace, { ...found, component, isMade }]);
    for (const policy of policiesIn(manifest, kinds))
      policies.push({ ...policy, namespace, component, isMade, title: titleOf(manifest) });
  }
  const find: Find = (...id) => known.get(identity(...id));
  return {
    cluster,
    components,
    kinds,
    objects,
    placed: Map.groupBy(objects, ([{ metadata }]) => metadata.namespace ?? ""),
    pods: indexByNamespace(pods),
    services,
    policies: Map.groupBy(policies, ({ namespace }) => namespace),
    find,
  };
}

const podsOf = perObject((manifest): Omit<Pods, "component" | "isMade"> | undefined => {
  const template = podTemplateOf(manifest);
  if (!template) return undefined;
  const { labels, spec } = template;
  const { selector } = (manifest["spec"] ?? {}) as { selector?: LabelSelector };
  const sidecars = (spec.initContainers ?? []).filter(
    ({ restartPolicy }) => restartPolicy === "Always",
  );
  return {
    manifest,
    template,
    namespace: manifest.metadata.namespace ?? "",
    labels,
    ports: [...spec.containers, ...sidecars].flatMap(({ ports = [] }) => ports),
    isOnHost: spec.hostNetwork === true,
    // Of a Job the API server makes one that nobody knows.
    selector: selector && manifest.kind !== "Job" ? selector : { matchLabels: labels },
  };
});

/** The pods of a namespace that policies reach. */
export function podsIn({ pods }: World, namespace: string): readonly Pods[] {
  return (pods.get(namespace)?.all ?? []).filter(({ isOnHost }) => !isOnHost);
}

const nobody = new LabelIndex<Pods>();

/** Those of them that a selector finds. */
export function selectPods(
  { pods }: World,
  namespace: string,
  selector: LabelSelector,
): readonly Pods[] {
  return (pods.get(namespace) ?? nobody).select(selector).filter(({ isOnHost }) => !isOnHost);
}

/** What its policies let through; all of them, or those that are looked at. */
export function reachOf(
  { policies, objects }: World,
  isLookedAt: (policy: FoundPolicy) => boolean = () => true,
): Reach {
  const namespaces = objects.filter(([{ kind }]) => kind === "Namespace");
  return new Reach(
    [...policies.values()].flat().filter(isLookedAt),
    new Map(
      namespaces.map(
        ([
          {
            metadata: { name, labels = {} },
          },
        ]) => [name, labels],
      ),
    ),
  );
}
