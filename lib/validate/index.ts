import type { Fleet } from "../cluster.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import { addresses } from "./addresses.ts";
import { autoscaling } from "./autoscaling.ts";
import { capabilities } from "./capabilities.ts";
import { capacity } from "./capacity.ts";
import { declarations } from "./declarations.ts";
import { defaults } from "./defaults.ts";
import { definitions } from "./definitions.ts";
import { disruption } from "./disruption.ts";
import { factsOf } from "./facts.ts";
import { fleetNames } from "./fleet.ts";
import { forwards } from "./forwards.ts";
import { hosts } from "./hosts.ts";
import { uniqueHostnames } from "./hostnames.ts";
import { images } from "./images.ts";
import { ingresses } from "./ingresses.ts";
import { loadBalancers } from "./load-balancers.ts";
import { monitors } from "./monitors.ts";
import { namespaces } from "./namespaces.ts";
import { nodeNames, nodes } from "./nodes.ts";
import { ownership } from "./ownership.ts";
import { podSecurity } from "./pod-security.ts";
import { pods } from "./pods.ts";
import { poison } from "./poison.ts";
import { references } from "./references.ts";
import type { ClusterFacts, ClusterRule, FleetRule } from "./rule.ts";
import { scheduling } from "./scheduling.ts";
import { secretRequests } from "./secret-requests.ts";
import { secrets } from "./secrets.ts";
import { selectors } from "./selectors.ts";
import { siteData } from "./site.ts";
import { topology } from "./topology.ts";
import { volumes } from "./volumes.ts";

const clusterRules: readonly ClusterRule[] = [
  declarations,
  capabilities,
  nodes,
  definitions,
  references,
  defaults,
  secretRequests,
  selectors,
  monitors,
  ingresses,
  loadBalancers,
  namespaces,
  ownership,
  forwards,
  topology,
  scheduling,
  disruption,
  autoscaling,
  volumes,
  capacity,
  pods,
  podSecurity,
  images,
  secrets,
  poison,
];

const fleetRules: readonly FleetRule[] = [
  fleetNames,
  siteData,
  addresses,
  nodeNames,
  hosts,
  uniqueHostnames,
];

/** What is wrong with one cluster, and what the rules over the fleet need to know of it. */
export function validateCluster(
  plan: ClusterPlan,
  fleet: Fleet,
): { problems: Problem[]; facts: ClusterFacts } {
  const problems = clusterRules.flatMap((rule) => [...rule(plan, fleet)]);
  return { problems, facts: factsOf(plan) };
}

export function validateFleet(fleet: Fleet, facts: readonly ClusterFacts[]): Problem[] {
  return fleetRules.flatMap((rule) => [...rule(fleet, facts)]);
}
