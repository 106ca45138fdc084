import { identity } from "../../kubernetes/manifest.ts";
import type { Find } from "../../model/kind.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { problemAt } from "../support/rule.ts";

/** What components know to be wrong with objects of their kinds, beyond what a schema can say. */
export function* kinds({ cluster, index }: ClusterPlan): Iterable<Problem> {
  const find: Find = (group, kind, namespace, name) => {
    const maker = index.makers.get(identity(group, kind, namespace, name))?.manifest;
    // Another object may make it.
    return maker?.kind === kind && maker.metadata.name === name ? maker : undefined;
  };
  for (const { manifest, component, title } of index.items) {
    for (const facts of index.kinds.of(manifest)) {
      for (const message of facts.check?.(manifest, find) ?? [])
        yield problemAt(cluster, component.name, `${title} ${message}`);
    }
  }
}
