import {
  argoCd,
  certManager,
  portfolioSite,
  traefik,
  vulnerabilityScanner,
} from "../../../charts/index.ts";
import { k3d } from "../../../charts/distributions.ts";
import { defineCluster } from "../../../lib/model/cluster.ts";
import { site } from "./site.ts";

/** k3d on one computer, for trying things (seed 000, lines 220-262). */
export const local = defineCluster({
  name: "local",
  site,
  network: "k3d",
  kubernetes: {
    distribution: k3d,
    version: "v1.36.2+k3s1",
    bundled: ["coredns", "metrics-server", "flannel", "servicelb", "local-storage"],
  },
  // k3d keeps the first address behind the gateway for itself.
  endpoint: "172.30.0.3",
  nodes: [
    {
      name: "k3d-local-server-0",
      role: "control-plane",
      address: "172.30.0.3",
      architecture: "amd64",
      cpu: 4,
      memory: "8Gi",
      disks: {},
    },
  ],
  podCidr: "10.48.0.0/16",
  serviceCidr: "10.49.0.0/16",
  domain: "localhost",
  ingress: { className: "traefik", issuer: "local-authority" },
  argocd: "self",
  revision: "branch",
  runtime: {
    ports: { 8081: 80, 8443: 443 },
    // macOS listens on 5000 itself.
    registryPort: 5001,
    virtualMachine: { cpu: 4, memory: "8Gi", disk: "100Gi" },
  },
  environments: { staging: { developers: ["developer"] } },
  secretsFromBootstrap: {
    "staging/vulnerability-database": ["api-key"],
  },
  components: [
    traefik({}),
    certManager({ authority: "local" }),
    argoCd({ host: "argocd.localhost" }),
    portfolioSite({ environment: "staging", host: "portfolio.localhost", version: "1.5.0" }),
    vulnerabilityScanner({ environment: "staging", host: "scanner.localhost", version: "0.9.0" }),
  ],
});
