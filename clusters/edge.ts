import {
  alloy,
  cilium,
  metallb,
  prometheusAgent,
  prometheusOperatorCrds,
  sealedSecrets,
  traefik,
} from "../charts/index.ts";
import { k3s } from "../charts/distributions.ts";
import { defineCluster } from "../lib/model/cluster.ts";
import { raspberryPi } from "./nodes.ts";
import sealed from "./sealed/edge.json" with { type: "json" };
import { endpoints, site } from "./site.ts";

/** Three Raspberry Pis: agents and small workloads near the edge (seed 002, lines 338-351). */
export const edge = defineCluster({
  name: "edge",
  site,
  network: "home",
  kubernetes: {
    distribution: k3s,
    version: "v1.36.2+k3s1",
    bundled: ["coredns", "metrics-server", "local-storage"],
  },
  endpoint: endpoints.edge,
  nodes: [
    raspberryPi("edge-pi-01", endpoints.edge, "control-plane"),
    raspberryPi("edge-pi-02", "192.168.1.61", "worker"),
    raspberryPi("edge-pi-03", "192.168.1.62", "worker"),
  ],
  podCidr: "10.46.0.0/16",
  serviceCidr: "10.47.0.0/16",
  loadBalancer: "192.168.1.136-192.168.1.150",
  domain: "edge.mathiaswouters.com",
  argocd: "hub",
  revision: "pinned",
  environments: {},
  // As management has them in Vault: given to the bootstrap, until they are sealed.
  secretsFromBootstrap: {
    "monitoring/metrics-push-edge": ["username", "password"],
    "monitoring/logs-push-edge": ["username", "password"],
  },
  components: [
    prometheusOperatorCrds(),
    cilium({}),
    metallb(),
    traefik({ address: "192.168.1.136" }),
    sealedSecrets({ sealed }),
    prometheusAgent({ sendTo: `https://${endpoints.metrics}/edge/api/v1/write` }),
    alloy({ sendTo: `https://${endpoints.logs}/edge/loki/api/v1/push` }),
  ],
});
