import type { Node } from "../../model/cluster-data.ts";

/** Whether pods that tolerate nothing run on a node. */
export function takesPods({ taints = [] }: Node): boolean {
  return taints.every(({ effect }) => effect === "PreferNoSchedule");
}
