import type { Rendered } from "../build/rendered.ts";
import type { FleetRules, HouseRule, PlacedObjects } from "../model/house-rules.ts";
import type { ClusterPlan } from "../order/cluster-plan.ts";
import type { Problem } from "../problem.ts";

/** What the rules of the house over placements and over a cluster find. */
export function houseProblems(plan: ClusterPlan, rules: FleetRules = {}): Problem[] {
  const { placement = [], cluster = [] } = rules;
  if (placement.length + cluster.length === 0) return [];
  const placed = placedObjects(plan);
  const { name } = plan.cluster;
  return [
    ...placed.flatMap((one) => findings(placement, one, `${name}/${one.component}`, "placement")),
    ...findings(cluster, placed, name, "cluster"),
  ];
}

/** What the rules of the house over all clusters find. */
export function fleetHouseProblems(
  placed: readonly PlacedObjects[],
  { fleet = [] }: FleetRules = {},
): Problem[] {
  return findings(fleet, placed, "fleet", "fleet");
}

export function placedObjects({ components }: ClusterPlan): PlacedObjects[] {
  return components.map((component) => placedOf(component));
}

function placedOf({ cluster, name, namespace, manifests }: Rendered): PlacedObjects {
  return { cluster: cluster.name, component: name, namespace, objects: manifests };
}

function findings<Seen>(
  rules: readonly HouseRule<Seen>[],
  seen: Seen,
  place: string,
  list: keyof FleetRules,
): Problem[] {
  return rules.flatMap((rule, i) => {
    try {
      return [...rule(seen)].map((message) => ({ place, message }));
    } catch (error) {
      const message = `rules.${list}[${i}] of the fleet fails: ${String(error)}; mend the rule`;
      return [{ place, message }];
    }
  });
}
