import type { Cluster } from "../../lib/model/cluster.ts";
import type { Node } from "../../lib/model/cluster-data.ts";
import { parseQuantity } from "../../lib/kubernetes/quantity.ts";
import { defaultReserved } from "../../lib/check/support/amounts.ts";
import type { Kube } from "./kube.ts";

/** The annotation, and label, of a node that no machine is. */
export const simulated = { "kwok.x-k8s.io/node": "fake" };

/** The nodes of a cluster as k3s would register them, with what the system leaves of each for pods. */
export async function createNodes(kube: Kube, { nodes }: Cluster): Promise<void> {
  await Promise.all(
    nodes.map(async (node) => {
      const path = `/api/v1/nodes/${node.name}`;
      await kube.apply(path, nodeOf(node));
      await kube.patch(`${path}/status`, {
        status: { ...sizeOf(node), addresses: addressesOf(node) },
      });
    }),
  );
}

function nodeOf({ name, role, architecture, labels, annotations, taints }: Node): object {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": architecture,
        ...simulated,
        ...(role === "control-plane" && { "node-role.kubernetes.io/control-plane": "true" }),
        ...labels,
      },
      annotations: { ...simulated, ...annotations },
    },
    spec: { taints: taints ?? [] },
  };
}

function sizeOf({ cpu, memory, reserved = defaultReserved, maxPods = 110 }: Node): object {
  const pods = String(maxPods);
  const allocatable = {
    cpu: `${Math.round((cpu - parseQuantity(reserved.cpu)) * 1000)}m`,
    memory: String(parseQuantity(memory) - parseQuantity(reserved.memory)),
    pods,
  };
  return { capacity: { cpu: String(cpu), memory, pods }, allocatable };
}

function addressesOf({ name, address }: Node): object[] {
  return [
    { type: "InternalIP", address },
    { type: "Hostname", address: name },
  ];
}
