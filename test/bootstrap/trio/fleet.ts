import { k3s } from "../../../charts/distributions/k3s.ts";
import { defineCluster, defineFleet } from "../../../lib/model/cluster.ts";
import type { Node } from "../../../lib/model/cluster-data.ts";
import { defineSite } from "../../../lib/model/site.ts";
import { fleet as solo, nodeOfHouse } from "../solo/fleet.ts";

/** Nobody logs in as root. */
const site = defineSite({ ...solo.site, ssh: { user: "admin", publicKeys: [] } });

function node(number: number, role: Node["role"]): Node {
  return nodeOfHouse(`trio-${number}`, `192.168.1.9${number}`, role);
}

/** Three servers and three workers as the benchmark wants them, with k3s' own network. */
export const trio = defineCluster({
  name: "trio",
  site,
  network: "home",
  kubernetes: {
    distribution: k3s,
    version: "v1.36.2+k3s1",
    bundled: ["coredns", "flannel", "metrics-server", "servicelb"],
    profile: "hardened",
  },
  endpoint: "192.168.1.90",
  nodes: [
    ...[1, 2, 3].map((number) => node(number, "control-plane")),
    ...[4, 5, 6].map((number) => node(number, "worker")),
  ],
  podCidr: "10.48.0.0/16",
  serviceCidr: "10.49.0.0/16",
  domain: "trio.house.example",
  argocd: "self",
  revision: "pinned",
  environments: {},
  components: [],
});

export const fleet = defineFleet({
  site,
  repository: solo.repository,
  hub: trio.name,
  clusters: [trio],
});
