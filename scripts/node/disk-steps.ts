import type { Disk } from "../../lib/site.ts";
import { failure } from "../run/failure.ts";
import { readRemote } from "../run/look.ts";
import type { Machine } from "../run/machine.ts";
import { lookWith } from "../run/machine.ts";
import type { Ssh } from "../run/ssh.ts";
import type { Step } from "../run/step.ts";
import { fileActions } from "../run/step.ts";
import { deviceOf } from "../vm/disks.ts";
import { withMount } from "./fstab.ts";
import type { Target } from "./target.ts";

/** A disk for volumes: where it is, and where its filesystem is mounted. */
interface VolumeDisk {
  readonly name: string;
  /** By its id: letters such as sdb are given out anew at each start. */
  readonly device: string;
  readonly path: string;
}

/** The disks beside that of the operating system, which is the first. */
function volumeDisks({ node }: Target): VolumeDisk[] {
  return Object.entries(node.disks)
    .slice(1)
    .map(([name, disk], i) => ({
      name,
      device: deviceFor(node.name, name, disk, i + 1, node.host !== undefined),
      path: `/mnt/${name}`,
    }));
}

function deviceFor(
  node: string,
  name: string,
  { device }: Disk,
  slot: number,
  isVirtual: boolean,
): string {
  if (device) return `/dev/disk/by-id/${device}`;
  if (isVirtual) return deviceOf(`scsi${slot}`);
  const message = `disk ${name} has no device; name it as in "ls /dev/disk/by-id" there`;
  throw failure(node, message);
}

export function diskSteps(ssh: Ssh, target: Target): Step[] {
  return volumeDisks(target).flatMap((disk) => [
    formatStep(ssh, target.machine, disk),
    mountStep(ssh, target.machine, disk),
  ]);
}

/** What a device and its parts hold, as lsblk says. */
interface Block {
  readonly path: string;
  readonly fstype: string | null;
  readonly label: string | null;
  readonly uuid: string | null;
  readonly pttype: string | null;
  readonly children?: readonly Block[];
}

async function readBlock(ssh: Ssh, machine: Machine, disk: VolumeDisk): Promise<Block> {
  const columns = "PATH,FSTYPE,LABEL,UUID,PTTYPE";
  const argv = ["lsblk", "--json", "--output", columns, disk.device];
  const { exitCode, stdout } = await ssh.try(machine, { argv });
  if (exitCode === 0) return (JSON.parse(stdout) as { blockdevices: Block[] }).blockdevices[0]!;
  const message = `has no disk ${disk.device} for ${disk.path}; add it, or correct disk ${disk.name} in clusters/: ${lookWith(machine, "ls -l /dev/disk/by-id")}`;
  throw failure(machine.name, message);
}

/** Only ours, or an empty one: whatever else is there may be somebody's data. */
function requireOurs(machine: Machine, disk: VolumeDisk, block: Block): void {
  const { fstype, label, pttype, children = [] } = block;
  if (fstype === "ext4" && label === labelOf(disk)) return;
  if (!fstype && !pttype && children.length === 0) return;
  const parts = children.length > 0 ? ` in ${children.map(({ path }) => path).join(", ")}` : "";
  const holds = fstype
    ? `a filesystem ${fstype}${label ? ` "${label}"` : ""}`
    : `a partition table ${pttype ?? ""}${parts}`;
  const message = `${disk.device} holds ${holds}, which Strata did not make; look at it, and when nothing on it is needed: ${lookWith(machine, `wipefs --all ${disk.device}`)}`;
  throw failure(machine.name, message);
}

function labelOf({ name }: VolumeDisk): string {
  return `strata-${name}`.slice(0, 16);
}

function formatStep(ssh: Ssh, machine: Machine, disk: VolumeDisk): Step {
  return {
    name: `disk ${disk.name} has a filesystem`,
    host: machine.name,
    async isDone() {
      const block = await readBlock(ssh, machine, disk);
      requireOurs(machine, disk, block);
      return block.fstype === "ext4";
    },
    actions: () => [
      {
        on: machine,
        // Not with -F: mkfs itself asks about a disk in use, and without a terminal that is a no.
        argv: ["mkfs.ext4", "-q", "-m", "0", "-L", labelOf(disk), disk.device],
        timeoutSeconds: 900,
      },
    ],
    // udev tells lsblk a moment later.
    waitSeconds: 15,
    look: lookWith(machine, `lsblk --fs ${disk.device}`),
  };
}

function mountStep(ssh: Ssh, machine: Machine, disk: VolumeDisk): Step {
  const { path } = disk;
  const state = async () => {
    const { uuid } = await readBlock(ssh, machine, disk);
    const fstab = await readRemote(ssh, machine, "/etc/fstab");
    const mounts = await readRemote(ssh, machine, "/proc/mounts");
    const isMounted = mounts.split("\n").some((line) => line.split(" ")[1] === path);
    return { fstab, wanted: withMount(fstab, uuid ?? "", path), isMounted };
  };
  return {
    name: `disk ${disk.name} is mounted at ${path}`,
    host: machine.name,
    async isDone() {
      const { fstab, wanted, isMounted } = await state();
      return isMounted && fstab === wanted;
    },
    async actions() {
      const found = await state().catch(() => undefined);
      return [
        { on: machine, argv: ["mkdir", "-p", path] },
        ...fileActions(machine, "/etc/fstab", found?.wanted ?? `UUID=<of ${disk.device}> ${path}`),
        { on: machine, argv: ["systemctl", "daemon-reload"] },
        ...(found?.isMounted ? [] : [{ on: machine, argv: ["mount", path] }]),
      ];
    },
    look: lookWith(machine, `findmnt ${path}`),
  };
}
