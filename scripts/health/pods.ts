import { plural } from "../../lib/problem.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import type { Pod } from "../kube/objects.ts";
import { placeOf } from "../kube/objects.ts";
import { brokenBecause } from "../kube/pod-trouble.ts";
import type { Finding, Section } from "./finding.ts";

/** More restarts than this are worth a look (seed 000, lines 1656-1658). */
const manyRestarts = 5;

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
