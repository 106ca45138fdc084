import { k3s } from "../../../charts/distributions/k3s.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { Node } from "../../../lib/model/cluster-data.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { defineSite } from "../../../lib/model/site.ts";

/** A network with room for a cluster in each ten of it. */
export const site = defineSite({
  domain: "catalogue.example",
  email: "admin@catalogue.example",
  networks: { lan: { cidr: "10.0.0.0/22", gateway: "10.0.3.254", dns: ["10.0.3.253"] } },
  hosts: {},
  machines: {},
  reserved: { dns: "10.0.3.253", nas: "10.0.3.252", router: "10.0.3.251" },
});

/** What k3s brings, but for the part that the components of a cluster stand in for. */
export function bundledBut<const Left extends Part>(...left: readonly Left[]) {
  return parts.filter((part): part is Exclude<Part, Left> => !left.includes(part as Left));
}

const parts = [
  "coredns",
  "metrics-server",
  "flannel",
  "servicelb",
  "traefik",
  "local-storage",
] as const;

type Part = (typeof parts)[number];

/** One server and two workers; `place` gives it its addresses. */
export function clusterOf(
  place: number,
  name: string,
  bundled: Cluster["kubernetes"]["bundled"],
  components: readonly AnyPlacement[],
  more: Partial<Cluster> = {},
): Cluster {
  const address = (last: number): string =>
    `10.0.${Math.floor(place / 10)}.${(place % 10) * 20 + last}`;
  return {
    name,
    site,
    network: "lan",
    kubernetes: { distribution: k3s, version: "v1.36.2+k3s1", bundled },
    endpoint: address(1),
    nodes: [1, 2, 3].map((last) => node(`${name}-${last}`, address(last), last === 1)),
    podCidr: `10.${100 + place}.0.0/16`,
    serviceCidr: `10.${150 + place}.0.0/16`,
    domain: `${name}.catalogue.example`,
    argocd: "self",
    revision: "pinned",
    environments: {},
    components,
    ...more,
  };

  function node(own: string, at: string, isServer: boolean): Node {
    return {
      name: own,
      role: isServer ? "control-plane" : "worker",
      address: at,
      architecture: "amd64",
      cpu: 4,
      memory: "16Gi",
      disks: { os: { size: "500Gi" }, longhorn: { size: "200Gi" } },
    };
  }
}

/** A range for its load balancer. */
export function rangeOf(place: number): string {
  const start = `10.0.${Math.floor(place / 10)}.${(place % 10) * 20}`;
  const [a, b, c, d] = start.split(".").map(Number);
  return `${a}.${b}.${c}.${d! + 10}-${a}.${b}.${c}.${d! + 19}`;
}
