import type { ClusterPlan } from "../plan.ts";
import type { ClusterFacts, FleetRule } from "./rule.ts";
import { problemAt } from "./rule.ts";

/** The hostnames that the Ingress objects of a cluster serve, each with its component. */
export function hostnamesOf({ components }: ClusterPlan): ClusterFacts["hostnames"] {
  const found: [string, string][] = [];
  for (const { name, manifests } of components) {
    for (const { kind, ...manifest } of manifests) {
      if (kind !== "Ingress") continue;
      const { rules = [] } = (manifest["spec"] ?? {}) as { rules?: { host?: string }[] };
      for (const { host } of rules) if (host) found.push([host, name]);
    }
  }
  return found;
}

/** A hostname leads to one place in the whole fleet: one DNS answers for all of it. */
export const uniqueHostnames: FleetRule = function* uniqueHostnames({ site }, facts) {
  const owners = new Map<string, string>(Object.entries(site.hostnames ?? {}));
  for (const { cluster, hostnames } of facts) {
    for (const [host, component] of hostnames) {
      const owner = owners.get(host);
      const self = `${cluster.name}/${component}`;
      if (owner && owner !== self) {
        yield problemAt(
          cluster,
          component,
          `hostname ${host} is served by ${owner} too; choose another`,
        );
      }
      owners.set(host, self);
    }
  }
};
