import { defineSite } from "../../../lib/model/site.ts";

/** Storage outside of the house, with an S3 API: what is kept there survives a fire. */
export const offsite = {
  endpoint: "https://s3.eu-central-003.backblazeb2.com",
  region: "eu-central-003",
} as const;

/** A server, a NAS, and a network of its own for things that call home. */
export const site = defineSite({
  domain: "single-node.example",
  email: "me@single-node.example",
  // Who is let in by machines, and as whom this computer reaches them.
  ssh: { user: "root", publicKeys: [] },
  downloads: {
    k3s: "https://github.com/k3s-io/k3s/releases/download",
    kubeVip: "ghcr.io/kube-vip/kube-vip:v1.1.2",
  },
  networks: {
    home: {
      cidr: "192.168.1.0/24",
      gateway: "192.168.1.1",
      dns: ["192.168.1.1"],
      dhcp: "192.168.1.100-192.168.1.199",
    },
    things: {
      cidr: "192.168.30.0/24",
      gateway: "192.168.30.1",
      dns: ["192.168.30.1"],
      dhcp: "192.168.30.100-192.168.30.199",
      vlan: 30,
    },
  },
  hosts: {},
  machines: {},
  reserved: { nas: "192.168.1.5" },
});

/** The git repository as Argo CD reaches it. */
export const repository = {
  url: "https://git.single-node.example/me/fleet.git",
  branch: "main",
} as const;
