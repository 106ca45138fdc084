import type { Node } from "../../../lib/model/cluster-data.ts";

/** The one that is there: 4 cores and 32 GB, with a second disk for volumes (seed 001:4-6). */
export const server: Node = {
  name: "server",
  role: "control-plane",
  address: "192.168.1.10",
  architecture: "amd64",
  cpu: 4,
  memory: "32Gi",
  disks: {
    os: { size: "100Gi" },
    // With device: "...", its name below /dev/disk/by-id, the bootstrap formats and mounts it.
    longhorn: { size: "400Gi", tags: ["ssd"] },
  },
};

/** A Raspberry Pi 5 for what has to run always (seed 001:53-54). */
export const pi: Node = {
  name: "pi",
  role: "worker",
  address: "192.168.1.11",
  architecture: "arm64",
  cpu: 4,
  memory: "8Gi",
  reserved: { cpu: "250m", memory: "512Mi" },
  disks: { os: { size: "120Gi" } },
};

/** An Intel N100 for what computes (seed 001:55). */
export const miniPc: Node = {
  name: "mini-pc",
  role: "worker",
  address: "192.168.1.12",
  architecture: "amd64",
  cpu: 4,
  memory: "16Gi",
  disks: { os: { size: "100Gi" }, longhorn: { size: "400Gi", tags: ["ssd"] } },
};
