import {
  argoCd,
  argoWorkflows,
  certManager,
  developerAccess,
  kubePrometheusStack,
  prometheusOperatorCrds,
  seaweedfs,
  spicedb,
  tempo,
  traefik,
} from "../../../charts/index.ts";
import { k3d } from "../../../charts/distributions.ts";
import { defineCluster } from "../../../lib/model/cluster.ts";
import { data } from "./data.ts";
import { mailbox } from "./mailbox.ts";
import { site } from "./site.ts";

/** k3d with the data services of the seeds, each at a port of this computer: npm run forward. */
export const local = defineCluster({
  name: "local-dev",
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
      name: "k3d-local-dev-server-0",
      role: "control-plane",
      address: "172.30.0.3",
      // Of a Mac with Apple silicon: arm64.
      architecture: "amd64",
      cpu: 4,
      memory: "8Gi",
      disks: {},
    },
  ],
  podCidr: "10.48.0.0/16",
  serviceCidr: "10.49.0.0/16",
  domain: site.domain,
  ingress: { className: "traefik", issuer: "local-authority" },
  argocd: "self",
  revision: "branch",
  runtime: {
    ports: { 8081: 80, 8443: 443 },
    // macOS listens on 5000 itself.
    registryPort: 5001,
    // What you have pushed here stands in for what is published there.
    mirrors: { "registry.k3d.example": "registry" },
    virtualMachine: { cpu: 4, memory: "8Gi", disk: "100Gi" },
  },
  environments: {
    // What is not merged yet: another branch here is another targetRevision.
    dev: { branch: "dev", developers: ["developer"] },
    staging: { developers: ["developer"] },
  },
  // The bootstrap makes up values for these: docs/bootstrap.md.
  secretsFromBootstrap: {
    "default/dev-mongodb": ["password"],
    "default/dev-postgresql": ["password"],
    "default/dev-rabbitmq": ["password"],
    "dev/mailbox-db": ["password"],
    "monitoring/grafana-admin": ["admin-user", "admin-password"],
    "seaweedfs/bucket-dev": ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    "spicedb/database": ["password"],
    "spicedb/spicedb": ["preshared-key"],
    "staging/mailbox-db": ["password"],
  },
  components: [
    prometheusOperatorCrds(),
    traefik({}),
    certManager({ authority: "local" }),
    argoCd({ host: `argocd.${site.domain}` }),
    developerAccess({ access: "change" }),
    kubePrometheusStack({ host: `grafana.${site.domain}`, retention: "2d", storage: "5Gi" }),
    tempo({ retention: "48h", storage: "5Gi" }),
    seaweedfs({ buckets: ["dev"], size: "5Gi" }),
    argoWorkflows({ host: `workflows.${site.domain}` }),
    spicedb({ size: "1Gi" }),
    data,
    mailbox("dev", "1.1.0-dev"),
    mailbox("staging", "1.0.0"),
  ],
});
