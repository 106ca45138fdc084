import { fileURLToPath } from "node:url";
import {
  alloy,
  argoCd,
  argoWorkflows,
  blackboxExporter,
  certManager,
  cilium,
  ciliumGateway,
  ciliumLoadBalancer,
  cloudflareTunnel,
  cloudnativePg,
  csiDriverNfs,
  descheduler,
  externalDns,
  externalSecrets,
  gatewayApi,
  gitlabRunner,
  harbor,
  homeAssistant,
  immich,
  kubePrometheusStack,
  kyverno,
  kubeVip,
  localPath,
  longhorn,
  loki,
  media,
  metallb,
  metricsServer,
  mqtt,
  nextcloud,
  nodeFeatureDiscovery,
  objectStore,
  opentelemetryCollector,
  prometheusOperatorCrds,
  pullSecrets,
  reloader,
  seaweedfs,
  snapshotController,
  spicedb,
  tempo,
  traefik,
  trivyOperator,
  trustManager,
  velero,
  wireguard,
} from "../../../charts/index.ts";
import { app, mongodb, postgres, rabbitmq, workload } from "../../../charts/workload.ts";
import { defineFleet } from "../../../lib/model/cluster.ts";
import { bundledBut, clusterOf, rangeOf, site } from "./cluster.ts";

const router = { address: site.reserved.router, asn: 64513 };
const mail = {
  to: "alerts@catalogue.example",
  from: "alertmanager@catalogue.example",
  smarthost: "smtp.catalogue.example:587",
  user: "alerts",
};
const nas = { server: site.reserved.nas, share: "/volume1/kubernetes" };

function bucketKeys(namespace: string, buckets: readonly string[]) {
  const keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
  return Object.fromEntries(buckets.map((name) => [`${namespace}/bucket-${name}`, keys]));
}

const notes = workload("notes", (scope) => {
  const db = postgres(scope, { name: "db", size: "5Gi", instances: 2 });
  const image = "registry.catalogue.example/notes:1.4.0";
  app(scope, { name: "notes", image, port: 8080, databases: [db] });
});

const letters = workload("letters", (scope) => {
  const backup = { schedule: "0 3 * * *", size: "5Gi" };
  const databases = [
    mongodb(scope, { name: "letters-db", size: "5Gi", backup }),
    rabbitmq(scope, { name: "queue", size: "2Gi" }),
  ];
  const image = "registry.catalogue.example/letters:2.0.1";
  app(scope, { name: "letters", image, port: 8080, databases });
});

const mailbox = workload("mesh-mailbox", (scope) => {
  const image = "fitfileregistry.azurecr.io/mesh-mailbox:1.2.0";
  app(scope, { name: "mesh-mailbox", image, port: 8080 });
});

/** What their charts make. */
export const records = fileURLToPath(new URL("records", import.meta.url));

/** Every component that the shipped fleet does not have, each beside what it needs. */
export const fleet = defineFleet({
  site,
  repository: { url: "https://git.catalogue.example/fleet.git", branch: "main" },
  hub: "nas",
  clusters: [
    clusterOf(1, "nas", bundledBut("local-storage"), [
      csiDriverNfs({ ...nas, snapshots: true }),
      snapshotController(),
    ]),
    clusterOf(
      9,
      "saved",
      bundledBut(),
      [
        prometheusOperatorCrds(),
        objectStore({ endpoint: `http://${site.reserved.nas}:9000` }),
        velero({ bucket: "backups", files: true }),
        tempo({ bucket: "traces" }),
      ],
      {
        secretsFromBootstrap: {
          ...bucketKeys("tempo", ["traces"]),
          ...bucketKeys("velero", ["backups"]),
          "velero/velero-repo-credentials": ["repository-password"],
        },
      },
    ),
    clusterOf(
      24,
      "working",
      bundledBut(),
      [
        prometheusOperatorCrds(),
        certManager({ authority: "local" }),
        objectStore({ endpoint: `http://${site.reserved.nas}:9000` }),
        argoWorkflows({
          host: "workflows.working.catalogue.example",
          namespaces: ["argo", "letters"],
          bucket: "artifacts",
        }),
        letters,
      ],
      {
        ingress: { className: "traefik", issuer: "local-authority" },
        secretsFromBootstrap: {
          ...bucketKeys("argo", ["artifacts"]),
          ...bucketKeys("letters", ["artifacts"]),
          "letters/letters-db": ["password"],
          "letters/queue": ["password"],
        },
      },
    ),
    clusterOf(
      25,
      "trusting",
      bundledBut("servicelb", "traefik"),
      [
        prometheusOperatorCrds(),
        kubeVip({ interface: "eth0" }),
        traefik({ address: rangeOf(25).split("-")[0] }),
        certManager({ authority: "local" }),
        trustManager(),
        mqtt({ address: rangeOf(25).split("-")[1]! }),
      ],
      {
        loadBalancer: rangeOf(25),
        ingress: { className: "traefik", issuer: "local-authority" },
        secretsFromBootstrap: { "mqtt/mqtt": ["passwords", "username", "password"] },
      },
    ),
    clusterOf(23, "pulling", bundledBut(), [
      externalSecrets({ vault: `https://${site.reserved.nas}:8200` }),
      pullSecrets({
        registries: { acr: "fitfileregistry.azurecr.io" },
        namespaces: ["mesh-mailbox"],
      }),
      mailbox,
    ]),
    clusterOf(
      22,
      "stored",
      bundledBut(),
      [
        prometheusOperatorCrds(),
        certManager({ authority: "local" }),
        seaweedfs({
          buckets: ["backups", "logs", "traces"],
          host: "s3.stored.catalogue.example",
        }),
        velero({ bucket: "backups" }),
        loki({ bucket: "logs" }),
        tempo({ bucket: "traces" }),
        opentelemetryCollector(),
      ],
      {
        ingress: { className: "traefik", issuer: "local-authority" },
        secretsFromBootstrap: {
          ...bucketKeys("seaweedfs", ["backups", "logs", "traces"]),
          ...bucketKeys("velero", ["backups"]),
          ...bucketKeys("monitoring", ["logs"]),
          ...bucketKeys("tempo", ["traces"]),
        },
      },
    ),
    clusterOf(
      10,
      "images",
      bundledBut(),
      [
        prometheusOperatorCrds(),
        certManager({ authority: "local" }),
        blackboxExporter({
          targets: { router: `tcp://${site.reserved.router}:443` },
          verify: false,
        }),
        objectStore({ endpoint: `http://${site.reserved.nas}:9000` }),
        gitlabRunner({ url: "https://gitlab.catalogue.example", ownAuthority: true }),
        harbor({ host: "harbor.images.catalogue.example", bucket: "images" }),
      ],
      {
        ingress: { className: "traefik", issuer: "local-authority" },
        secretsFromBootstrap: {
          "gitlab-runner/gitlab-runner": ["runner-token"],
          "gitlab-runner/authority": ["gitlab.catalogue.example.crt"],
          "harbor/database": ["password"],
          ...bucketKeys("harbor", ["images"]),
          "harbor/harbor": [
            "HARBOR_ADMIN_PASSWORD",
            "secretKey",
            "secret",
            "CSRF_KEY",
            "JOBSERVICE_SECRET",
            "REGISTRY_HTTP_SECRET",
            "REGISTRY_PASSWD",
            "REGISTRY_HTPASSWD",
          ],
        },
      },
    ),
    clusterOf(
      11,
      "living-room",
      bundledBut(),
      [
        certManager({ authority: "local" }),
        cloudflareTunnel({ tunnel: "5d0e9a3c-3f0c-4f1a-9a53-6c2f0a7d1b42", verify: false }),
        nextcloud({
          host: "cloud.living-room.catalogue.example",
          exposure: "public",
          files: { size: "200Gi" },
        }),
        immich({
          host: "photos.living-room.catalogue.example",
          photos: { nfs: { server: site.reserved.nas, path: "/volume1/photos" } },
          machineLearning: { nodes: ["living-room-3"] },
        }),
        homeAssistant({
          host: "home.living-room.catalogue.example",
          node: "living-room-2",
          devices: { "/dev/ttyUSB0": "the Zigbee stick" },
          discovery: true,
        }),
        media({
          library: { nfs: { server: site.reserved.nas, path: "/volume1/media" } },
          plex: "plex.living-room.catalogue.example",
          sonarr: "sonarr.living-room.catalogue.example",
          radarr: "radarr.living-room.catalogue.example",
        }),
      ],
      {
        ingress: { className: "traefik", issuer: "local-authority" },
        secretsFromBootstrap: {
          "cloudflare-tunnel/cloudflare-api-token": ["api-token"],
          "cloudflare-tunnel/tunnel": ["credentials.json"],
          "immich/database": ["password"],
          "nextcloud/database": ["password"],
          "nextcloud/nextcloud": ["password"],
        },
      },
    ),
    clusterOf(
      8,
      "databases",
      bundledBut("local-storage"),
      [localPath({ path: "/var/lib/volumes" }), cloudnativePg(), notes, letters, spicedb()],
      {
        secretsFromBootstrap: {
          "spicedb/spicedb": ["preshared-key"],
          "letters/letters-db": ["password"],
          "letters/queue": ["password"],
        },
      },
    ),
    clusterOf(
      4,
      "plain",
      bundledBut(),
      [certManager({ authority: "own" }), argoCd({ host: "argocd.plain.catalogue.example" })],
      {
        ingress: { className: "traefik", issuer: "own-authority" },
        secretsFromBootstrap: { "cert-manager/own-authority": ["tls.crt", "tls.key"] },
      },
    ),
    // Everything that asks for a Secret, without a store.
    clusterOf(
      5,
      "storeless",
      bundledBut("servicelb", "traefik", "local-storage"),
      [
        prometheusOperatorCrds(),
        metallb(),
        traefik({ address: rangeOf(5).split("-")[0] }),
        wireguard({ address: rangeOf(5).split("-")[1]! }),
        longhorn({ backupTarget: "s3://backups@us-east-1/storeless" }),
        certManager({ authority: "letsencrypt" }),
        externalDns({ server: `http://${site.reserved.dns}` }),
        externalDns({ cloudflare: "catalogue.example" }),
        externalDns({ nameServer: { host: site.reserved.dns, key: "external-dns" } }),
        kubePrometheusStack({ host: "grafana.storeless.catalogue.example", mail }),
        loki({}),
        alloy(),
        argoCd({
          host: "argocd.storeless.catalogue.example",
          privateRepository: "https://git.catalogue.example/fleet.git",
        }),
      ],
      {
        loadBalancer: rangeOf(5),
        prefer: { dns: "external-dns" },
        ingress: { className: "traefik", issuer: "letsencrypt-production" },
        secretsFromBootstrap: {
          "argocd/repository": ["username", "password"],
          "cert-manager/cloudflare-api-token": ["api-token"],
          "external-dns/cloudflare-api-token": ["api-token"],
          "external-dns/pihole": ["password"],
          "external-dns/tsig": ["secret"],
          "longhorn-system/backup-target": [
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_ENDPOINTS",
          ],
          "monitoring/alertmanager-smtp": ["password"],
          "monitoring/grafana-admin": ["admin-user", "admin-password"],
          "wireguard/wireguard": ["wg0.conf"],
        },
      },
    ),
    clusterOf(
      2,
      "arp",
      bundledBut("flannel", "servicelb", "traefik"),
      [
        cilium({}),
        ciliumLoadBalancer({ announce: "l2", interfaces: ["^eth[0-9]+"] }),
        traefik({ address: rangeOf(2).split("-")[0] }),
        certManager({ authority: "letsencrypt", challenge: { http01: "ingress" } }),
      ],
      {
        loadBalancer: rangeOf(2),
        ingress: { className: "traefik", issuer: "letsencrypt-production" },
      },
    ),
    clusterOf(
      3,
      "bgp",
      bundledBut("flannel", "servicelb", "traefik"),
      [
        cilium({}),
        ciliumLoadBalancer({ announce: { bgp: { asn: 64512, peers: [router], password: true } } }),
        traefik({ address: "10.7.0.1" }),
        certManager({
          authority: "letsencrypt",
          challenge: { dns01: "route53", region: "eu-west-1" },
        }),
      ],
      {
        loadBalancer: "10.7.0.1-10.7.0.99",
        ingress: { className: "traefik", issuer: "letsencrypt-production" },
        secretsFromBootstrap: {
          "kube-system/bgp": ["password"],
          "cert-manager/route53-credentials": ["access-key-id", "secret-access-key"],
        },
      },
    ),
    clusterOf(
      12,
      "routes",
      bundledBut("servicelb", "traefik"),
      [
        gatewayApi(),
        prometheusOperatorCrds(),
        metallb(),
        traefik({
          address: rangeOf(12).split("-")[0],
          gateway: { hosts: ["www.catalogue.example"] },
        }),
        certManager({ authority: "letsencrypt" }),
        externalDns({ server: `http://${site.reserved.dns}` }),
        argoCd({ host: "argocd.routes.catalogue.example" }),
        loki({ receiveAt: "logs.routes.catalogue.example", anonymous: true }),
        workload("shop", (scope) => {
          const image = "registry.catalogue.example/shop:3.1.0";
          const hosts = {
            "shop.routes.catalogue.example": "http",
            "www.catalogue.example": "http",
          };
          app(scope, { name: "shop", image, port: 8080, hosts });
        }),
      ],
      {
        loadBalancer: rangeOf(12),
        ingress: { className: "traefik", issuer: "letsencrypt-production" },
        secretsFromBootstrap: {
          "cert-manager/cloudflare-api-token": ["api-token"],
          "external-dns/pihole": ["password"],
          "monitoring/logs-push": ["username", "password"],
        },
      },
    ),
    clusterOf(
      13,
      "meshed",
      bundledBut("flannel", "servicelb", "traefik"),
      [
        gatewayApi(),
        cilium({}),
        ciliumLoadBalancer({ announce: "l2" }),
        ciliumGateway({
          address: rangeOf(13).split("-")[0],
          hosts: ["shop.meshed.catalogue.example", "argocd.meshed.catalogue.example"],
        }),
        certManager({ authority: "letsencrypt", challenge: { http01: "ingress" } }),
        argoCd({ host: "argocd.meshed.catalogue.example" }),
        workload("shop", (scope) => {
          const image = "registry.catalogue.example/shop:3.1.0";
          app(scope, { name: "shop", image, port: 8080, host: "shop.meshed.catalogue.example" });
        }),
      ],
      {
        loadBalancer: rangeOf(13),
        ingress: { className: "cilium", issuer: "letsencrypt-production" },
      },
    ),
    clusterOf(6, "helpers", bundledBut("metrics-server"), [
      prometheusOperatorCrds(),
      metricsServer({ kubelets: "self-signed" }),
      reloader({ ignore: ["kube-system"] }),
      descheduler({ interval: "1h" }),
      nodeFeatureDiscovery({ usbClasses: ["02"] }),
    ]),
    clusterOf(7, "guarded", bundledBut(), [
      kyverno({ enforce: true, registries: ["registry.catalogue.example/"], ignore: ["traefik"] }),
      trivyOperator({ severity: "CRITICAL", ignore: ["kube-system"] }),
    ]),
  ],
});
