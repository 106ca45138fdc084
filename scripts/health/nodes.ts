import type { Cluster } from "../../lib/model/cluster.ts";
import { plural } from "../../lib/problem.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import type { Node } from "../kube/objects.ts";
import { conditionOf } from "../kube/objects.ts";
import type { Finding, Section } from "./finding.ts";

/** Conditions of a node that are bad when they are true. */
const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

/** Every node of the data is there, ready, in use, and runs the version of the data. */
export function nodeSection(cluster: Cluster, nodes: readonly Node[], kubectl: Kubectl): Section {
  const missing = cluster.nodes.filter(
    ({ name }) => !nodes.some(({ metadata }) => metadata.name === name),
  );
  const absent = missing.map(({ name, address }): Finding => {
    const message = `is in the data, at ${address}, and not in the cluster`;
    return {
      level: "error",
      subject: `Node ${name}`,
      message,
      next: `npm run node -- join ${name}`,
    };
  });
  const findings = nodes.flatMap((node) => [...nodeFindings(node, cluster, kubectl)]);
  return {
    title: "nodes",
    looked: plural(nodes.length, "node"),
    findings: [...absent, ...findings],
  };
}

function* nodeFindings(node: Node, cluster: Cluster, kubectl: Kubectl): Iterable<Finding> {
  const { name } = node.metadata;
  const subject = `Node ${name}`;
  const next = kubectl.line("describe", "node", name);
  const conditions = node.status?.conditions;
  const ready = conditionOf(conditions, "Ready");
  if (ready?.status !== "True") {
    const message = `is not ready: ${ready?.message ?? "its kubelet has not reported yet"}`;
    yield { level: "error", subject, message, next };
  }
  for (const type of pressures) {
    const { status, message = "" } = conditionOf(conditions, type) ?? {};
    if (status === "True") yield { level: "error", subject, message: `${type}: ${message}`, next };
  }
  if (node.spec?.unschedulable) {
    const uncordon = kubectl.line("uncordon", name);
    yield { level: "warning", subject, message: "takes no new pods", next: uncordon };
  }
  const version = node.status?.nodeInfo?.kubeletVersion ?? "";
  if (isOther(version, cluster.kubernetes.version)) {
    const message = `runs ${version}, the data says ${cluster.kubernetes.version}`;
    yield { level: "warning", subject, message, next: `npm run node -- join ${name}` };
  }
  if (!cluster.nodes.some((one) => one.name === name)) {
    const remove = `npm run node -- remove ${name}`;
    yield {
      level: "warning",
      subject,
      message: "is in the cluster and not in the data",
      next: remove,
    };
  }
}

/** A kubelet may leave off the end of the version (k0s); what is no version of a distribution, such as a simulated kubelet's, is not judged. */
function isOther(version: string, wanted: string): boolean {
  return /^v\d/.test(version) && version !== wanted && !wanted.startsWith(`${version}.`);
}
