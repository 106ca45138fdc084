import { argoCd, certManager, cilium, metallb, traefik } from "../../../charts/index.ts";
import { defineCluster, defineFleet } from "../../../lib/cluster.ts";
import type { Node } from "../../../lib/cluster.ts";
import { fleet as solo } from "../solo/fleet.ts";

const { site, repository } = solo;

function node(number: number, role: Node["role"]): Node {
  return {
    name: `seven-${number}`,
    role,
    address: `192.168.1.8${number}`,
    architecture: "amd64",
    cpu: 4,
    memory: "8Gi",
    disks: { os: { size: "50Gi" } },
    labels: { tier: role },
  };
}

/** Three servers and four workers, whose address is nobody's own. */
const seven = defineCluster({
  name: "seven",
  site,
  network: "home",
  kubernetes: { distribution: "k3s", version: "v1.36.2+k3s1", bundled: ["coredns"] },
  endpoint: "192.168.1.80",
  nodes: [
    ...[1, 2, 3].map((number) => node(number, "control-plane")),
    ...[4, 5, 6, 7].map((number) => node(number, "worker")),
  ],
  podCidr: "10.46.0.0/16",
  serviceCidr: "10.47.0.0/16",
  loadBalancer: "192.168.1.136-192.168.1.150",
  domain: "seven.house.example",
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
    argoCd({ host: "argocd.seven.house.example" }),
  ],
});

export const fleet = defineFleet({ site, repository, hub: seven.name, clusters: [seven] });
