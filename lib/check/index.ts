import { downloads } from "./rules/downloads.ts";
import { failureOf } from "../build/failure.ts";
import type { Fleet } from "../model/cluster.ts";
import type { ClusterPlan } from "../order/cluster-plan.ts";
import type { Problem } from "../problem.ts";
import { accessModes } from "./rules/access-modes.ts";
import { addresses } from "./rules/addresses.ts";
import { amounts } from "./rules/amounts.ts";
import { autoscaling } from "./rules/autoscaling.ts";
import { branches } from "./rules/branches.ts";
import { capabilities } from "./rules/capabilities.ts";
import { capacity } from "./rules/capacity.ts";
import { declarations } from "./rules/declarations.ts";
import { crossFields } from "./rules/cross-fields.ts";
import { defaults } from "./rules/defaults.ts";
import { definitions } from "./rules/definitions.ts";
import { disruption } from "./rules/disruption.ts";
import { fleetHouseProblems, houseProblems, placedObjects } from "./house.ts";
import { factsOf } from "./support/facts.ts";
import { files } from "./rules/files.ts";
import { fleetNames } from "./rules/fleet.ts";
import { forwards } from "./rules/forwards.ts";
import { gateways } from "./rules/gateways.ts";
import { hostPorts } from "./rules/host-ports.ts";
import { hosts } from "./rules/hosts.ts";
import { uniqueHostnames } from "./rules/hostnames.ts";
import { images } from "./rules/images.ts";
import { ingresses } from "./rules/ingresses.ts";
import { kinds } from "./rules/kinds.ts";
import { loadBalancers } from "./rules/load-balancers.ts";
import { missingValues } from "./rules/missing-values.ts";
import { monitors } from "./rules/monitors.ts";
import { namespaces } from "./rules/namespaces.ts";
import { network } from "./rules/network.ts";
import { nodeNames, nodes } from "./rules/nodes.ts";
import { ownership } from "./rules/ownership.ts";
import { podSecurity } from "./rules/pod-security.ts";
import { pods } from "./rules/pods.ts";
import { poison } from "./rules/poison.ts";
import { references } from "./rules/references.ts";
import { runtime } from "./rules/runtime.ts";
import type { ClusterFacts, ClusterRule, FleetRule } from "./support/rule.ts";
import { scheduling } from "./rules/scheduling.ts";
import { secretRequests } from "./rules/secret-requests.ts";
import { secrets } from "./rules/secrets.ts";
import { selectors } from "./rules/selectors.ts";
import { serviceAddresses } from "./rules/service-addresses.ts";
import { settling } from "./rules/settling.ts";
import { siteNames } from "./rules/site-names.ts";
import { siteData } from "./rules/site.ts";
import { texts } from "./rules/texts.ts";
import { topology } from "./rules/topology.ts";
import { traffic } from "./rules/traffic.ts";
import { variables } from "./rules/variables.ts";
import { volumes } from "./rules/volumes.ts";

const clusterRules: readonly ClusterRule[] = [
  declarations,
  capabilities,
  nodes,
  definitions,
  references,
  kinds,
  defaults,
  secretRequests,
  selectors,
  monitors,
  ingresses,
  gateways,
  network,
  traffic,
  loadBalancers,
  hostPorts,
  serviceAddresses,
  namespaces,
  ownership,
  forwards,
  runtime,
  topology,
  scheduling,
  disruption,
  autoscaling,
  volumes,
  accessModes,
  capacity,
  pods,
  crossFields,
  variables,
  amounts,
  podSecurity,
  images,
  secrets,
  missingValues,
  poison,
  settling,
  texts,
  files,
];

const fleetRules: readonly FleetRule[] = [
  fleetNames,
  branches,
  siteData,
  siteNames,
  downloads,
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
  const problems = clusterRules.flatMap((rule) =>
    findings(plan.cluster.name, () => rule(plan, fleet)),
  );
  // The objects of all clusters are kept only for who asks for them.
  const placed = fleet.rules?.fleet ? placedObjects(plan) : [];
  return {
    problems: [...problems, ...houseProblems(plan, fleet.rules)],
    facts: { ...factsOf(plan), placed },
  };
}

export function validateFleet(fleet: Fleet, facts: readonly ClusterFacts[]): Problem[] {
  const placed = facts.flatMap((one) => one.placed);
  return [
    ...fleetRules.flatMap((rule) => findings("fleet", () => rule(fleet, facts))),
    ...fleetHouseProblems(placed, fleet.rules),
  ];
}

/** A rule that stumbles says so, and keeps no other from being heard. */
function findings(place: string, look: () => Iterable<Problem>): Problem[] {
  try {
    return [...look()];
  } catch (error) {
    return [{ place, ...failureOf(error) }];
  }
}
