import {
  alloy,
  argoCd,
  certManager,
  cilium,
  externalDns,
  externalSecrets,
  gitlabRunner,
  harbor,
  kubePrometheusStack,
  loki,
  longhorn,
  metallb,
  objectStore,
  prometheusOperatorCrds,
  sealedSecrets,
  traefik,
} from "../charts/index.ts";
import { k3s } from "../charts/distributions.ts";
import { defineCluster } from "../lib/model/cluster.ts";
import { server, worker } from "./nodes.ts";
import { endpoints, objects, repository, site } from "./site.ts";

/** Runs what manages and watches the other clusters (seed 002, lines 289-313). */
export const management = defineCluster({
  name: "management",
  site,
  network: "home",
  kubernetes: {
    distribution: k3s,
    version: "v1.36.2+k3s1",
    bundled: ["coredns", "metrics-server"],
  },
  endpoint: endpoints.management,
  nodes: [
    server("mgmt-cp-01", endpoints.management, { cpu: 2, memory: "4Gi" }),
    worker("mgmt-worker-01", "192.168.1.31", { cpu: 4, memory: "8Gi" }),
    worker("mgmt-worker-02", "192.168.1.32", { cpu: 4, memory: "8Gi" }),
  ],
  podCidr: "10.42.0.0/16",
  serviceCidr: "10.43.0.0/16",
  loadBalancer: "192.168.1.100-192.168.1.115",
  domain: "mathiaswouters.com",
  ingress: { className: "traefik", issuer: "letsencrypt-production" },
  argocd: "self",
  revision: "pinned",
  environments: {},
  prefer: { "secret-store": "external-secrets" },
  components: [
    prometheusOperatorCrds(),
    cilium({}),
    metallb(),
    traefik({ address: "192.168.1.100" }),
    externalDns({ server: endpoints.pihole }),
    objectStore(objects),
    longhorn({
      backupBucket: "longhorn-backups",
      acceptSharedHost: true,
    }),
    externalSecrets({ vault: endpoints.vault }),
    sealedSecrets(),
    certManager({ authority: "letsencrypt" }),
    harbor({ host: "harbor.mathiaswouters.com" }),
    gitlabRunner({ url: "https://gitlab.mathiaswouters.com" }),
    kubePrometheusStack({
      host: "grafana.mathiaswouters.com",
      receiveAt: endpoints.metrics,
      senders: ["production", "edge"],
      mail: {
        to: "alerts@mathiaswouters.com",
        from: "alertmanager@mathiaswouters.com",
        smarthost: "smtp.gmail.com:587",
        user: "alerts@mathiaswouters.com",
      },
    }),
    loki({ receiveAt: endpoints.logs, senders: ["production", "edge"] }),
    alloy(),
    argoCd({
      host: "argocd.mathiaswouters.com",
      privateRepository: repository.url,
      clusters: {
        production: `https://${endpoints.production}:6443`,
        edge: `https://${endpoints.edge}:6443`,
      },
    }),
  ],
});
