import type { Fleet } from "../cluster.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import { addresses } from "./addresses.ts";
import { capacity } from "./capacity.ts";
import { declarations } from "./declarations.ts";
import { hosts } from "./hosts.ts";
import { hostnamesOf, uniqueHostnames } from "./hostnames.ts";
import { ownership } from "./ownership.ts";
import { poison } from "./poison.ts";
import { references } from "./references.ts";
import type { ClusterFacts, ClusterRule, FleetRule } from "./rule.ts";
import { schemas } from "./schemas.ts";
import { secrets } from "./secrets.ts";
import { selectors } from "./selectors.ts";
import { topology } from "./topology.ts";

const clusterRules: readonly ClusterRule[] = [
  declarations,
  schemas,
  references,
  selectors,
  ownership,
  topology,
  capacity,
  secrets,
  poison,
];

const fleetRules: readonly FleetRule[] = [addresses, hosts, uniqueHostnames];

export function validateCluster(
  plan: ClusterPlan,
  fleet: Fleet,
): { problems: Problem[]; facts: ClusterFacts } {
  const problems = clusterRules.flatMap((rule) => [...rule(plan, fleet)]);
  return { problems, facts: { cluster: plan.cluster, hostnames: hostnamesOf(plan) } };
}

export function validateFleet(fleet: Fleet, facts: readonly ClusterFacts[]): Problem[] {
  return fleetRules.flatMap((rule) => [...rule(fleet, facts)]);
}
