import { defineSite } from "../../../lib/model/site.ts";

/** The container network of k3d, on one computer. */
export const site = defineSite({
  domain: "localhost",
  email: "developer@k3d.example",
  networks: { k3d: { cidr: "172.30.0.0/16", gateway: "172.30.0.1", dns: ["1.1.1.1"] } },
  hosts: {},
  machines: {},
  reserved: {},
});

/** The git repository as Argo CD reaches it; with another branch here the whole cluster follows that one. */
export const repository = {
  url: "https://git.k3d.example/team/fleet.git",
  branch: "main",
} as const;
