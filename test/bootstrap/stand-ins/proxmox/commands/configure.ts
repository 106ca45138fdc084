import { existsSync, readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { badParameter, Refusal } from "../failure.ts";
import type { Arguments } from "../arguments.ts";
import { number } from "../arguments.ts";
import { attach, disksOf, freeVolumes, imageSize, parseDrive, printDrive } from "../drives.ts";
import { checkOption, isDrive, isOption, normalize } from "../schema.ts";
import type { Vm } from "../state.ts";
import { checkLock, exists, isTemplate, load, save, withLock } from "../state.ts";
import {
  allocate,
  formatSize,
  makeBase,
  parseSize,
  readVolume,
  storageForImages,
  writeVolume,
} from "../storage.ts";

const create = async ({ words, options }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  if (vmid < 100)
    throw badParameter("vmid", "invalid format - value does not look like a valid VM ID");
  if (exists(vmid))
    throw new Refusal(
      `unable to create VM ${vmid} - VM ${vmid} already exists on node '${node()}'`,
    );
  const vm: Vm = { vmid, config: {}, snapshots: {} };
  await withLock(vmid, () => {
    apply(vm, options);
    vm.config["meta"] = `creation-qemu=10.0.2,ctime=${Math.floor(Date.now() / 1000)}`;
    vm.config["vmgenid"] = uuid();
    vm.config["smbios1"] ??= `uuid=${uuid()}`;
    save(vm);
  });
};

function node(): string {
  return readFileSync("/etc/hostname", "utf8").trim();
}

function uuid(): string {
  return randomBytes(16)
    .toString("hex")
    .replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Sets options; a drive's volume is made at once. */
function apply(vm: Vm, options: Readonly<Record<string, string>>): void {
  for (const [option, value] of Object.entries(options)) checkOption(option, value);
  for (const [option, value] of Object.entries(options)) {
    if (isDrive(option)) {
      detach(vm, option, parseDrive(value).volume);
      vm.config[option] = attach(vm, option, value);
      console.log(`${option}: successfully created disk '${vm.config[option]}'`);
    } else if (option === "sshkeys") vm.config[option] = encodeURIComponent(keysIn(value));
    else if (/^net\d+$/.test(option)) vm.config[option] = withAddress(value);
    else vm.config[option] = normalize(option, value);
    // Attaching a volume uses it.
    if (isDrive(option)) forgetUnused(vm, parseDrive(vm.config[option]).volume);
  }
}

/** The option is a path; what the configuration holds is the text, URL-encoded. */
function keysIn(path: string): string {
  if (!existsSync(path)) throw new Refusal(`can't open '${path}' - No such file or directory`);
  const text = readFileSync(path, "utf8").trim();
  for (const line of text.split("\n").filter(Boolean))
    if (!/^(ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/=]+( .*)?$/.test(line))
      throw badParameter("sshkeys", "SSH public key validation error");
  return `${text}\n`;
}

/** A network card without an address gets one. */
export function withAddress(value: string): string {
  const [model = "", ...rest] = value.split(",");
  if (model.includes("=")) return value;
  const bytes = [
    "BC",
    "24",
    "11",
    ...(randomBytes(3).toString("hex").toUpperCase().match(/../g) ?? []),
  ];
  return [`${model}=${bytes.join(":")}`, ...rest].join(",");
}

/** The volume that a drive had becomes an unused disk, unless the new text names the same. */
function detach(vm: Vm, option: string, next = ""): void {
  const current = vm.config[option];
  if (current === undefined) return;
  delete vm.config[option];
  const { volume } = parseDrive(current);
  if (volume === next || volume.endsWith("cloudinit") || !readVolume(volume)) return;
  let count = 0;
  while (vm.config[`unused${count}`] !== undefined) count++;
  vm.config[`unused${count}`] = volume;
}

function forgetUnused(vm: Vm, volume: string): void {
  for (const key of Object.keys(vm.config))
    if (/^unused\d+$/.test(key) && vm.config[key] === volume) delete vm.config[key];
}

const set = async ({ words, options }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  const { delete: removed = "", digest: _, force: __, ...rest } = options;
  const names = removed.split(/[,; ]/).filter(Boolean);
  if (names.length === 0 && Object.keys(rest).length === 0)
    throw new Refusal("no options specified");
  const bad = names.find((name) => !isOption(name));
  if (bad) throw badParameter("delete", `unknown option '${bad}'`);
  await withLock(vmid, async () => {
    const vm = load(vmid);
    checkLock(vm);
    for (const name of names) {
      if (isDrive(name)) detach(vm, name);
      else if (name.startsWith("unused") && vm.config[name]) {
        await freeVolumes([vm.config[name]]);
        delete vm.config[name];
      } else delete vm.config[name];
    }
    apply(vm, rest);
    save(vm);
  });
  const shown = Object.entries(rest).map(([name, value]) => `-${name} ${value}`);
  console.log(`update VM ${vmid}: ${shown.join(" ")}`.trimEnd());
};

const template = async ({ words }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  await withLock(vmid, () => {
    const vm = load(vmid);
    checkLock(vm);
    if (Object.keys(vm.snapshots).length > 0)
      throw new Refusal("unable to create template, because VM contains snapshots");
    if (isTemplate(vm)) throw new Refusal("you can't convert a template to a template");
    for (const { slot, volume } of disksOf(vm))
      vm.config[slot] = vm.config[slot]!.replace(volume, makeBase(volume));
    vm.config["template"] = "1";
    save(vm);
  });
};

const resize = async ({ words }: Arguments): Promise<void> => {
  const [id, disk = "", text = ""] = words;
  const vmid = number("vmid", id);
  const [, plus, amount] = /^(\+)?(\d+(?:\.\d+)?[KMGT]?)$/.exec(text) ?? [];
  if (amount === undefined)
    throw badParameter("size", String.raw`value does not match the regex pattern`);
  await withLock(vmid, () => {
    const vm = load(vmid);
    checkLock(vm);
    const current = vm.config[disk];
    if (!current) throw new Refusal(`disk '${disk}' does not exist`);
    const { volume, properties } = parseDrive(current);
    if (properties["media"] === "cdrom") throw new Refusal("you can't resize a cdrom");
    const found = readVolume(volume)!;
    const size = parseSize(amount) + (plus ? found.size : 0);
    if (size < found.size) throw new Refusal("shrinking disks is not supported");
    writeVolume({ ...found, size });
    vm.config[disk] = printDrive({ volume, properties: { ...properties, size: formatSize(size) } });
    save(vm);
  });
};

const importDisk = async ({ words, options }: Arguments): Promise<void> => {
  const [id, source = "", storageName = ""] = words;
  const vmid = number("vmid", id);
  await withLock(vmid, () => {
    const vm = load(vmid);
    checkLock(vm);
    if (!existsSync(source)) throw new Refusal(`${source}: non-existent or non-regular file`);
    const storage = storageForImages(storageName);
    console.log(`importing disk '${source}' to VM ${vmid} ...`);
    const size = imageSize(source);
    const { id: volume } = allocate(storage, vmid, size, { source });
    let slot = options["target-disk"];
    if (!slot) {
      let count = 0;
      while (vm.config[`unused${count}`] !== undefined) count++;
      slot = `unused${count}`;
    }
    const text = slot.startsWith("unused") ? volume : `${volume},size=${formatSize(size)}`;
    vm.config[slot] = text;
    save(vm);
    console.log(`${slot}: successfully imported disk '${text}'`);
  });
};

const unlink = async ({ words, options }: Arguments): Promise<void> => {
  const vmid = number("vmid", words[0]);
  await withLock(vmid, async () => {
    const vm = load(vmid);
    checkLock(vm);
    for (const name of (options["idlist"] ?? "").split(/[,; ]/).filter(Boolean)) {
      const { volume } = parseDrive(vm.config[name] ?? "");
      detach(vm, name);
      if (options["force"] !== "1" && !name.startsWith("unused")) continue;
      await freeVolumes([volume]);
      delete vm.config[name];
      forgetUnused(vm, volume);
    }
    save(vm);
  });
};

const unlock = async ({ words }: Arguments): Promise<void> => {
  const vm = load(number("vmid", words[0]));
  delete vm.config["lock"];
  save(vm);
};

export const configureCommands = {
  create,
  set,
  template,
  resize,
  importdisk: importDisk,
  unlink,
  unlock,
};
