import {
  alloy,
  argoCd,
  argoWorkflows,
  blackboxExporter,
  certManager,
  cilium,
  ciliumGateway,
  cloudflareTunnel,
  cloudnativePg,
  csiDriverNfs,
  descheduler,
  externalDns,
  externalSecrets,
  gatewayApi,
  gitlabRunner,
  harbor,
  kubePrometheusStack,
  kubeVip,
  kyverno,
  loki,
  longhorn,
  metallb,
  metricsServer,
  nodeFeatureDiscovery,
  objectStore,
  opentelemetryCollector,
  prometheusAgent,
  prometheusOperatorCrds,
  reloader,
  sealedSecrets,
  snapshotController,
  tempo,
  traefik,
  trivyOperator,
  trustManager,
  velero,
} from "../../charts/index.ts";
import { k3s } from "../../charts/distributions.ts";
import { kubernetesMinors } from "../../lib/kubernetes/schema/catalogue.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { Node } from "../../lib/model/cluster-data.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import type { Site } from "../../lib/model/site.ts";

const domain = "home.arpa";
const url = `https://reference.${domain}`;
const site: Site = {
  domain,
  email: `admin@${domain}`,
  networks: {},
  hosts: {},
  machines: {},
  reserved: {},
};

/** One, so that there is one of everything: on any other cluster that fits, too. */
const nodes: readonly Node[] = [
  {
    name: "reference",
    role: "control-plane",
    address: "",
    architecture: "amd64",
    cpu: 4,
    memory: "8Gi",
    disks: { os: { size: "50Gi" }, longhorn: { size: "50Gi" } },
  },
];

const common: Omit<Cluster, "name" | "components"> = {
  site,
  network: "lan",
  kubernetes: {
    distribution: k3s,
    version: `v${kubernetesMinors().at(-1)}.0+k3s1`,
    bundled: ["coredns"],
  },
  endpoint: "",
  nodes,
  podCidr: "10.0.0.0/16",
  serviceCidr: "172.16.0.0/16",
  loadBalancer: "",
  domain,
  ingress: { className: "traefik", issuer: "letsencrypt-production" },
  argocd: "self",
  revision: "pinned",
  environments: {},
};

/** What fits every cluster. A cluster's backups have a place of their own. */
const everywhere = (cluster: string): readonly AnyPlacement[] => [
  cilium({}),
  metallb(),
  kubeVip(),
  traefik({}),
  externalDns({ server: url }),
  cloudflareTunnel({ tunnel: "00000000-0000-0000-0000-000000000000" }),
  longhorn({ backupTarget: `s3://reference@home/${cluster}`, replicas: 1 }),
  csiDriverNfs({ server: domain, share: "/reference", isDefault: false }),
  snapshotController(),
  externalSecrets({ vault: url }),
  sealedSecrets(),
  objectStore({ endpoint: url }),
  velero({ bucket: "reference" }),
  certManager({ authority: "local" }),
  trustManager(),
  argoCd({ host: `argocd.${domain}` }),
  metricsServer({ kubelets: "signed" }),
  reloader({}),
  descheduler({}),
  nodeFeatureDiscovery({}),
  cloudnativePg(),
  kyverno({}),
  trivyOperator({}),
  gitlabRunner({ url }),
  argoWorkflows({ host: `workflows.${domain}` }),
  harbor({ host: `harbor.${domain}` }),
];

/**
 * The catalogue's components with a chart, with and without the kinds of the Prometheus operator and of Gateway API. No cluster is like
 * these: what their charts make is what is known of a component before its own record is made.
 */
export const reference: Fleet = {
  site,
  repository: { url, branch: "main" },
  hub: "plain",
  clusters: [
    { ...common, name: "plain", components: everywhere("plain") },
    {
      ...common,
      name: "monitored",
      components: [
        prometheusOperatorCrds(),
        ...everywhere("monitored"),
        kubePrometheusStack({ host: `grafana.${domain}` }),
        prometheusAgent({ sendTo: url }),
        loki({}),
        alloy(),
        tempo({}),
        opentelemetryCollector(),
        blackboxExporter({}),
      ],
    },
    {
      ...common,
      name: "routed",
      components: [
        gatewayApi(),
        metallb(),
        traefik({ gateway: {} }),
        externalDns({ server: url }),
        certManager({ authority: "local" }),
        harbor({ host: `harbor.${domain}` }),
      ],
    },
    {
      ...common,
      name: "routed-by-cilium",
      components: [gatewayApi(), cilium({}), metallb(), ciliumGateway({})],
    },
  ],
};
