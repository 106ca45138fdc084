import {
  alloy,
  argoCd,
  blackboxExporter,
  certManager,
  csiDriverNfs,
  developerAccess,
  kubePrometheusStack,
  loki,
  media,
  metallb,
  nextcloud,
  objectStore,
  prometheusOperatorCrds,
  sealedSecrets,
  snapshotController,
  traefik,
  velero,
  wireguard,
} from "../../../charts/index.ts";
import { k3s } from "../../../charts/distributions.ts";
import type { ClusterData } from "../../../lib/model/cluster-data.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import sealed from "./sealed/home.json" with { type: "json" };
import { offsite, repository, site } from "./site.ts";

export const { nas } = site.reserved;
const { domain } = site;
const dumps = { schedule: "30 2 * * *", size: "10Gi" };

/** What the cluster is, however many machines it has. */
export const cluster = {
  name: "home",
  site,
  network: "home",
  kubernetes: {
    distribution: k3s,
    version: "v1.36.2+k3s1",
    // What k3s brings along and keeps on; all else of it is switched off.
    bundled: ["coredns", "metrics-server", "flannel"],
  },
  endpoint: "192.168.1.10",
  podCidr: "10.42.0.0/16",
  serviceCidr: "10.43.0.0/16",
  loadBalancer: "192.168.1.200-192.168.1.219",
  domain,
  ingress: { className: "traefik", issuer: "letsencrypt-production" },
  argocd: "self",
  revision: "pinned",
  environments: { dev: { developers: ["me"] }, staging: { developers: ["me"] }, production: {} },
  // The bootstrap takes these on standard input, or makes up values: docs/bootstrap.md. Sealed, they leave this list.
  secretsFromBootstrap: {
    "argocd/repository": ["username", "password"],
    "cert-manager/cloudflare-api-token": ["api-token"],
    "immich/database": ["password"],
    "monitoring/alertmanager-smtp": ["password"],
    "monitoring/grafana-admin": ["admin-user", "admin-password"],
    "nextcloud/database": ["password"],
    "nextcloud/nextcloud": ["password"],
    "velero/bucket-house": ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    "velero/velero-repo-credentials": ["repository-password"],
    "wireguard/wireguard": ["wg0.conf"],
  },
} as const satisfies Omit<ClusterData, "nodes">;

/** What runs on any of them. */
export const common = [
  // Stage 1: certificates, a way in from outside, backups, and somebody who looks.
  prometheusOperatorCrds(),
  metallb(),
  traefik({ address: "192.168.1.200" }),
  wireguard({ address: "192.168.1.201" }),
  sealedSecrets({ sealed }),
  certManager({ authority: "letsencrypt" }),
  objectStore(offsite),
  velero({ bucket: "house" }),
  kubePrometheusStack({
    host: `grafana.${domain}`,
    mail: {
      to: site.email,
      from: `alertmanager@${domain}`,
      smarthost: "smtp.gmail.com:587",
      user: site.email,
    },
  }),
  loki({}),
  alloy(),
  blackboxExporter({ targets: { nas: `tcp://${nas}:2049` } }),
  // Stage 2: what is used each day. Photos, files and films lie on the NAS, databases on the server's disk.
  nextcloud({
    host: `cloud.${domain}`,
    files: { nfs: { server: nas, path: "/volume1/files" } },
    backup: dumps,
  }),
  media({
    library: { nfs: { server: nas, path: "/volume1/media" } },
    plex: `plex.${domain}`,
    sonarr: `sonarr.${domain}`,
    radarr: `radarr.${domain}`,
    address: "192.168.1.202",
    node: "server",
  }),
  // Stage 4: volumes of the NAS for whatever names class nfs, git that rules, and rights.
  csiDriverNfs({ server: nas, share: "/volume1/kubernetes", isDefault: false, snapshots: true }),
  snapshotController(),
  argoCd({ host: `argocd.${domain}`, privateRepository: repository.url }),
  developerAccess(),
] as const satisfies readonly AnyPlacement[];

/** Dumps of databases each night, a week of them. */
export { dumps };
