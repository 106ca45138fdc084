import type { Manifest } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { PodTemplate } from "../../order/references/pod.ts";
import type { Labelled, LabelIndex } from "./labels.ts";
import { indexByNamespace } from "./labels.ts";

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

/** Names of ports that Services find: those of containers, and of sidecars among the init containers. */
export function portNames({ spec: { containers, initContainers = [] } }: PodTemplate): string[] {
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...containers, ...sidecars].flatMap(({ ports = [] }) =>
    ports.flatMap(({ name }) => name ?? []),
  );
}
