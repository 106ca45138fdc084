import {
  argoCd,
  certManager,
  portfolioSite,
  traefik,
  vulnerabilityScanner,
} from "../charts/index.ts";
import { defineCluster } from "../lib/cluster.ts";
import { site } from "./site.ts";

/** k3d on one computer, for trying things (seed 000, lines 220-262). */
export const local = defineCluster({
  name: "local",
  site,
  network: "k3d",
  kubernetes: {
    distribution: "k3d",
    version: "v1.36.2+k3s1",
    bundled: ["coredns", "metrics-server", "flannel", "servicelb", "local-storage"],
  },
  endpoint: "172.30.0.2",
  nodes: [
    {
      name: "k3d-local-server-0",
      role: "control-plane",
      address: "172.30.0.2",
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
  environments: { staging: { developers: ["developer"] } },
  secretsFromBootstrap: {
    "argocd/argocd-redis": ["auth"],
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
