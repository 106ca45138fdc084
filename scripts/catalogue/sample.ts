import { fileURLToPath } from "node:url";
import {
  ciliumGateway,
  ciliumLoadBalancer,
  developerAccess,
  gatewayApi,
  homeAssistant,
  immich,
  localPath,
  media,
  mqtt,
  nextcloud,
  portfolioSite,
  pullSecrets,
  seaweedfs,
  spicedb,
  vulnerabilityScanner,
  wireguard,
} from "../../charts/index.ts";
import { Records } from "../../lib/helm/record/records.ts";
import { foundIn } from "../../lib/helm/record/found.ts";
import { chartRequests } from "../../lib/helm/request.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { planCluster } from "../../lib/plan.ts";
import { reference } from "../records/reference.ts";

/** A directory without records: those of the reference stand beside it. */
const none = fileURLToPath(new URL("../../imports/none", import.meta.url));
const [, monitored] = reference.clusters;
const { domain } = reference.site;
const nfs = { server: domain, path: "/reference" };
const of = { environment: "staging", version: "1" } as const;

/** Every component of the catalogue on one node, with as few options as it takes: no house is like this. */
export const sample: Cluster = {
  ...monitored!,
  name: "sample",
  environments: { staging: { developers: ["developer"] } },
  // Of those that do the same.
  prefer: {
    "default-storage": "longhorn",
    ingress: "traefik",
    "load-balancer": "metallb",
    "object-storage": "object-store",
    metrics: "kube-prometheus-stack",
    "secret-store": "external-secrets",
  },
  components: [
    ...monitored!.components,
    ciliumLoadBalancer({ announce: "l2" }),
    localPath({}),
    wireguard({ address: "" }),
    developerAccess({}),
    gatewayApi(),
    ciliumGateway({}),
    seaweedfs({ buckets: ["reference"] }),
    pullSecrets({ registries: { registry: domain } }),
    spicedb({}),
    mqtt({}),
    homeAssistant({ host: `home.${domain}` }),
    immich({ host: `photos.${domain}`, photos: { nfs } }),
    nextcloud({ host: `cloud.${domain}`, files: { nfs } }),
    media({
      library: { nfs },
      plex: `plex.${domain}`,
      sonarr: `sonarr.${domain}`,
      radarr: `radarr.${domain}`,
    }),
    portfolioSite({ ...of, host: `site.${domain}` }),
    vulnerabilityScanner({ ...of, host: `scanner.${domain}` }),
  ],
};

/** What it becomes, as far as the reference tells what charts make: the same on every computer. */
export function planSample(): ClusterPlan {
  const records = new Records(none);
  const found = chartRequests({ ...reference, clusters: [sample] }, "helm").flatMap((request) => {
    const record = records.find(request);
    return record ? [[request.place, foundIn(record, request)] as const] : [];
  });
  return planCluster(sample, new Map(found));
}
