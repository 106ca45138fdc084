import type { Disk } from "../../lib/model/site.ts";
import { failure } from "../tell/failure.ts";
import { readRemote, succeeds } from "../ssh/look.ts";
import type { Machine } from "../ssh/machine.ts";
import { lookWith } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
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

/** What blkid finds on a device itself; udev's own records are late, and the whole disk is nobody's when none is there. */
type Content = Readonly<Partial<Record<"TYPE" | "LABEL" | "UUID" | "PTTYPE", string>>>;

async function readContent(ssh: Ssh, machine: Machine, disk: VolumeDisk): Promise<Content> {
  const { device, path, name } = disk;
  if (!(await succeeds(ssh, machine, "test", "-b", device))) {
    const message = `has no disk ${device} for ${path}; add it, or correct disk ${name} in clusters/: ${lookWith(machine, "ls -l /dev/disk/by-id")}`;
    throw failure(machine.name, message);
  }
  const argv = ["blkid", "--probe", "--output", "export", device];
  const { exitCode, stdout, stderr } = await ssh.try(machine, { argv });
  // 2: there is nothing that it knows.
  if (exitCode === 0 || exitCode === 2) return parseContent(stdout);
  const message = `cannot tell what ${device} holds: ${stderr.trim() || `blkid ended with code ${exitCode}`}; look at it with: ${lookWith(machine, `lsblk --fs ${device}`)}`;
  throw failure(machine.name, message);
}

/** `TYPE=ext4` a line; what a shell would read otherwise is escaped by a backslash. */
export function parseContent(text: string): Content {
  const lines = text.split("\n").filter((line) => line.includes("="));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf("=")),
      line.slice(line.indexOf("=") + 1).replaceAll(/\\(.)/g, "$1"),
    ]),
  );
}

/** Only ours, or an empty one: whatever else is there may be somebody's data. */
export function foreignContent(content: Content, label: string): string | undefined {
  const { TYPE, LABEL, PTTYPE } = content;
  if (TYPE === "ext4" && LABEL === label) return undefined;
  if (TYPE) return `a filesystem ${TYPE}${LABEL ? ` "${LABEL}"` : ""}`;
  return PTTYPE && `a partition table ${PTTYPE}`;
}

function requireOurs(machine: Machine, disk: VolumeDisk, content: Content): void {
  const foreign = foreignContent(content, labelOf(disk));
  if (!foreign) return;
  const message = `${disk.device} holds ${foreign}, which Strata did not make; look at it, and when nothing on it is needed: ${lookWith(machine, `wipefs --all ${disk.device}`)}`;
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
      const content = await readContent(ssh, machine, disk);
      requireOurs(machine, disk, content);
      return content.TYPE === "ext4";
    },
    actions: () => [
      {
        on: machine,
        // Not with -F: mkfs itself asks about a disk in use, and without a terminal that is a no.
        argv: ["mkfs.ext4", "-q", "-m", "0", "-L", labelOf(disk), disk.device],
        timeoutSeconds: 900,
      },
    ],
    look: lookWith(machine, `lsblk --fs ${disk.device}`),
  };
}

function mountStep(ssh: Ssh, machine: Machine, disk: VolumeDisk): Step {
  const { path } = disk;
  const state = async () => {
    const { UUID = "" } = await readContent(ssh, machine, disk);
    const fstab = await readRemote(ssh, machine, "/etc/fstab");
    const mounts = await readRemote(ssh, machine, "/proc/mounts");
    const isMounted = mounts.split("\n").some((line) => line.split(" ")[1] === path);
    return { fstab, wanted: withMount(fstab, UUID, path), isMounted };
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
