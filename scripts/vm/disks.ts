import { parseQuantity } from "../../lib/kubernetes/quantity.ts";
import type { VirtualDisk, VirtualMachine } from "./machine.ts";
import type { Config } from "./settings.ts";

export type DiskChange =
  | { readonly disk: VirtualDisk; readonly kind: "add" }
  | { readonly disk: VirtualDisk; readonly kind: "grow"; readonly from: number }
  /** Proxmox makes no disk smaller: it would be deleted and made anew, empty. */
  | { readonly disk: VirtualDisk; readonly kind: "shrink"; readonly from: number }
  | { readonly disk: VirtualDisk; readonly kind: "move"; readonly from: string };

export function diskChanges({ disks }: VirtualMachine, config: Config): DiskChange[] {
  return disks.flatMap((disk): DiskChange[] => {
    const line = config.get(disk.slot);
    if (line === undefined) return [{ disk, kind: "add" }];
    const { pool, gibibytes } = parseDisk(line);
    if (pool !== disk.pool) return [{ disk, kind: "move", from: pool }];
    if (gibibytes < disk.gibibytes) return [{ disk, kind: "grow", from: gibibytes }];
    if (gibibytes > disk.gibibytes) return [{ disk, kind: "shrink", from: gibibytes }];
    return [];
  });
}

/** Of `local-lvm:vm-101030-disk-0,iothread=1,size=50G`; a size of 3584M is 3.5. */
function parseDisk(line: string): { readonly pool: string; readonly gibibytes: number } {
  const size = /(?:^|,)size=(\d+)([KMGT]?)/.exec(line);
  const bytes = size ? parseQuantity(`${size[1]}${size[2] ? `${size[2]}i` : ""}`) : 0;
  return { pool: line.split(":")[0]!, gibibytes: bytes / 2 ** 30 };
}

/** Where the kernel of a virtual machine shows the disk in a slot. */
export function deviceOf(slot: string): string {
  return `/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_drive-${slot}`;
}
