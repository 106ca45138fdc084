import type { Node } from "../../../lib/model/cluster-data.ts";

/** Sizes of the virtual machines of a cluster. */
interface Size {
  readonly cpu: number;
  readonly memory: string;
}

const osDisk = { size: "50Gi", pool: "local-lvm" };

/** A server of a cluster, without a disk for volumes. */
export function server(name: string, address: string, { cpu, memory }: Size): Node {
  const reserved = { cpu: "250m", memory: "768Mi" };
  return {
    name,
    role: "control-plane",
    address,
    architecture: "amd64",
    cpu,
    memory,
    reserved,
    host: "hp-z440",
    disks: { os: osDisk },
  };
}

/** A worker with a second disk for volumes. */
export function worker(name: string, address: string, { cpu, memory }: Size): Node {
  const volumes = { size: "300Gi", pool: "longhorn-pool", tags: ["ssd"] };
  return {
    name,
    role: "worker",
    address,
    architecture: "amd64",
    cpu,
    memory,
    host: "hp-z440",
    disks: { os: osDisk, longhorn: volumes },
  };
}

/** A Raspberry Pi 4 with 8 GB. */
export function raspberryPi(name: string, address: string, role: Node["role"]): Node {
  const reserved = { cpu: "250m", memory: "512Mi" };
  return {
    name,
    role,
    address,
    architecture: "arm64",
    cpu: 4,
    memory: "8Gi",
    reserved,
    disks: { os: { size: "120Gi" } },
  };
}

/** Keeps workloads off servers that have little memory to give. */
export function dedicated(node: Node): Node {
  return {
    ...node,
    taints: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }],
  };
}
