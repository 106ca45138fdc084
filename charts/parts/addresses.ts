import { contains, parseRange, parseSpan } from "../../lib/model/addresses.ts";
import type { ClusterData } from "../../lib/model/cluster-data.ts";
import type { Outgoing, Traffic } from "../../lib/model/traffic.ts";

/** That pods go to the API server, to a URL and to these, and nowhere else; nothing is known where it leads anywhere. */
export function goingTo(
  cluster: ClusterData,
  url: string,
  ...others: readonly Outgoing[]
): Pick<Traffic, "to"> {
  const there = whereto(cluster, url);
  return there ? { to: [{ who: "api-server" }, ...others, there] } : {};
}

/**
 * Where a URL leads, for what a component connects to; nothing where nobody knows: a name may lead anywhere, and an
 * address of the cluster's own load balancer to pods.
 */
function whereto(cluster: ClusterData, url: string): Outgoing | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, protocol } = new URL(url);
  try {
    const address = parseSpan(hostname);
    const own = cluster.loadBalancer ? [parseRange(cluster.loadBalancer)] : [];
    if (own.some((range) => contains(range, address))) return undefined;
  } catch {
    return undefined;
  }
  const usual = protocol === "https:" ? 443 : 80;
  return { cidr: `${hostname}/32`, ports: [port === "" ? usual : Number(port)] };
}
