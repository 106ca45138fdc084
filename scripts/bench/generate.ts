import { k3s } from "../../charts/distributions/k3s.ts";
import {
  certManager,
  cilium,
  externalSecrets,
  longhorn,
  metallb,
  prometheusOperatorCrds,
  traefik,
} from "../../charts/index.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import { defineCluster, defineFleet } from "../../lib/model/cluster.ts";
import type { Network, Site } from "../../lib/model/site.ts";
import { defineSite } from "../../lib/model/site.ts";
import { service } from "./service.ts";

const products = ["billing", "catalogue", "orders", "photos"];

export interface Size {
  readonly clusters: number;
  /** Of each cluster, at most four. */
  readonly services: number;
}

/** Clusters of four services have 108 objects each. */
export function clustersOf(count: number): Size {
  return { clusters: count, services: products.length };
}

/** The size with about so many objects; a cluster without services has 35. */
export function sizeOf(objects: number): Size {
  const services = objects < 72 ? 0 : products.length;
  return { clusters: Math.max(1, Math.round(objects / 108)), services };
}

/** Same size, same fleet. */
export function generateFleet({ clusters, services }: Size): Fleet {
  const numbers = Array.from({ length: clusters }, (_, i) => i);
  const site = defineSite({
    domain: "example.com",
    email: "operations@example.com",
    networks: Object.fromEntries(numbers.map((number) => [nameOf(number), network(number)])),
    hosts: {},
    machines: {},
    reserved: {},
  });
  return defineFleet({
    site,
    repository: { url: "https://git.example.com/fleet.git", branch: "main" },
    hub: nameOf(0),
    clusters: numbers.map((number) => cluster(number, site, services)),
  });
}

function nameOf(number: number): string {
  return `site-${String(number).padStart(4, "0")}`;
}

/** 10.0.0.0/24 and up: one network for each cluster. */
function prefixOf(number: number): string {
  return `10.${Math.floor(number / 256)}.${number % 256}`;
}

function network(number: number): Network {
  const prefix = prefixOf(number);
  const dhcp = `${prefix}.160-${prefix}.250`;
  return { cidr: `${prefix}.0/24`, gateway: `${prefix}.1`, dns: [`${prefix}.1`], dhcp };
}

function cluster(number: number, site: Site, services: number): Cluster {
  const name = nameOf(number);
  const prefix = prefixOf(number);
  const domain = `${name}.example.com`;
  return defineCluster({
    name,
    site,
    network: name,
    kubernetes: {
      distribution: k3s,
      version: "v1.36.2+k3s1",
      bundled: ["coredns", "metrics-server"],
    },
    endpoint: `${prefix}.10`,
    nodes: [1, 2, 3].map((node) => ({
      name: `${name}-${node}`,
      role: "control-plane",
      address: `${prefix}.${10 + node}`,
      architecture: "amd64",
      cpu: 16,
      memory: "64Gi",
      disks: { os: { size: "200Gi" }, longhorn: { size: "1Ti" } },
    })),
    podCidr: "172.16.0.0/16",
    serviceCidr: "172.17.0.0/16",
    loadBalancer: `${prefix}.100-${prefix}.115`,
    domain,
    ingress: { className: "traefik", issuer: "letsencrypt-production" },
    argocd: number === 0 ? "self" : "hub",
    revision: "pinned",
    environments: {},
    // What it is compared with makes none.
    defaultDeny: false,
    components: [
      prometheusOperatorCrds(),
      cilium({}),
      metallb(),
      traefik({ address: `${prefix}.100` }),
      longhorn({ backupTarget: "s3://backups@eu-central-1/" }),
      externalSecrets({ vault: "https://vault.example.com:8200" }),
      certManager({ authority: "letsencrypt" }),
      ...products.slice(0, services).map((product, i) =>
        service({
          name: product,
          host: `${product}.${domain}`,
          version: `${1 + i}.${number % 20}.${number % 7}`,
          stateful: i % 2 === 0,
        }),
      ),
    ],
  });
}
