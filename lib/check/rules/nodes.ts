import type { Cluster } from "../../model/cluster.ts";
import type { Node } from "../../model/cluster-data.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { formatBytes, formatCores, readQuantity } from "../../kubernetes/quantity.ts";
import { formats } from "../../kubernetes/schema/formats.ts";
import { deviceIssues } from "../support/devices.ts";
import { defaultReserved } from "../support/amounts.ts";
import { diskIssues, quantityIssues, virtualIssues } from "../support/machines.ts";
import type { FleetRule } from "../support/rule.ts";
import { problemAt } from "../support/rule.ts";

/** Each node's data can be read and makes sense. */
export function* nodes({ cluster }: ClusterPlan): Iterable<Problem> {
  for (const node of cluster.nodes) {
    for (const message of nodeIssues(node))
      yield problemAt(cluster, undefined, `node ${node.name} ${message}`);
  }
}

function* nodeIssues(node: Node): Iterable<string> {
  const { name, labels = {}, taints = [] } = node;
  if (name === "" || !formats["dns-subdomain"]!.test(name))
    yield `has a name that is not ${formats["dns-subdomain"]!.is}; rename it`;
  // It is the value of label kubernetes.io/hostname.
  else if (name.length > 63)
    yield `has a name of ${name.length} characters, more than 63; shorten it`;
  yield* quantityIssues("memory", node.memory);
  if (node.host !== undefined) yield* virtualIssues(node);
  yield* diskIssues(node.disks);
  yield* deviceIssues(node.devices ?? {});
  yield* reservedIssues(node);
  const { maxPods = 1 } = node;
  if (!Number.isInteger(maxPods) || maxPods < 1)
    yield `takes ${maxPods} pods by maxPods; use a whole number above 0`;
  for (const [key, value] of Object.entries(labels)) {
    if (!formats["label-key"]!.test(key))
      yield `has label "${key}", not ${formats["label-key"]!.is}; rename it`;
    else if (isReserved(key))
      yield `has label "${key}", which the kubelet refuses to give its own node; use a name of your own, or below node.kubernetes.io/`;
    else if (!formats["label-value"]!.test(value))
      yield `has "${value}" in label ${key}, not ${formats["label-value"]!.is}; change it`;
  }
  for (const { key } of taints) {
    if (key === "" || !formats["label-key"]!.test(key))
      yield `has taint "${key}", not ${formats["label-key"]!.is}; rename it`;
  }
}

/** Labels of Kubernetes itself that a kubelet may not set (kubelet docs: `--node-labels`). */
function isReserved(key: string): boolean {
  const [domain = ""] = key.includes("/") ? key.split("/") : [];
  if (!/(?:^|\.)(?:kubernetes|k8s)\.io$/.test(domain)) return false;
  return !/(?:^|\.)(?:kubelet|node)\.kubernetes\.io$/.test(domain) && !ownLabels.has(key);
}

const ownLabels = new Set([
  "beta.kubernetes.io/arch",
  "beta.kubernetes.io/instance-type",
  "beta.kubernetes.io/os",
  "failure-domain.beta.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "kubernetes.io/arch",
  "kubernetes.io/hostname",
  "kubernetes.io/os",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
]);

function* reservedIssues({ cpu, memory, reserved = defaultReserved }: Node): Iterable<string> {
  if (!(cpu > 0)) yield `has ${cpu} CPUs; use more than 0`;
  const kept = { cpu: readQuantity(reserved.cpu), memory: readQuantity(reserved.memory) };
  if (kept.cpu === undefined) yield* quantityIssues("reserved.cpu", reserved.cpu, "500m");
  else if (cpu > 0 && kept.cpu >= cpu)
    yield `keeps ${formatCores(kept.cpu)} CPU for the system, but has ${formatCores(cpu)}; lower reserved.cpu or correct cpu`;
  const total = readQuantity(memory);
  if (kept.memory === undefined) yield* quantityIssues("reserved.memory", reserved.memory);
  else if (total !== undefined && total > 0 && kept.memory >= total)
    yield `keeps ${formatBytes(kept.memory)} of memory for the system, but has ${showBytes(total)}; lower reserved.memory or correct memory`;
}

/** A number without a unit is bytes, which is never what was meant. */
function showBytes(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : formatBytes(bytes);
}

/** A machine has one name, wherever it stands: inventory, DNS and the hosts know it by that. */
export const nodeNames: FleetRule = function* nodeNames({ site, clusters }) {
  const owners = new Map<string, Cluster | "site">();
  for (const name of Object.keys(site.machines)) owners.set(name, "site");
  const told = new Set<string>();
  for (const cluster of clusters) {
    for (const { name } of cluster.nodes) {
      const owner = owners.get(name);
      owners.set(name, cluster);
      if (!owner || told.has(`${cluster.name}/${name}`)) continue;
      told.add(`${cluster.name}/${name}`);
      yield problemAt(cluster, undefined, twin(name, owner, cluster));
    }
  }
};

function twin(name: string, owner: Cluster | "site", cluster: Cluster): string {
  if (owner === "site") return `has node "${name}", the name of a machine of the site; rename one`;
  return owner === cluster
    ? `has several nodes named "${name}"; rename all but one`
    : `has node "${name}", which ${owner.name} has too; rename one`;
}
