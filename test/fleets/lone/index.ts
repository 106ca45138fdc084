import { k3s } from "../../../charts/distributions.ts";
import { defineCluster, defineFleet } from "../../../lib/model/cluster.ts";
import { defineSite } from "../../../lib/model/site.ts";

const site = defineSite({
  domain: "lone.example",
  email: "me@lone.example",
  networks: { home: { cidr: "172.20.1.0/24", gateway: "172.20.1.254", dns: ["172.20.1.254"] } },
  hosts: {},
  machines: {},
  reserved: {},
});

/** One machine with k3s as it comes, before its owner has chosen anything. */
const shed = defineCluster({
  name: "shed",
  site,
  network: "home",
  kubernetes: {
    distribution: k3s,
    version: "v1.36.2+k3s1",
    bundled: ["coredns", "metrics-server", "flannel", "servicelb", "traefik", "local-storage"],
  },
  endpoint: "172.20.1.5",
  nodes: [
    {
      name: "shed-1",
      role: "control-plane",
      address: "172.20.1.5",
      architecture: "arm64",
      cpu: 4,
      memory: "8Gi",
      disks: { os: { size: "64Gi" } },
    },
  ],
  podCidr: "10.42.0.0/16",
  serviceCidr: "10.43.0.0/16",
  domain: "lone.example",
  argocd: "self",
  revision: "branch",
  environments: {},
  components: [],
});

export const fleet = defineFleet({
  site,
  repository: { url: "https://github.com/somebody/shed.git", branch: "main" },
  clusters: [shed],
});
