import type { Pod } from "../kube/objects.ts";
import { isPodOf } from "../kube/pod-trouble.ts";
import type { Facts } from "./facts.ts";

/** The pods of an Application's own workloads; all of its namespaces where it lists none. */
export function ownPods({ pods, live, statefulSets }: Facts): readonly Pod[] {
  const resources = live?.status?.resources ?? [];
  const names = new Set([
    ...resources.map(({ kind, name }) => `${kind}/${name}`),
    ...statefulSets.map(({ metadata }) => `StatefulSet/${metadata.name}`),
  ]);
  const hooks = live?.status?.operationState?.syncResult?.resources ?? [];
  for (const { kind, name, hookType } of hooks) if (hookType) names.add(`${kind}/${name}`);
  return pods.filter((pod) => isPodOf(pod, names));
}
