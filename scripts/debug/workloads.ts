import type { Pod } from "../kube/objects.ts";
import { conditionOf, placeOf } from "../kube/objects.ts";
import { brokenBecause, troubleOf, waitingReason } from "../kube/pod-trouble.ts";
import { placeOf as secretPlace } from "../secret/uses.ts";
import type { Cause, Rule } from "./cause.ts";
import type { Facts } from "./facts.ts";
import { ownPods } from "./pods-of.ts";

/** A pod of an older revision that never becomes ready keeps its StatefulSet from replacing it (kubernetes#67250). */
export const statefulSetBlocked: Rule = ({ statefulSets, pods, kubectl, now }) => {
  for (const set of statefulSets) {
    const { updateRevision } = set.status ?? {};
    if (set.spec.podManagementPolicy === "Parallel" || updateRevision === undefined) continue;
    const stuck = pods.find(
      (pod) =>
        pod.metadata.ownerReferences?.some(({ name }) => name === set.metadata.name) &&
        pod.metadata.labels?.["controller-revision-hash"] !== updateRevision &&
        brokenBecause(pod, now) !== undefined,
    );
    if (!stuck) continue;
    const { name, namespace = "" } = stuck.metadata;
    return {
      message: `StatefulSet ${placeOf(set)} has a repair that it does not roll out: Kubernetes waits for its broken pod ${name} to become ready first; delete the pod`,
      evidence: [`Pod ${placeOf(stuck)} ${brokenBecause(stuck, now)}`],
      next: [kubectl.line("--namespace", namespace, "delete", "pod", name)],
    };
  }
  return undefined;
};

/** A pod waits for a Secret that is not there, or lacks a key. */
export const secretMissing: Rule = ({ kubectl, secrets, events, ...facts }) => {
  for (const pod of ownPods({ kubectl, secrets, events, ...facts })) {
    const { namespace = "" } = pod.metadata;
    const told = [
      waitingReason(pod) ?? "",
      ...events
        .filter(({ involvedObject }) => involvedObject.name === pod.metadata.name)
        .map(({ message }) => message),
    ];
    const line = told.find((text) => /secret "[^"]+" not found|in Secret \S+/.test(text));
    const name =
      line &&
      (/secret "([^"]+)" not found/.exec(line)?.[1] ??
        /in Secret (?:[\w.-]+\/)?([\w.-]+)/.exec(line)?.[1]);
    if (!line || !name || isOver(pod)) continue;
    const use = secrets.find((one) => one.namespace === namespace && one.name === name);
    const look = kubectl.line(
      "--namespace",
      namespace,
      "get",
      "externalsecrets,sealedsecrets,secrets",
    );
    return {
      message: `pod ${placeOf(pod)} waits for Secret ${namespace}/${name}, which is not there or lacks a key`,
      evidence: [line],
      next: use ? [`npm run secret -- set ${secretPlace(use)}`, look] : [look],
    };
  }
  return undefined;
};

/** A pod that got ready has its Secrets; the events of before are history. */
function isOver({ status }: Pod): boolean {
  return conditionOf(status.conditions, "Ready")?.status === "True";
}

/** A pod does not start, or does not stay. */
export const podBroken: Rule = (facts) => {
  for (const pod of ownPods(facts)) {
    const reason = troubleOf(pod, facts.now);
    if (reason !== undefined) return causeOf(pod, reason, facts);
  }
  return undefined;
};

function causeOf(pod: Pod, reason: string, { kubectl, plan, events }: Facts): Cause {
  const { name, namespace = "" } = pod.metadata;
  const place = placeOf(pod);
  const inNamespace = ["--namespace", namespace];
  const describe = kubectl.line(...inNamespace, "describe", "pod", name);
  const logs = kubectl.line(...inNamespace, "logs", name, "--previous", "--all-containers");
  const own = events.filter(({ involvedObject }) => involvedObject.name === name).slice(-3);
  const evidence = [reason, ...own.map((one) => `${one.reason}: ${one.message}`)];
  if (/ImagePullBackOff|ErrImagePull|InvalidImageName/.test(reason))
    return {
      message: `pod ${place} cannot pull its image: the name or the tag is wrong, or the registry does not let it in`,
      evidence,
      next: [describe],
    };
  if (/OOMKilled/.test(reason))
    return {
      message: `pod ${place} needs more memory than its limit`,
      evidence,
      next: [describe, logs],
    };
  if (/CrashLoopBackOff|ended with code/.test(reason))
    return {
      message: `pod ${place} starts and ends again and again; its log says why`,
      evidence,
      next: [logs, describe],
    };
  if (/cannot be placed|Insufficient|didn't match|untolerated taint|unbound immediate/.test(reason))
    return {
      message: `pod ${place} fits on no node`,
      evidence,
      next: [describe, kubectl.line("describe", "nodes"), `npm run health -- ${plan.cluster.name}`],
    };
  return { message: `pod ${place} is not ready`, evidence, next: [describe, logs] };
}
