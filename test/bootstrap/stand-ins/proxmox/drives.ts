import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { badParameter, Refusal } from "./failure.ts";
import { power } from "./power.ts";
import type { Disk } from "./power.ts";
import { isDrive } from "./schema.ts";
import type { Vm } from "./state.ts";
import {
  allocate,
  formatSize,
  free,
  parseSize,
  pathOf,
  readVolume,
  storageForImages,
} from "./storage.ts";

/** A drive as an option has it: the volume, then properties. */
export interface Drive {
  readonly volume: string;
  readonly properties: Readonly<Record<string, string>>;
}

export function parseDrive(text: string): Drive {
  const [first = "", ...rest] = text.split(",");
  const volume = first.replace(/^(file|volume)=/, "");
  const properties = Object.fromEntries(rest.map((part) => part.split(/=(.*)/s).slice(0, 2)));
  return { volume, properties: properties as Record<string, string> };
}

export function printDrive({ volume, properties }: Drive): string {
  const rest = Object.keys(properties).sort();
  return [volume, ...rest.map((key) => `${key}=${properties[key]}`)].join(",");
}

/** Bytes that a disk image holds when it is unpacked: qcow2 has the number at offset 24. */
export function imageSize(path: string): number {
  const head = Buffer.alloc(32);
  const handle = openSync(path, "r");
  readSync(handle, head, 0, 32, 0);
  closeSync(handle);
  const isQcow2 = head.toString("latin1", 0, 4) === "QFI\xfb";
  return isQcow2 ? Number(head.readBigUInt64BE(24)) : statSync(path).size;
}

/**
 * The text of a drive option once its volume exists: `<storage>:<GiB>` makes a new one, `import-from` fills it,
 * `<storage>:cloudinit` is the drive that cloud-init reads.
 */
export function attach(vm: Vm, slot: string, value: string): string {
  const { volume, properties } = parseDrive(value);
  if (volume === "none") return value;
  const [storageName = "", name = ""] = volume.split(/:(.*)/s);
  if (name === "")
    throw badParameter(
      slot,
      `invalid format - format error\n${slot}.file: invalid format - unable to parse volume ID '${volume}'`,
    );
  const { "import-from": source, ...kept } = properties;
  if (name === "cloudinit") return attachCloudInit(vm, slot, storageName);
  if (!/^[\d.]+$/.test(name)) {
    const found = readVolume(volume);
    if (!found && !existsSync(pathOf(volume))) throw new Refusal(`volume ${volume} does not exist`);
    return printDrive({
      volume,
      properties: { ...kept, ...(found && { size: formatSize(found.size) }) },
    });
  }
  const storage = storageForImages(storageName);
  let size = parseSize(name, "G");
  if (source !== undefined) {
    const path = source.startsWith("/") ? source : pathOf(source);
    if (!existsSync(path))
      throw new Refusal(`cannot import from '${source}' - file '${path}' does not exist`);
    size = imageSize(path);
  }
  const made = allocate(storage, vm.vmid, size, source === undefined ? {} : { source });
  return printDrive({ volume: made.id, properties: { ...kept, size: formatSize(size) } });
}

function attachCloudInit(vm: Vm, slot: string, storageName: string): string {
  const other = Object.entries(vm.config).find(
    ([key, text]) => isDrive(key) && key !== slot && text.includes("cloudinit"),
  );
  if (other) throw new Refusal(`${slot} - cloud-init drive is already attached at '${other[0]}'`);
  const name = `vm-${vm.vmid}-cloudinit`;
  const id = `${storageName}:${name}`;
  const size = 4 * 2 ** 20;
  if (!readVolume(id)) allocate(storageForImages(storageName), vm.vmid, size, { name });
  return printDrive({ volume: id, properties: { media: "cdrom", size: "4M" } });
}

/** The disks of a machine, without its CD drives. */
export function disksOf({ config }: Vm): Disk[] {
  return Object.keys(config)
    .filter((key) => isDrive(key))
    .flatMap((slot) => {
      const { volume, properties } = parseDrive(config[slot]!);
      const found = readVolume(volume);
      if (!found || properties["media"] === "cdrom") return [];
      const { size, source } = found;
      const { serial } = properties;
      return [{ slot, volume, size, ...(source && { source }), ...(serial && { serial }) }];
    });
}

/** Every volume that a machine's configuration names, unused ones too. */
export function volumesIn({ config }: Vm): string[] {
  return Object.keys(config)
    .filter((key) => isDrive(key) || /^unused\d+$/.test(key))
    .map((key) => parseDrive(config[key]!).volume)
    .filter((volume) => readVolume(volume) !== undefined);
}

export async function freeVolumes(ids: readonly string[]): Promise<void> {
  await power({ do: "free", volumes: ids });
  for (const id of ids) free(id);
}
