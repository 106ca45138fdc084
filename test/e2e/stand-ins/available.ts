import type { KubeObject } from "../kube.ts";

/** Whether a workload has a pod that is available; a Job, one that has done its work. */
export function isAvailable({ kind, spec, status = {} }: KubeObject): boolean {
  if (kind === "Job") return status.succeeded > 0;
  if (kind === "DaemonSet")
    return (
      status.observedGeneration > 0 &&
      (status.numberAvailable ?? 0) >= Math.min(1, status.desiredNumberScheduled)
    );
  if (kind === "StatefulSet") return (status.readyReplicas ?? 0) >= Math.min(1, spec.replicas ?? 1);
  return (status.availableReplicas ?? 0) >= Math.min(1, spec.replicas ?? 1);
}
