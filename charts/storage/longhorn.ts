import { RecurringJob } from "../../imports/crds/longhorn.io/recurringjob.ts";
import { ingress } from "../parts/app/app.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";
import { plural } from "../../lib/problem.ts";
import { helm } from "../parts/helm.ts";
import { serviceMonitorReason } from "../parts/monitoring.ts";

export interface LonghornOptions {
  /** Copies of each volume, on different nodes; 2 by default. */
  readonly replicas?: number;
  /** Says that two copies on virtual machines of one host are wanted: they survive a node, not the host. */
  readonly acceptSharedHost?: boolean;
  /**
   * `s3://<bucket>@<region>/<folder>`; the endpoint is a key of the Secret. A folder for each cluster: Longhorn takes
   * every backup at its target for its own, and so does a rebuild.
   */
  readonly backupTarget: string;
  /** Hostname of its web interface, which asks for no login; only forwarded when left out. */
  readonly host?: string;
}

/** Tag of the disks that class longhorn-fast is for; without any, there is no such class. */
const fastDisk = "ssd";
const manager = { cpu: "100m", memory: "256Mi" };

/** Replicated block storage on the disks of the nodes, with daily backups. */
export const longhorn = defineComponent({
  name: "longhorn",
  layer: "storage",
  namespace: "longhorn-system",
  podSecurity: "privileged",
  needs: { "secret-store": "backups need the credentials of their target" },
  provides: ["default-storage"],

  *check({ replicas = 2, acceptSharedHost = false }: LonghornOptions, cluster) {
    const nodes = storageNodes(cluster);
    if (nodes.length === 0) {
      yield "has nowhere to keep volumes: no node has a disk longhorn; give some nodes one";
    } else if (nodes.length < replicas) {
      yield `keeps ${replicas} replicas, but ${plural(nodes.length, "node")} with a disk longhorn cannot; set replicas to ${nodes.length}`;
    }
    const hosts = new Set(nodes.map(({ name, host = name }) => host));
    if (replicas > 1 && hosts.size === 1 && nodes.length > 1 && !acceptSharedHost) {
      yield `keeps ${replicas} replicas, but all its nodes run on host ${[...hosts][0]}, which takes every copy with it; set replicas to 1 or acceptSharedHost: true`;
    }
  },

  build(scope, { replicas = 2, backupTarget, host }: LonghornOptions) {
    const credentials = scope.secret({
      name: "backup-target",
      keys: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINTS"],
    });
    const nodes = storageNodes(scope.cluster);
    const few = Math.min(2, nodes.length);
    helm(scope, "longhorn", {
      hasDeleteHook: true,
      values: {
        persistence: { defaultClassReplicaCount: replicas },
        defaultSettings: {
          defaultDataPath: "/mnt/longhorn",
          // Otherwise it takes the system's disk on every node, the servers' too.
          createDefaultDiskLabeledNodes: true,
          defaultReplicaCount: String(replicas),
        },
        defaultBackupStore: { backupTarget, backupTargetCredentialSecret: credentials.name },
        longhornManager: { resources: { requests: manager } },
        longhornUI: { replicas: 1 },
        csi: {
          attacherReplicaCount: few,
          provisionerReplicaCount: few,
          resizerReplicaCount: few,
          snapshotterReplicaCount: few,
        },
        // The hook needs a ServiceAccount that the same sync brings later, and waits for it for ever.
        preUpgradeChecker: { jobEnabled: false },
        metrics: {
          serviceMonitor: { enabled: scope.use("monitoring-crds", serviceMonitorReason) },
        },
      },
      makes: {
        storageClasses: { longhorn: "Immediate" },
        defaultStorageClass: "longhorn",
        services: { "longhorn-frontend": { ports: { http: 80 } } },
        priorityClasses: ["longhorn-critical"],
        clusterKinds: [
          "rbac.authorization.k8s.io/ClusterRole",
          "rbac.authorization.k8s.io/ClusterRoleBinding",
          "scheduling.k8s.io/PriorityClass",
        ],
      },
      pods: [{ name: "longhorn-manager", replicas: "each-node", ...manager }],
    });
    if (nodes.some(({ disks }) => disks["longhorn"]?.tags?.includes(fastDisk))) {
      new k8s.KubeStorageClass(scope, "fast", {
        metadata: { name: "longhorn-fast" },
        provisioner: "driver.longhorn.io",
        parameters: {
          numberOfReplicas: String(replicas),
          staleReplicaTimeout: "30",
          diskSelector: fastDisk,
        },
        reclaimPolicy: "Retain",
        allowVolumeExpansion: true,
      });
    }
    new RecurringJob(scope, "backup", {
      metadata: { name: "backup-daily" },
      spec: { task: "backup", cron: "0 2 * * *", groups: ["default"], retain: 7, concurrency: 2 },
    });
    if (host) ingress(scope, { service: "longhorn-frontend", port: "http", host });
    scope.forward({
      name: "longhorn",
      localPort: 8000,
      service: "longhorn-frontend",
      port: 80,
      protocol: "http",
    });
  },
});

/** Nodes with a disk for volumes. */
function storageNodes({ nodes }: Cluster): Cluster["nodes"] {
  return nodes.filter(({ disks }) => disks["longhorn"]);
}
