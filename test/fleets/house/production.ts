import {
  alloy,
  certManager,
  cilium,
  developerAccess,
  externalDns,
  externalSecrets,
  longhorn,
  metallb,
  objectStore,
  portfolioSite,
  prometheusAgent,
  prometheusOperatorCrds,
  traefik,
  vulnerabilityScanner,
} from "../../../charts/index.ts";
import { k3s } from "../../../charts/distributions.ts";
import { defineCluster } from "../../../lib/model/cluster.ts";
import { dedicated, server, worker } from "./nodes.ts";
import { endpoints, objects, site } from "./site.ts";

const serverSize = { cpu: 2, memory: "4Gi" };
const workerSize = { cpu: 4, memory: "12Gi" };

/** Runs the applications, in a staging and a production namespace (seed 002, lines 315-336). */
export const production = defineCluster({
  name: "production",
  site,
  network: "home",
  kubernetes: {
    distribution: k3s,
    version: "v1.36.2+k3s1",
    bundled: ["coredns", "metrics-server"],
    profile: "hardened",
    // Three servers: whether they agree is worth watching.
    exposes: ["etcd"],
  },
  endpoint: endpoints.production,
  nodes: [
    dedicated(server("prod-cp-01", "192.168.1.40", serverSize)),
    dedicated(server("prod-cp-02", "192.168.1.41", serverSize)),
    dedicated(server("prod-cp-03", "192.168.1.42", serverSize)),
    worker("prod-worker-01", "192.168.1.43", workerSize),
    worker("prod-worker-02", "192.168.1.44", workerSize),
    worker("prod-worker-03", "192.168.1.45", workerSize),
  ],
  podCidr: "10.44.0.0/16",
  serviceCidr: "10.45.0.0/16",
  loadBalancer: "192.168.1.116-192.168.1.135",
  domain: "k8s.mathiaswouters.com",
  ingress: { className: "traefik", issuer: "letsencrypt-production" },
  argocd: "hub",
  revision: "pinned",
  environments: {
    staging: { developers: ["mathias"] },
    production: {},
  },
  components: [
    prometheusOperatorCrds(),
    cilium({ performance: "native-dsr" }),
    metallb(),
    traefik({ address: "192.168.1.116" }),
    externalDns({ server: endpoints.pihole }),
    objectStore(objects),
    longhorn({
      backupBucket: "longhorn-backups",
      acceptSharedHost: true,
    }),
    externalSecrets({ vault: endpoints.vault }),
    certManager({ authority: "letsencrypt" }),
    developerAccess(),
    prometheusAgent({ sendTo: `https://${endpoints.metrics}/production/api/v1/write` }),
    alloy({ sendTo: `https://${endpoints.logs}/production/loki/api/v1/push` }),
    portfolioSite({
      environment: "staging",
      host: "portfolio-staging.k8s.mathiaswouters.com",
      version: "1.5.0",
    }),
    portfolioSite({
      environment: "production",
      host: "portfolio.k8s.mathiaswouters.com",
      version: "1.4.2",
    }),
    vulnerabilityScanner({
      environment: "staging",
      host: "scanner-staging.k8s.mathiaswouters.com",
      version: "0.9.0",
    }),
    vulnerabilityScanner({
      environment: "production",
      host: "scanner.k8s.mathiaswouters.com",
      version: "0.8.3",
    }),
  ],
});
