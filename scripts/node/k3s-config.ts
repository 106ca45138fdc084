import type { Cluster } from "../../lib/model/cluster.ts";
import type { Node } from "../../lib/model/cluster-data.ts";
import { metricsOf } from "../../lib/model/distribution.ts";
import { k3s } from "../../charts/distributions/k3s.ts";
import { defaultReserved } from "../../lib/check/support/amounts.ts";
import { toYaml } from "../../lib/emit/yaml.ts";
import { hardenedServer } from "./hardened.ts";

/** Where a joining node reads the token of its cluster. */
export const tokenFile = "/etc/rancher/k3s/token";
export const configFile = "/etc/rancher/k3s/config.yaml";
/** The version and configuration that k3s was last started with: what is on the disk counts from its next start on. */
export const startedWith = "/etc/rancher/k3s/started-with.yaml";

/** The API server's port, which k3s does not change. */
export const apiPort = 6443;

type Settings = Record<string, unknown>;

/** The text of config.yaml. `isFirst` is the server that makes the cluster; all others join it. */
export function k3sConfig(cluster: Cluster, node: Node, isFirst: boolean): string {
  const isServer = node.role === "control-plane";
  return toYaml({
    ...(isFirst ? { "cluster-init": true } : joining(cluster)),
    "node-name": node.name,
    "node-ip": node.address,
    ...(isServer ? serverSettings(cluster) : {}),
    ...nodeSettings(cluster, node),
  });
}

function joining({ endpoint }: Cluster): Settings {
  return { server: `https://${endpoint}:${apiPort}`, "token-file": tokenFile };
}

/** Equal on all servers of a cluster: k3s refuses a server that has others. */
function serverSettings(cluster: Cluster): Settings {
  const { kubernetes, endpoint, nodes, podCidr, serviceCidr } = cluster;
  const stay = kubernetes.bundled;
  // k3s has no option to disable flannel as a part: that is its backend.
  const off = Object.keys(k3s.parts).filter((name) => name !== "flannel" && !stay.includes(name));
  const servers = nodes.filter(({ role }) => role === "control-plane");
  return {
    "tls-san": [...new Set([endpoint, ...servers.flatMap(({ name, address }) => [name, address])])],
    "cluster-cidr": podCidr,
    "service-cidr": serviceCidr,
    ...(off.length > 0 ? { disable: off } : {}),
    // A network component of the cluster's own does the work of all three.
    ...(stay.includes("flannel")
      ? {}
      : {
          "flannel-backend": "none",
          "disable-network-policy": true,
          "disable-kube-proxy": true,
        }),
    "secrets-encryption": true,
    // To whoever is in the nodes' network: they ask nobody for a password.
    ...(metricsOf(kubernetes, "etcd") && { "etcd-expose-metrics": true }),
    ...snapshotSettings(cluster),
    ...(kubernetes.profile === "hardened" ? hardenedServer : {}),
  };
}

function snapshotSettings({ kubernetes: { snapshots } }: Cluster): Settings {
  if (!snapshots) return {};
  const { schedule, retention, s3Secret } = snapshots;
  return {
    "etcd-snapshot-schedule-cron": schedule,
    "etcd-snapshot-retention": retention,
    // Any other setting of S3 would make k3s ignore the Secret.
    ...(s3Secret ? { "etcd-s3": true, "etcd-s3-config-secret": s3Secret } : {}),
  };
}

function nodeSettings({ kubernetes }: Cluster, node: Node): Settings {
  const { labels = {}, taints = [], reserved = defaultReserved, maxPods } = node;
  const isHardened = kubernetes.profile === "hardened";
  return {
    ...(Object.keys(labels).length > 0
      ? { "node-label": Object.entries(labels).map(([key, value]) => `${key}=${value}`) }
      : {}),
    ...(taints.length > 0
      ? { "node-taint": taints.map(({ key, value = "", effect }) => `${key}=${value}:${effect}`) }
      : {}),
    ...(isHardened ? { "protect-kernel-defaults": true } : {}),
    "kubelet-arg": [
      `system-reserved=cpu=${reserved.cpu},memory=${reserved.memory}`,
      ...(maxPods === undefined ? [] : [`max-pods=${maxPods}`]),
      ...(isHardened ? ["streaming-connection-idle-timeout=5m"] : []),
    ],
  };
}
