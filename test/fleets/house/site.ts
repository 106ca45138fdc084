import { defineSite } from "../../../lib/model/site.ts";

const images = "https://cloud.debian.org/images/cloud/trixie/latest";
const debian = {
  url: `${images}/debian-13-genericcloud-amd64.qcow2`,
  sums: `${images}/SHA512SUMS`,
};

/** The S3 API of machine minio. */
export const objects = {
  endpoint: "https://minio.mathiaswouters.com:9000",
  region: "us-east-1",
} as const;

/** One house: a Proxmox host, three Raspberry Pis, a network and a domain (seed 002, lines 12-145). */
export const site = defineSite({
  domain: "mathiaswouters.com",
  email: "admin@mathiaswouters.com",
  ssh: {
    user: "root",
    publicKeys: [
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICfT/6aHtFxDAgPmlX/QupyxO2yzms/sVfzQo3Y4VXt7 admin@mathiaswouters.com",
    ],
  },
  downloads: {
    k3s: "https://github.com/k3s-io/k3s/releases/download",
    kubeVip: "ghcr.io/kube-vip/kube-vip:v1.1.2",
  },
  backups: {
    ...objects,
    bucket: "backups",
    // A key of its own, kept outside the house: the one that opens the machines is on a laptop.
    recipients: ["age1wvrgzvl08hs5zvz2wm3v4mpnn72tv8xhzue5pegjr80gf4zhkqrsgdydj8"],
    keepDays: 30,
    vault: "https://vault.mathiaswouters.com:8200",
    gitlab: "gitlab",
  },
  networks: {
    home: {
      cidr: "192.168.1.0/24",
      gateway: "192.168.1.1",
      dns: ["192.168.1.2"],
      dhcp: "192.168.1.160-192.168.1.250",
    },
    /** The container network of k3d, on one computer. */
    k3d: { cidr: "172.30.0.0/16", gateway: "172.30.0.1", dns: ["1.1.1.1"] },
  },
  hosts: {
    "hp-z440": {
      address: "192.168.1.10",
      cores: 12,
      memory: "96Gi",
      storagePools: { local: {}, "local-lvm": {}, "longhorn-pool": { size: "4Ti" } },
      proxmox: {
        bridge: "vmbr0",
        files: "local",
        template: { id: 9000, pool: "local-lvm", image: debian },
      },
    },
  },
  machines: {
    bastion: {
      address: "192.168.1.20",
      host: "hp-z440",
      cpu: 2,
      memory: "2Gi",
      disks: { os: { size: "50Gi", pool: "local-lvm" } },
    },
    gitlab: {
      address: "192.168.1.25",
      host: "hp-z440",
      cpu: 4,
      memory: "8Gi",
      disks: { os: { size: "100Gi", pool: "local-lvm" } },
    },
    vault: {
      address: "192.168.1.26",
      host: "hp-z440",
      cpu: 2,
      memory: "2Gi",
      disks: { os: { size: "50Gi", pool: "local-lvm" } },
    },
    minio: {
      address: "192.168.1.27",
      host: "hp-z440",
      cpu: 2,
      memory: "4Gi",
      disks: { os: { size: "50Gi", pool: "local-lvm" } },
    },
  },
  reserved: { pihole: "192.168.1.2" },
  hostnames: {
    "www.mathiaswouters.com": "Cloudflare Pages",
    "gitlab.mathiaswouters.com": "machine gitlab",
    "vault.mathiaswouters.com": "machine vault",
    "minio.mathiaswouters.com": "machine minio",
  },
});

/** What the clusters know of each other and of the machines beside them. */
export const endpoints = {
  management: "192.168.1.30",
  production: "192.168.1.46",
  edge: "192.168.1.60",
  pihole: `http://${site.reserved.pihole}`,
  vault: "https://vault.mathiaswouters.com:8200",
  metrics: "prometheus.mathiaswouters.com",
  logs: "loki.mathiaswouters.com",
} as const;

export const repository = {
  url: "https://gitlab.mathiaswouters.com/homelab/kubernetes.git",
  branch: "main",
} as const;
