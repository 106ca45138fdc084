import { bundledParts } from "../../model/distribution.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import { specOf } from "../support/rule.ts";

interface ServiceSpec {
  readonly type: string;
  readonly loadBalancerClass: string;
}

/** Names of the Services that wait for an address of the cluster's load balancer. */
export function balancedServices({ index, cluster }: ClusterPlan): string[] {
  const found = index.items.flatMap(({ manifest }) => {
    const { type, loadBalancerClass } =
      manifest.kind === "Service" ? specOf<ServiceSpec>(manifest) : {};
    // One with a class of its own is another balancer's.
    return type === "LoadBalancer" && !loadBalancerClass ? manifest.metadata.name : [];
  });
  const bundled = [...bundledParts(cluster)].flatMap(([name, { loadBalancerPorts }]) =>
    loadBalancerPorts ? name : [],
  );
  return [...found, ...bundled];
}
