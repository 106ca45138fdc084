import { titleOf } from "../../kubernetes/manifest.ts";
import { contains, parseAddress, parseCidr } from "../../model/addresses.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Item } from "../../order/item.ts";
import type { Problem } from "../../problem.ts";
import { problemAt, specOf } from "../support/rule.ts";

interface ServiceSpec {
  readonly type: string;
  readonly clusterIP: string;
  readonly healthCheckNodePort: number;
  readonly ports: readonly { readonly nodePort?: number; readonly protocol?: string }[];
}

/** The API server's own range, unless its settings say another (Kubernetes docs: `--service-node-port-range`). */
const nodePorts = { first: 30_000, last: 32_767 };

/** Addresses and ports of the nodes that Services name themselves are in range, and each is one Service's. */
export function* serviceAddresses({ cluster, index }: ClusterPlan): Iterable<Problem> {
  const takers = new Map<string, Item>();
  for (const item of index.items) {
    const { manifest, component } = item;
    if (manifest.kind !== "Service" || manifest.apiVersion !== "v1") continue;
    const complain = (message: string): Problem =>
      problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
    const { clusterIP } = specOf<ServiceSpec>(manifest);
    const outside = clusterIP && outsideOf(clusterIP, cluster.serviceCidr);
    if (outside)
      yield complain(
        `spec.clusterIP is ${clusterIP}, outside the service CIDR ${cluster.serviceCidr}; use one of it, or none`,
      );
    for (const [what, port] of takenBy(specOf<ServiceSpec>(manifest))) {
      if (port !== undefined && (port < nodePorts.first || port > nodePorts.last))
        yield complain(
          `asks for ${what}, outside ${nodePorts.first} to ${nodePorts.last}; use one of these, or none`,
        );
      const other = takers.get(what);
      if (other && other.manifest !== manifest)
        yield complain(
          `asks for ${what}, which ${titleOf(other.manifest)} of ${other.component.name} has; use another, or none`,
        );
      else takers.set(what, item);
    }
  }
}

/** What a Service alone may have, and its number where there is one. */
function* takenBy({
  clusterIP,
  healthCheckNodePort,
  ports = [],
}: Partial<ServiceSpec>): Iterable<readonly [what: string, port?: number]> {
  if (clusterIP && clusterIP !== "None") yield [`spec.clusterIP ${clusterIP}`];
  if (healthCheckNodePort) yield [`nodePort ${healthCheckNodePort}/TCP`, healthCheckNodePort];
  for (const { nodePort, protocol = "TCP" } of ports)
    if (nodePort) yield [`nodePort ${nodePort}/${protocol}`, nodePort];
}

/** Only addresses that can be compared are. */
function outsideOf(address: string, cidr: string): boolean {
  try {
    const own = parseAddress(address);
    return !contains(parseCidr(cidr), { first: own, last: own });
  } catch {
    return false;
  }
}
