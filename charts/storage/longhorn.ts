import { RecurringJob } from "../../imports/crds/longhorn.io/recurringjob.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { ingress } from "../parts/ingress.ts";
import { longhornKinds } from "../parts/kinds/longhorn.ts";
import {
  backupStore,
  dataPath,
  fastClass,
  hasDisk,
  madePods,
  places,
  kubeletValues,
  replicaIssues,
  storageNode,
  storageNodes,
} from "../parts/longhorn.ts";
import { monitored } from "../parts/monitoring.ts";

export interface LonghornOptions {
  /** Copies of each volume, on different nodes. @default 2 */
  readonly replicas?: number;
  /** Says that two copies on virtual machines of one host are wanted: they survive a node, not the host. */
  readonly acceptSharedHost?: boolean;
  /**
   * Bucket of the cluster's object storage that keeps backups, in a folder of the cluster's name: Longhorn takes every
   * backup at its target for its own, and so does a rebuild. Its endpoint is a key of the Secret.
   */
  readonly backupBucket?: string;
  /** Another place, as `s3://<bucket>@<region>/<folder>` or `nfs://<host>:<path>`. @default that of `backupBucket` */
  readonly backupTarget?: string;
  /** Hostname of its web interface, which asks for no login; only forwarded when left out. */
  readonly host?: string;
}

/** Tag of the disks that class longhorn-fast is for; without any, there is no such class. */
const fastDisk = "ssd";

/** Replicated block storage on the disks of the nodes, with daily backups. */
export const longhorn = defineComponent({
  name: "longhorn",
  layer: "storage",
  about: {
    docs: "https://longhorn.io/docs/",
    login: "Its page asks for none: who reaches it may delete volumes.",
  },
  namespace: "longhorn-system",
  podSecurity: "privileged",
  needs: ({ backupBucket, backupTarget = "" }: LonghornOptions) => ({
    ...(!backupTarget.startsWith("nfs://") && {
      "secret-store": "backups need the credentials of their target",
    }),
    ...(!backupTarget && backupBucket && { "object-storage": "it keeps backups in a bucket" }),
  }),
  provides: { "default-storage": {} },
  chart: "longhorn",
  kinds: longhornKinds,
  // The manager makes its class, out of a ConfigMap of the chart, and pods.
  atRunTime: (_, __, values) => ({
    storageClasses: { longhorn: "Immediate" },
    defaultStorageClass: "longhorn",
    pods: madePods(values),
  }),
  places: ({ replicas = 2 }, values) => places(replicas, fastDisk, values),

  traffic: {
    from: [
      { who: "nodes", ports: [9501, 9502], why: "the API server calls webhooks that it makes" },
      { who: "nodes", ports: [2049], why: "volumes that many pods mount are shared over NFS" },
    ],
  },

  node: (node, _: LonghornOptions, distribution) => storageNode(node, distribution),

  *check({ replicas = 2, acceptSharedHost = false, ...options }: LonghornOptions, cluster) {
    if (!options.backupBucket && !options.backupTarget)
      yield "keeps no backups: it has neither backupBucket nor backupTarget; set one of them";
    yield* replicaIssues(storageNodes(cluster), replicas, acceptSharedHost);
  },

  values(scope, { replicas = 2, ...options }: LonghornOptions) {
    const { distribution } = scope.cluster.kubernetes;
    const few = Math.min(2, storageNodes(scope.cluster).length);
    return {
      persistence: { defaultClassReplicaCount: replicas },
      defaultSettings: {
        defaultDataPath: dataPath(distribution),
        // Otherwise it takes the system's disk on every node, the servers' too.
        createDefaultDiskLabeledNodes: true,
        defaultReplicaCount: String(replicas),
      },
      defaultBackupStore: backupStore(scope, options),
      longhornManager: { resources: { requests: { cpu: "100m", memory: "256Mi" } } },
      longhornUI: { replicas: 1 },
      csi: {
        attacherReplicaCount: few,
        provisionerReplicaCount: few,
        resizerReplicaCount: few,
        snapshotterReplicaCount: few,
        ...kubeletValues(distribution),
      },
      // The hook needs a ServiceAccount that the same sync brings later, and waits for it for ever.
      preUpgradeChecker: { jobEnabled: false },
      metrics: { serviceMonitor: { enabled: monitored(scope) } },
    };
  },

  objects(scope, { replicas = 2, host }) {
    if (hasDisk(scope.cluster, fastDisk)) fastClass(scope, fastDisk, replicas);
    new RecurringJob(scope, "backup", {
      metadata: { name: "backup-daily" },
      spec: { task: "backup", cron: "0 2 * * *", groups: ["default"], retain: 7, concurrency: 2 },
    });
    const service = "longhorn-frontend";
    if (host) ingress(scope, { service, port: "http", number: 80, host });
    scope.forward({ name: "longhorn", localPort: 8000, service, port: 80, protocol: "http" });
  },
});
