import { k3s } from "../../../charts/distributions.ts";
import {
  argoCd,
  certManager,
  developerAccess,
  metallb,
  sealedSecrets,
  traefik,
} from "../../../charts/index.ts";
import { defineCluster, defineFleet } from "../../../lib/model/cluster.ts";
import { manifests } from "../../../lib/model/manifests.ts";
import { defineSite } from "../../../lib/model/site.ts";

/** Rented machines in a rack: networks apart by VLAN, and nothing of Proxmox. */
const site = defineSite({
  domain: "lindqvist.example",
  email: "ingrid@lindqvist.example",
  networks: {
    servers: {
      cidr: "10.20.10.0/24",
      gateway: "10.20.10.1",
      dns: ["10.20.10.1", "9.9.9.9"],
      vlan: 10,
    },
    family: {
      cidr: "10.20.20.0/24",
      gateway: "10.20.20.1",
      dns: ["10.20.20.1"],
      dhcp: "10.20.20.50-10.20.20.250",
      vlan: 20,
    },
    things: { cidr: "10.20.30.0/24", gateway: "10.20.30.1", dns: ["10.20.30.1"], vlan: 30 },
  },
  hosts: {},
  machines: {},
  reserved: { printer: "10.20.20.9" },
});

/** One server of amd64 and two agents of arm64, with k3s' own network; nothing is stored, nothing watched. */
const attic = defineCluster({
  name: "attic",
  site,
  network: "servers",
  kubernetes: {
    distribution: k3s,
    version: "v1.36.2+k3s1",
    bundled: ["coredns", "metrics-server", "flannel"],
  },
  endpoint: "10.20.10.11",
  nodes: [
    {
      name: "oak",
      role: "control-plane",
      address: "10.20.10.11",
      architecture: "amd64",
      cpu: 8,
      memory: "16Gi",
      disks: { os: { size: "240Gi" } },
    },
    ...["birch", "rowan"].map(
      (name, i) =>
        ({
          name,
          role: "worker",
          address: `10.20.10.${21 + i}`,
          architecture: "arm64",
          cpu: 4,
          memory: "8Gi",
          disks: { os: { size: "64Gi" } },
        }) as const,
    ),
  ],
  podCidr: "10.142.0.0/16",
  serviceCidr: "10.143.0.0/16",
  loadBalancer: "10.20.10.200-10.20.10.219",
  domain: "attic.lindqvist.example",
  ingress: { className: "traefik", issuer: "local-authority" },
  argocd: "self",
  revision: "pinned",
  environments: { kitchen: { developers: ["ingrid"] } },
  components: [
    metallb(),
    traefik({}),
    certManager({ authority: "local" }),
    sealedSecrets(),
    argoCd({ host: "git.attic.lindqvist.example" }),
    developerAccess(),
    manifests("notes", { namespace: "notes", from: "clusters/notes" }),
  ],
});

export const fleet = defineFleet({
  site,
  repository: { url: "https://codeberg.org/lindqvist/attic.git", branch: "trunk" },
  clusters: [attic],
});
