import type { Pod } from "./objects.ts";
import { conditionOf } from "./objects.ts";
import { secondsSince, span } from "./time.ts";

/** A pod may start for this long before it is called broken. */
const startSeconds = 120;

/** What is the matter with a pod, in words; undefined when nothing is, or it only just started. */
export function brokenBecause(pod: Pod, now: Date): string | undefined {
  const { status, metadata } = pod;
  if (status.phase === "Succeeded") return undefined;
  if (status.phase === "Failed")
    return `failed: ${status.message ?? status.reason ?? terminatedReason(pod) ?? "no reason given"}`;
  const stuck = waitingReason(pod);
  if (stuck !== undefined) return stuck;
  const ready = conditionOf(status.conditions, "Ready");
  if (ready?.status === "True" && status.phase === "Running") return undefined;
  const since = secondsSince(ready?.lastTransitionTime ?? metadata.creationTimestamp, now);
  if (since < startSeconds) return undefined;
  const unscheduled = conditionOf(status.conditions, "PodScheduled");
  const why =
    unscheduled?.status === "False" ? unscheduled.message : (ready?.message ?? status.phase);
  return `is not ready for ${span(since)}: ${why}`;
}

/** The same, with what the scheduler says at once, before the pod is late. */
export function troubleOf(pod: Pod, now: Date): string | undefined {
  return brokenBecause(pod, now) ?? unplaced(pod);
}

function unplaced({ status }: Pod): string | undefined {
  const { status: is, message } = conditionOf(status.conditions, "PodScheduled") ?? {};
  return is === "False" ? `cannot be placed: ${message}` : undefined;
}

/** Reasons for which a container waits when all is well. */
const starting = new Set(["ContainerCreating", "PodInitializing"]);

/** Why a container does not start, once the kubelet has said so: no waiting helps. */
export function waitingReason({ status }: Pod): string | undefined {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const { name, state, lastState } of all) {
    const { reason, message } = state?.waiting ?? {};
    if (reason === undefined || starting.has(reason)) continue;
    const last = lastState?.terminated;
    const before = last ? `, ended with code ${last.exitCode} (${last.reason ?? "no reason"})` : "";
    return `container ${name} waits: ${reason}${before}${message ? `: ${message}` : ""}`;
  }
  return undefined;
}

function terminatedReason({ status }: Pod): string | undefined {
  for (const { name, state } of status.containerStatuses ?? []) {
    const ended = state?.terminated;
    if (ended && ended.exitCode !== 0)
      return `container ${name} ended with code ${ended.exitCode} (${ended.reason ?? "no reason"})`;
  }
  return undefined;
}

/** Whether one of these workloads, as `<kind>/<name>`, made the pod. */
export function isPodOf({ metadata }: Pod, workloads: ReadonlySet<string>): boolean {
  return (metadata.ownerReferences ?? []).some(
    ({ kind, name }) =>
      workloads.has(`${kind}/${name}`) ||
      // A ReplicaSet is named after its Deployment, with a hash.
      (kind === "ReplicaSet" && workloads.has(`Deployment/${name.replace(/-[^-]+$/, "")}`)),
  );
}
