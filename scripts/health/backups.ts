import type { Cluster } from "../../lib/model/cluster.ts";
import { plural } from "../../lib/problem.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import type { Live } from "../kube/objects.ts";
import { secondsSince, span } from "../kube/time.ts";
import type { Finding, Section } from "./finding.ts";

/** A volume of Longhorn (v1beta2). */
export interface LonghornVolume extends Live {
  readonly status?: {
    readonly lastBackupAt?: string;
    readonly robustness?: string;
    readonly kubernetesStatus?: { readonly namespace?: string; readonly pvcName?: string };
  };
}

/** Where Longhorn keeps its backups. */
export interface BackupTarget extends Live {
  readonly spec?: { readonly backupTargetURL?: string };
  readonly status?: {
    readonly available?: boolean;
    readonly conditions?: readonly { readonly message?: string }[];
  };
}

/** A snapshot of etcd, as k3s lists them (k3s.cattle.io/v1). */
export interface EtcdSnapshot extends Live {
  readonly status?: {
    readonly creationTime?: string;
    readonly readyToUse?: boolean;
    readonly error?: { readonly message?: string };
  };
}

export interface Backups {
  readonly volumes: readonly LonghornVolume[];
  readonly targets: readonly BackupTarget[];
  /** Undefined where the cluster keeps none. */
  readonly snapshots: readonly EtcdSnapshot[] | undefined;
}

/** Twice the interval: volumes are saved each night, etcd every twelve hours (k3s docs: cli/etcd-snapshot). */
const volumeSeconds = 2 * 86_400;
const etcdSeconds = 86_400;

/** Backups exist, are young enough, and have somewhere to go. */
export function backupSection(
  cluster: Cluster,
  { volumes, targets, snapshots }: Backups,
  kubectl: Kubectl,
  now: Date,
): Section {
  const findings = [
    ...targets.flatMap((one) => targetFinding(one, kubectl) ?? []),
    ...volumes.flatMap((one) => [...volumeFindings(one, targets, kubectl, now)]),
    ...(snapshots ? etcdFindings(cluster, snapshots, now) : []),
  ];
  const etcd = snapshots ? `, ${plural(snapshots.length, "snapshot")} of etcd` : "";
  const looked = `${plural(volumes.length, "volume")}${etcd}`;
  return { title: "backups", looked, findings };
}

function targetFinding(target: BackupTarget, kubectl: Kubectl): Finding | undefined {
  const url = target.spec?.backupTargetURL ?? "";
  if (url === "" || target.status?.available) return undefined;
  const why = target.status?.conditions?.find(({ message }) => message)?.message;
  const { name, namespace = "" } = target.metadata;
  const message = `${url} is not available${why ? `: ${why}` : ""}`;
  const next = kubectl.line(
    "--namespace",
    namespace,
    "describe",
    "backuptargets.longhorn.io",
    name,
  );
  return { level: "error", subject: `BackupTarget ${name}`, message, next };
}

function* volumeFindings(
  volume: LonghornVolume,
  targets: readonly BackupTarget[],
  kubectl: Kubectl,
  now: Date,
): Iterable<Finding> {
  const { lastBackupAt, robustness, kubernetesStatus } = volume.status ?? {};
  const { namespace, pvcName } = kubernetesStatus ?? {};
  const claim = pvcName ? `${namespace}/${pvcName}` : volume.metadata.name;
  const subject = `Longhorn volume ${claim}`;
  const { name, namespace: home = "" } = volume.metadata;
  const describe = kubectl.line("--namespace", home, "describe", "volumes.longhorn.io", name);
  if (robustness === "degraded" || robustness === "faulted") {
    const level = robustness === "faulted" ? "error" : "warning";
    yield { level, subject, message: `is ${robustness}: replicas are missing`, next: describe };
  }
  const next = `npm run backup -- volume ${kubectl.cluster.name}/${claim}`;
  if (!targets.some(({ spec }) => spec?.backupTargetURL)) return;
  const born = secondsSince(volume.metadata.creationTimestamp, now);
  if (!lastBackupAt) {
    if (born > volumeSeconds)
      yield { level: "error", subject, message: `is ${span(born)} old and was never saved`, next };
    return;
  }
  const age = secondsSince(lastBackupAt, now);
  if (age > volumeSeconds)
    yield { level: "warning", subject, message: `was last saved ${span(age)} ago`, next };
}

function etcdFindings({ name }: Cluster, snapshots: readonly EtcdSnapshot[], now: Date): Finding[] {
  const subject = "etcd";
  const next = `npm run backup -- etcd ${name}`;
  const times = snapshots.flatMap(
    ({ status }) => (status?.readyToUse && status.creationTime) || [],
  );
  const newest = times.sort().at(-1);
  if (newest === undefined)
    return [{ level: "error", subject, message: "has no usable snapshot", next }];
  const age = secondsSince(newest, now);
  if (age <= etcdSeconds) return [];
  return [{ level: "warning", subject, message: `was last saved ${span(age)} ago`, next }];
}
