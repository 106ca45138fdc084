import { defineCluster, defineFleet } from "../../../lib/cluster.ts";
import type { Node } from "../../../lib/cluster.ts";
import { defineSite } from "../../../lib/site.ts";
import { fleet as solo } from "../solo/fleet.ts";

/** Nobody logs in as root. */
const site = defineSite({ ...solo.site, ssh: { user: "admin", publicKeys: [] } });

function node(number: number, role: Node["role"]): Node {
  return {
    name: `trio-${number}`,
    role,
    address: `192.168.1.9${number}`,
    architecture: "amd64",
    cpu: 4,
    memory: "8Gi",
    disks: { os: { size: "50Gi" } },
  };
}

/** Three servers and three workers as the benchmark wants them, with k3s' own network. */
export const trio = defineCluster({
  name: "trio",
  site,
  network: "home",
  kubernetes: {
    distribution: "k3s",
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
