import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { run } from "./run.ts";

/** Where a host's own files lie, over those of this computer. */
export interface RootDisk {
  /** The whole file system as the host sees it, seen from outside. */
  readonly root: string;
  /** Folders of this computer that the host has its own of. */
  readonly keep: string;
  /** Leaves this many bytes free. */
  fill(freeBytes?: number): void;
  /** Has its whole size again. */
  empty(): void;
  /** In bytes. */
  resize(size: number): void;
  /** Copies what the host changed to a folder that is not there yet; in the other direction while the host is off. */
  save(folder: string): void;
  restore(folder: string): void;
  remove(): void;
}

/** A file system of `size` bytes in memory: what the host changes is kept there, across its restarts. */
export function makeRootDisk(directory: string, size: number): RootDisk {
  mkdirSync(directory, { recursive: true });
  const mount = (...args: string[]): void => void run("mount", args);
  mount("-t", "tmpfs", "-o", `size=${size},mode=755`, "host", directory);
  const [upper, work, root, keep] = ["upper", "work", "root", "keep"].map((name) => {
    mkdirSync(join(directory, name));
    return join(directory, name);
  }) as [string, string, string, string];
  const options = `lowerdir=/,upperdir=${upper},workdir=${work}`;
  const mountRoot = (): void => mount("-t", "overlay", "-o", options, "overlay", root);
  mountRoot();
  const resize = (bytes: number): void => mount("-o", `remount,size=${bytes}`, directory);
  let whole = size;
  return {
    root,
    keep,
    fill(freeBytes = 0) {
      const { blocks, bfree, bsize } = statfsSync(directory);
      resize(Math.max((blocks - bfree) * bsize + freeBytes, bsize));
    },
    empty: () => resize(whole),
    resize(bytes) {
      whole = bytes;
      resize(bytes);
    },
    save(folder) {
      mkdirSync(folder);
      run("cp", ["--archive", upper, keep, folder]);
    },
    restore(folder) {
      run("umount", [root]);
      rmSync(upper, { recursive: true });
      rmSync(keep, { recursive: true });
      run("cp", ["--archive", join(folder, "upper"), join(folder, "keep"), directory]);
      mountRoot();
    },
    remove() {
      for (const path of [root, directory]) spawnSync("umount", ["--lazy", path]);
    },
  };
}

/** A disk without a file system that a host finds as /dev/<device>. */
export interface BlockDisk {
  /** For example `sdb`. */
  readonly device: string;
  /** Name in /dev/disk/by-id. */
  readonly id: string;
  readonly major: number;
  readonly minor: number;
  /** The device here. */
  readonly path: string;
  remove(): void;
}

/** Backs a disk by a sparse file. The kernel lets go of it when the last who has it open is gone, however they end. */
export function makeBlockDisk(file: string, bytes: number, device: string, id: string): BlockDisk {
  const handle = openSync(file, "a");
  ftruncateSync(handle, bytes);
  closeSync(handle);
  const path = run("losetup", ["--find", "--show", file]).trim();
  const held = openSync(path, "r");
  // While it is held open, this only asks for what the docstring says.
  run("losetup", ["--detach", path]);
  const { rdev } = statSync(path);
  const [major, minor] = [(rdev >> 8) & 0xfff, (rdev & 0xff) | ((rdev >> 12) & 0xfff00)];
  let isHeld = true;
  return {
    device,
    id,
    major,
    minor,
    path,
    remove() {
      if (isHeld) closeSync(held);
      isHeld = false;
    },
  };
}

/** The list that the host's first process reads. */
export function writeDiskList(keep: string, disks: readonly BlockDisk[]): void {
  const lines = disks.map(({ device, major, minor, id }) => `${device} ${major} ${minor} ${id}\n`);
  writeFileSync(join(keep, "disks"), lines.join(""));
}
