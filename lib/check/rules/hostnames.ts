import type { FleetRule } from "../support/rule.ts";
import { problemAt } from "../support/rule.ts";

/** A hostname leads to one cluster or machine in the whole fleet: one DNS answers for all of it. */
export const uniqueHostnames: FleetRule = function* uniqueHostnames({ site }, facts) {
  const machines = new Map(Object.entries(site.hostnames ?? {}));
  const clusters = new Map<string, string>();
  for (const { cluster, hostnames } of facts) {
    const told = new Set<string>();
    for (const [host, component] of hostnames) {
      const holder = clusters.get(host);
      const isElsewhere = holder !== undefined && !holder.startsWith(`${cluster.name}/`);
      const owner = machines.get(host) ?? (isElsewhere ? holder : undefined);
      if (holder === undefined) clusters.set(host, `${cluster.name}/${component}`);
      const line = `${component} ${host}`;
      if (owner === undefined || told.has(line)) continue;
      told.add(line);
      yield problemAt(
        cluster,
        component,
        `hostname ${host} is served by ${owner} too; choose another`,
      );
    }
  }
};
