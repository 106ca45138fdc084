import type { Manifest } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Container, PodTemplate } from "../../order/references/pod.ts";
import type { Labelled, LabelIndex } from "../../kubernetes/labels.ts";
import { indexByNamespace } from "../../kubernetes/labels.ts";

type Port = NonNullable<Container["ports"]>[number];

/** An object that makes pods, by the labels of its pods. */
export interface Workload extends Labelled {
  readonly manifest: Manifest;
  readonly pods: PodTemplate;
}

const known = new WeakMap<ClusterPlan["index"], ReadonlyMap<string, LabelIndex<Workload>>>();

/** The workloads of each namespace; several rules look for pods, so the index is kept. */
export function workloadsOf({ index }: ClusterPlan): ReadonlyMap<string, LabelIndex<Workload>> {
  const existing = known.get(index);
  if (existing) return existing;
  const workloads = indexByNamespace(
    index.items.flatMap(({ manifest, pods }): [string, Workload][] =>
      manifest && pods
        ? [[manifest.metadata.namespace ?? "", { manifest, pods, labels: pods.labels }]]
        : [],
    ),
  );
  known.set(index, workloads);
  return workloads;
}

/** The containers of pods, each with its path in the object. */
export function* containersOf({
  spec,
  field,
}: PodTemplate): Iterable<readonly [path: string, container: Container]> {
  for (const part of ["initContainers", "containers"] as const)
    for (const [i, container] of (spec[part] ?? []).entries())
      yield [`${field}.${part}[${i}]`, container];
}

/** The ports of what runs for as long as the pod does: of containers, and of sidecars among the init containers. */
export function portsOf({ spec: { containers, initContainers = [] } }: PodTemplate): Port[] {
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...containers, ...sidecars].flatMap(({ ports = [] }) => ports);
}

/** Names of ports that Services find. */
export function portNames(pods: PodTemplate): string[] {
  return portsOf(pods).flatMap(({ name }) => name ?? []);
}
