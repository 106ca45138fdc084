import { plural } from "../../lib/problem.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import type { Pod } from "../kube/objects.ts";
import { conditionOf, placeOf } from "../kube/objects.ts";
import { secondsSince, span } from "../kube/time.ts";
import type { Finding, Section } from "./finding.ts";

/** More restarts than this are worth a look (seed 000, lines 1656-1658). */
const manyRestarts = 5;
/** A pod may start for this long before it is called broken. */
const startSeconds = 120;

export function podSection(pods: readonly Pod[], kubectl: Kubectl, now: Date): Section {
  const findings = pods.flatMap((pod) => podFinding(pod, kubectl, now) ?? []);
  return { title: "pods", looked: plural(pods.length, "pod"), findings };
}

function podFinding(pod: Pod, kubectl: Kubectl, now: Date): Finding | undefined {
  const { name, namespace = "" } = pod.metadata;
  const subject = `Pod ${placeOf(pod)}`;
  const next = kubectl.line("--namespace", namespace, "describe", "pod", name);
  const message = brokenBecause(pod, now);
  if (message !== undefined) return { level: "error", subject, message, next };
  const restarts = restartsOf(pod);
  if (restarts <= manyRestarts) return undefined;
  const logs = kubectl.line(
    "--namespace",
    namespace,
    "logs",
    name,
    "--previous",
    "--all-containers",
  );
  return { level: "warning", subject, message: `was restarted ${restarts} times`, next: logs };
}

export function restartsOf({ status }: Pod): number {
  return (status.containerStatuses ?? []).reduce((sum, one) => sum + one.restartCount, 0);
}

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
