import { readQuantity } from "../../kubernetes/quantity.ts";
import type { Cluster } from "../../model/cluster.ts";
import type { Node } from "../../model/cluster-data.ts";
import { defaultReserved } from "../support/amounts.ts";
import type { LabelledNode } from "../support/placing.ts";
import { labelled } from "../support/placing.ts";
import type { Amount } from "./amount.ts";

/** A node, with what it has to give to pods. */
export interface Machine extends LabelledNode {
  readonly gives: Amount;
}

/** As the kubelet takes where nothing is said (Kubernetes docs: setup/best-practices/cluster-large). */
const usualPods = 110;

/** Of the /24 that each node has of the pods' network. */
const nodeAddresses = 254;

/** Undefined where the data of a node is malformed, which is reported where it stands. */
export function machinesOf(cluster: Cluster): readonly Machine[] | undefined {
  const machines = labelled(cluster).map((one) => {
    const gives = allocatable(one.node, cluster);
    return gives && { ...one, gives };
  });
  return machines.every((one) => one !== undefined) ? machines : undefined;
}

function allocatable(node: Node, { kubernetes }: Cluster): Amount | undefined {
  const { cpu, memory, reserved = defaultReserved, disks, maxPods = usualPods } = node;
  const [total, keptCpu, keptMemory] = [memory, reserved.cpu, reserved.memory].map(readQuantity);
  if (total === undefined || keptCpu === undefined || keptMemory === undefined) return undefined;
  const { keepsFree } = kubernetes.distribution;
  const disk = readQuantity(Object.values(disks)[0]?.size);
  const left = {
    cpu: Math.round((cpu - keptCpu) * 1000),
    memory: Math.floor(total - keptMemory - (readQuantity(keepsFree.memory) ?? 0)),
    storage: disk === undefined ? Infinity : Math.floor((disk * (100 - keepsFree.disk)) / 100),
    pods: maxPods,
    addresses: nodeAddresses,
  };
  const isSound = left.cpu > 0 && left.memory > 0 && Number.isInteger(maxPods) && maxPods > 0;
  return isSound ? left : undefined;
}
