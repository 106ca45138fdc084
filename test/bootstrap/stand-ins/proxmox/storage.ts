import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Refusal } from "./failure.ts";

/** A storage of /etc/pve/storage.cfg. */
export interface Storage {
  readonly name: string;
  readonly type: string;
  readonly path?: string;
  readonly content: readonly string[];
  /** Bytes. */
  readonly total: number;
}

export interface Volume {
  /** `<storage>:<name>`. */
  readonly id: string;
  readonly vmid: number;
  /** Bytes. */
  readonly size: number;
  /** What it was copied from: an image file, or the volume of a template. */
  readonly source?: string;
}

const volumes = "/var/lib/pve-volumes";

/** Reads /etc/pve/storage.cfg: a line `type: name`, then its properties, indented. */
export function storages(): Storage[] {
  const text = readFileSync("/etc/pve/storage.cfg", "utf8");
  return text
    .split(/\n(?=\S)/)
    .filter((block) => block.trim() !== "")
    .map((block) => {
      const [, type = "", name = ""] = /^(\w+): (\S+)/.exec(block)!;
      const property = (key: string): string | undefined =>
        new RegExp(`^\\s+${key} (.+)$`, "m").exec(block)?.[1];
      const path = property("path");
      const total = Number(property("# bytes") ?? 2 ** 40);
      return {
        name,
        type,
        content: (property("content") ?? "").split(","),
        total,
        ...(path && { path }),
      };
    });
}

/** Throws as PVE::Storage does for a name that no storage has. */
export function storageNamed(name: string): Storage {
  const found = storages().find((storage) => storage.name === name);
  if (!found) throw new Refusal(`storage '${name}' does not exist`);
  return found;
}

export function storageForImages(name: string): Storage {
  const storage = storageNamed(name);
  if (!storage.content.includes("images"))
    throw new Refusal(`storage '${name}' does not support vm images`);
  return storage;
}

export function volumesOf(storage: string): Volume[] {
  const directory = join(volumes, storage);
  if (!existsSync(directory)) return [];
  return readdirSync(directory).map((name) => readVolume(`${storage}:${name}`)!);
}

export function readVolume(id: string): Volume | undefined {
  const file = fileOf(id);
  if (!existsSync(file)) return undefined;
  return { id, ...(JSON.parse(readFileSync(file, "utf8")) as Omit<Volume, "id">) };
}

export function writeVolume({ id, ...rest }: Volume): void {
  mkdirSync(dirname(fileOf(id)), { recursive: true });
  writeFileSync(fileOf(id), JSON.stringify(rest));
}

/** A new volume with the first name that is free. Thin pools promise more than they have; others refuse. */
export function allocate(
  storage: Storage,
  vmid: number,
  size: number,
  { source, name }: { readonly source?: string; readonly name?: string } = {},
): Volume {
  const there = volumesOf(storage.name);
  const used = there.reduce((sum, volume) => sum + volume.size, 0);
  const taken = new Set(there.map(({ id }) => id));
  let count = 0;
  while (taken.has(`${storage.name}:vm-${vmid}-disk-${count}`)) count++;
  const own = name ?? `vm-${vmid}-disk-${count}`;
  if (taken.has(`${storage.name}:${own}`))
    throw new Refusal(
      `lvcreate 'pve/${own}' error:   Logical Volume "${own}" already exists in volume group "pve"`,
    );
  if (storage.type !== "lvmthin" && used + size > storage.total)
    throw new Refusal(`zfs error: cannot create '${storage.name}/${own}': out of space`);
  const volume = { id: `${storage.name}:${own}`, vmid, size, ...(source && { source }) };
  writeVolume(volume);
  return volume;
}

/** Gives a volume of a template the name that says so; returns it. */
export function makeBase(id: string): string {
  const base = id.replace(":vm-", ":base-");
  const volume = readVolume(id);
  if (!volume) return id;
  free(id);
  writeVolume({ ...volume, id: base });
  return base;
}

export function free(id: string): void {
  rmSync(fileOf(id), { force: true });
}

/** Where a file of a directory storage lies, such as `local:snippets/user.yaml`. */
export function pathOf(id: string): string {
  const [storage = "", name = ""] = id.split(/:(.*)/s);
  const { path } = storageNamed(storage);
  if (!path) return `/dev/${storage}/${name}`;
  return join(path, name.replace(/^iso\//, "template/iso/"));
}

function fileOf(id: string): string {
  const [storage = "", name = ""] = id.split(/:(.*)/s);
  return join(volumes, storage, name.replaceAll("/", "_"));
}

/** `32` means GiB; `32G`, `512M` and the like are bytes with a unit. */
export function parseSize(text: string, unit: "" | "G" = ""): number {
  const [, amount, suffix] = /^([\d.]+)([KMGT]?)$/.exec(text) ?? [];
  if (amount === undefined) throw new Refusal(`unable to parse size '${text}'`);
  return Math.round(Number(amount) * 1024 ** " KMGT".indexOf(suffix || unit || " "));
}

/** As the configuration prints it: the largest unit that leaves no rest. */
export function formatSize(bytes: number): string {
  for (const [i, unit] of ["T", "G", "M", "K"].entries()) {
    const factor = 1024 ** (4 - i);
    if (bytes % factor === 0 && bytes >= factor) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}
