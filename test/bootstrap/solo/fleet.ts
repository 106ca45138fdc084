import { k3s } from "../../../charts/distributions/k3s.ts";
import { argoCd, certManager, cilium, metallb, traefik } from "../../../charts/index.ts";
import { raspberryPi } from "../../fleets/house/nodes.ts";
import { defineCluster, defineFleet } from "../../../lib/model/cluster.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { Node } from "../../../lib/model/cluster-data.ts";
import { defineSite } from "../../../lib/model/site.ts";

/** Three computers, a network, and nothing beside them. */
const site = defineSite({
  domain: "house.example",
  email: "admin@house.example",
  ssh: { user: "root", publicKeys: [] },
  downloads: {
    k3s: "https://releases.house.example/k3s",
    kubeVip: "registry.house.example/kube-vip:v1.0.0",
  },
  networks: {
    home: { cidr: "192.168.1.0/24", gateway: "192.168.1.1", dns: ["192.168.1.2"] },
  },
  hosts: {},
  machines: {},
  reserved: {},
  hostnames: { "git.house.example": "the git server" },
});

/** Name below /dev/disk/by-id of the one disk that a filesystem is made on. */
export const volumeDisk = "ata-VOLUMES_0001";

const worker: Node = {
  ...raspberryPi("solo-2", "192.168.1.71", "worker"),
  disks: { os: { size: "120Gi" }, volumes: { size: "1Gi", device: volumeDisk } },
  labels: { tier: "volumes" },
  annotations: { "house.example/shelf": "2" },
  taints: [{ key: "only", value: "volumes", effect: "PreferNoSchedule" }],
};

/** A machine that nothing more is said of. */
export function nodeOfHouse(name: string, address: string, role: Node["role"]): Node {
  const disks = { os: { size: "50Gi" } };
  return { name, role, address, architecture: "amd64", cpu: 4, memory: "8Gi", disks };
}

/** What tells a cluster of this house from another. */
type Own = Pick<Cluster, "kubernetes" | "endpoint" | "nodes">;

/** With what every bootstrap has to bring: a network, addresses, certificates, an Argo CD of its own. */
export function clusterOfHouse(name: string, own: Own): Cluster {
  return defineCluster({
    name,
    site,
    network: "home",
    ...own,
    podCidr: "10.46.0.0/16",
    serviceCidr: "10.47.0.0/16",
    loadBalancer: "192.168.1.136-192.168.1.150",
    domain: `${name}.house.example`,
    ingress: { className: "traefik", issuer: "local-authority" },
    argocd: "self",
    revision: "pinned",
    environments: {},
    secretsFromBootstrap: { "argocd/argocd-redis": ["auth"] },
    components: [
      cilium({}),
      metallb(),
      traefik({ address: "192.168.1.136" }),
      certManager({ authority: "local" }),
      argoCd({ host: `argocd.${name}.house.example` }),
    ],
  });
}

/** The smallest cluster that the bootstrap makes whole: a server and two workers. */
const solo = clusterOfHouse("solo", {
  kubernetes: {
    distribution: k3s,
    version: "v1.36.2+k3s1",
    bundled: ["coredns", "metrics-server", "local-storage"],
  },
  endpoint: "192.168.1.70",
  nodes: [
    raspberryPi("solo-1", "192.168.1.70", "control-plane"),
    worker,
    raspberryPi("solo-3", "192.168.1.72", "worker"),
  ],
});

export const fleet = defineFleet({
  site,
  repository: { url: "https://git.house.example/homelab/kubernetes.git", branch: "main" },
  hub: solo.name,
  clusters: [solo],
});
