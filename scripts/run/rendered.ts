import { deliveryOf } from "../../lib/model/cluster.ts";
import type { Cluster } from "../../lib/model/cluster.ts";

/** The cluster with the charts of these components rendered at synth. */
export function withRendered(cluster: Cluster, names: readonly string[]): Cluster {
  const { delivery = "helm", except = [] } = cluster.charts ?? {};
  const toggled = names.filter((name) => deliveryOf(cluster, name) !== "rendered");
  if (toggled.length === 0) return cluster;
  const kept = except.filter((one) => !toggled.includes(one));
  const added = delivery === "helm" ? toggled : [];
  return { ...cluster, charts: { delivery, except: [...kept, ...added] } };
}
